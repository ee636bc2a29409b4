using I2M2.Cli;
using I2M2.Preprocessing.Synth;

namespace I2M2.Tests.Synth;

public sealed class SyntheticFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_second_writer_of_a_folder_is_refused_and_takes_nothing_from_the_first()
    {
        Assert.True(SyntheticFolder.Write(folder.At("set"), "one\n", filling =>
        {
            File.WriteAllText(Path.Combine(filling, "picture"), "whole");
            var refused = Assert.Throws<IOException>(() => SyntheticFolder.Write(folder.At("set"), "one\n", _ => Assert.Fail("fills a folder that another fills")));
            Assert.Contains($"in use by process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        }));
        Assert.Equal(["SOURCE.txt", "picture"], Directory.EnumerateFiles(folder.At("set")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.Equal([folder.At("set")], Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.False(SyntheticFolder.Write(folder.At("set"), "one\n", _ => Assert.Fail("fills a folder that is there")));
        Assert.Throws<UsageException>(() => SyntheticFolder.Write(folder.At("set"), "two\n", _ => Assert.Fail("fills a folder of another set")));
    }

    [Fact]
    public void What_a_killed_writer_left_is_made_anew_and_a_failed_one_leaves_nothing()
    {
        Directory.CreateDirectory(folder.At(".set.partial/set"));
        File.WriteAllText(folder.At(".set.partial/.running"), "process 1\n");
        File.WriteAllText(folder.At(".set.partial/set/half"), "half");
        Assert.Throws<IOException>(() => SyntheticFolder.Write(folder.At("set"), "one\n", _ => throw new IOException("the disk is full")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
        Assert.True(SyntheticFolder.Write(folder.At("set"), "one\n", filling => Assert.Empty(Directory.EnumerateFileSystemEntries(filling))));
        Assert.Equal([folder.At("set")], Directory.EnumerateFileSystemEntries(folder.Path));
    }
}
