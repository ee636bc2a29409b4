using I2M2.Shards;

namespace I2M2.Tests.Shards;

public sealed class DurableFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a/b/c")]
    [InlineData("a/b/c/")]
    [InlineData("a/../a/b/c")]
    public void A_folder_and_every_missing_one_above_it_are_for_their_owner_alone(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        DurableFolder.Create(folder.At(path));
        foreach (var made in new[] { "a", "a/b", "a/b/c" })
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(folder.At(made)));
    }

    [Fact]
    public void Folders_that_are_there_keep_their_mode()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode shared = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;
        Directory.CreateDirectory(folder.At("shared"), shared);
        File.SetUnixFileMode(folder.At("shared"), shared);
        DurableFolder.Create(folder.At("shared/own"));
        DurableFolder.Create(folder.At("shared"));
        Assert.Equal((shared, OwnerOnly), (File.GetUnixFileMode(folder.At("shared")), File.GetUnixFileMode(folder.At("shared/own"))));
    }
}
