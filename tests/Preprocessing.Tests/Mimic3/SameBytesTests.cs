using System.Security.Cryptography;
using I2M2.Preprocessing.Mimic3;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Tests.Mimic3;

/// <summary>The same input and options give the same bytes whatever the number of threads.</summary>
public sealed class SameBytesTests
{
    private const string Tiny = "hostile/mimic/base";
    private const string Demo = "data/mimic3-demo";

    [DataFact(Tiny)]
    public void Parquet_files_and_shards_of_invented_tables_do_not_depend_on_the_workers() => Check(Tiny);

    [DataFact(Demo)]
    public void Parquet_files_and_shards_of_the_demo_do_not_depend_on_the_workers() => Check(Demo);

    private static void Check(string raw)
    {
        using var folder = new TemporaryFolder();
        var one = Hashes(folder, raw, 1);
        Assert.Equal(6, one.Count);
        Assert.Equal(one, Hashes(folder, raw, 2));
        Assert.Equal(one, Hashes(folder, raw, 4));
    }

    // SHA-256 of every file of shards/, by name.
    private static SortedDictionary<string, string> Hashes(TemporaryFolder folder, string raw, int workers)
    {
        var set = folder.At($"{workers}");
        new Mimic3Dataset().Run(new PreprocessingJob(TestData.At(raw), set, workers, new Settings([])));
        return new(Directory.GetFiles(Path.Combine(set, "shards")).ToDictionary(f => Path.GetFileName(f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f)))), StringComparer.Ordinal);
    }
}
