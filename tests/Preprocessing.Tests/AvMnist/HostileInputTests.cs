using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.AvMnist;

/// <summary>Each broken file takes the place of a good one in a small raw folder, and the whole program is run on it.</summary>
[Collection(ConsoleTests.Name)]
public class HostileInputTests
{
    public static TheoryData<string, string> Idx { get; } = HostileCases.Of("idx");

    public static TheoryData<string, string> Wav { get; } = HostileCases.Of("wav");

    [DataFact("hostile/idx/base", "hostile/wav/base")]
    public void The_good_files_alone_are_accepted()
    {
        using var folder = new TemporaryFolder();
        CopyBase(folder.At("raw"));
        Assert.Equal((0, ""), Run(folder));
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal([37L, 3, 40], set.Manifest.Splits.Select(s => s.Rows));
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Idx))]
    public void A_broken_idx_file_is_refused_whole(string path, string allowed)
        => Check(path, allowed, path.Contains("labels", StringComparison.Ordinal) ? "t10k-labels-idx1-ubyte.gz" : "t10k-images-idx3-ubyte.gz");

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Wav))]
    public void A_broken_recording_is_refused_whole(string path, string allowed) => Check(path, allowed, "recordings/7_jackson_3.wav");

    private static void Check(string path, string allowed, string replaces)
    {
        using var folder = new TemporaryFolder();
        CopyBase(folder.At("raw"));
        File.Copy(TestData.At($"hostile/{path}"), folder.At($"raw/{replaces}"), overwrite: true);
        var (code, error) = Run(folder);
        if (code == 0)
        {
            Assert.Contains("accept", allowed, StringComparison.Ordinal);
            using var set = ShardSet.Open(folder.At("out"));
            return;
        }

        Assert.Equal(3, code);
        Assert.Contains("refuse", allowed, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(replaces), error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private static (int Code, string Error) Run(TemporaryFolder folder)
    {
        var (code, _, error) = PreprocessingProgram.Run("avmnist", "--raw", folder.At("raw"), "--out", folder.At("out"));
        return (code, error);
    }

    private static void CopyBase(string raw)
    {
        Directory.CreateDirectory(Path.Combine(raw, "recordings"));
        foreach (var file in Directory.GetFiles(TestData.At("hostile/idx/base")))
            File.Copy(file, Path.Combine(raw, Path.GetFileName(file)));
        foreach (var file in Directory.GetFiles(TestData.At("hostile/wav/base/recordings")))
            File.Copy(file, Path.Combine(raw, "recordings", Path.GetFileName(file)));
        foreach (var file in Directory.GetFiles(raw, "*", SearchOption.AllDirectories))
            File.SetAttributes(file, FileAttributes.Normal);
    }
}
