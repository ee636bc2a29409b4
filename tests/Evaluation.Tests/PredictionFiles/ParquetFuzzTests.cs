using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Storage;
using I2M2.Tests;

namespace I2M2.Evaluation.Tests;

/// <summary>
/// Damaged files: refused, or read as what was written; never another ending, and none of them slow. A crash of the native library would end
/// the test process.
/// </summary>
public sealed class ParquetFuzzTests : IDisposable
{
    private const int Rows = 400;
    private readonly TemporaryFolder folder = new();
    private readonly Predictions predictions;
    private readonly byte[] ours;

    public ParquetFuzzTests()
    {
        var random = new Random(20240517);
        predictions = Predictions.Create(
            "test",
            [.. Enumerable.Range(0, Rows).Select(i => $"row-{i}")],
            [.. Enumerable.Range(0, Rows).Select(i => i % 2)],
            2,
            Logs(random),
            [("image", Logs(random)), ("joint", Logs(random))]);
        PredictionsParquet.Write(folder.At("ours"), predictions, new PredictionsMetadata
        {
            Run = new RunDescription { Dataset = "toy", Paradigm = "i2m2", Seed = 3 },
            Split = "test",
            ClassNames = ["a", "b"],
        });
        ours = File.ReadAllBytes(folder.At("ours"));
    }

    [Fact]
    public void A_damaged_file_of_ours_is_refused_or_is_what_was_written()
    {
        var refused = 0;
        for (var seed = 0; seed < 300; seed++)
        {
            File.WriteAllBytes(folder.At("damaged"), Damaged(ours, new Random(seed)));
            if (Outcome(folder.At("damaged")) is not { } read)
                refused++;
            else
                Assert.True(read.Ids.SequenceEqual(predictions.Ids) && read.Labels.SequenceEqual(predictions.Labels) && Same(read.Product, predictions.Product), $"seed {seed}");
        }

        // Else the damage did none.
        Assert.InRange(refused, 200, 299);
    }

    [Theory]
    [Trait("Tier", "slow")]
    [InlineData("snappy")]
    [InlineData("uncompressed")]
    public void A_damaged_file_of_someone_elses_is_refused_or_read(string compression)
    {
        using (var database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] }))
            database.Execute("test", $"COPY (SELECT * FROM read_parquet({Sql.ReadPath(folder.At("ours"))})) TO {Sql.WritePath(folder.At("theirs"))} (FORMAT parquet, COMPRESSION {compression})");
        var theirs = File.ReadAllBytes(folder.At("theirs"));
        var refused = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            File.WriteAllBytes(folder.At("damaged"), Damaged(theirs, new Random(seed)));
            refused += Outcome(folder.At("damaged")) is null ? 1 : 0;
        }

        Assert.InRange(refused, 250, 499);
    }

    public void Dispose() => folder.Dispose();

    // What was read; null when the file was refused, in one line. Any other exception fails the test.
    private static Predictions? Outcome(string path)
    {
        try
        {
            return PredictionsParquet.Read(path).Predictions;
        }
        catch (InputRefusedException e)
        {
            Assert.StartsWith(path, e.Message);
            Assert.DoesNotContain('\n', e.Message);
            return null;
        }
    }

    // Cut short, or with one to five bytes changed; half of the changes where the structure is, at the end.
    private static byte[] Damaged(byte[] bytes, Random random)
    {
        if (random.Next(4) == 0)
            return bytes[..random.Next(bytes.Length)];
        var damaged = bytes.ToArray();
        var from = random.Next(2) == 0 ? 0 : Math.Max(0, bytes.Length - 600);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
            damaged[random.Next(from, bytes.Length)] = (byte)random.Next(256);
        return damaged;
    }

    private static double[] Logs(Random random) => [.. Enumerable.Range(0, Rows).SelectMany(_ =>
    {
        var p = random.NextDouble();
        return new double[] { (float)Math.Log(p), (float)Math.Log(1 - p) };
    })];

    private static bool Same(LogProbabilities a, LogProbabilities b) => Enumerable.Range(0, a.Rows).All(i => a.Row(i).SequenceEqual(b.Row(i)));
}
