using System.Diagnostics;
using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

public partial class FolderLockTests
{
    private const string Name = ".running";

    [Fact]
    public void A_second_holder_is_refused_and_told_who_the_first_is()
    {
        using var folder = new TemporaryFolder();
        using (FolderLock.Take(folder.Path, Name))
        {
            var refused = Assert.Throws<IOException>(() => FolderLock.Take(folder.Path, Name));
            Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}, started 2", refused.Message, StringComparison.Ordinal);
            Assert.Contains(folder.Path, refused.Message, StringComparison.Ordinal);
            Assert.Equal([Name], folder.Files());
        }

        Assert.Empty(folder.Files());
        FolderLock.Take(folder.Path, Name).Dispose();
    }

    [Fact]
    public void A_file_left_behind_by_the_dead_or_copied_with_its_folder_is_taken_over()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At(Name), $"process {Environment.ProcessId} on {Environment.MachineName}, started long ago, with more to say than we have\n");
        using (FolderLock.Take(folder.Path, Name))
            Assert.DoesNotContain("long ago", Assert.Throws<IOException>(() => FolderLock.Take(folder.Path, Name)).Message, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Another_process_holds_it_until_it_is_killed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At(Name), "process 1 on\u001b[2Jthis machine\n");
        using var holder = Process.Start(new ProcessStartInfo("flock", ["--close", folder.At(Name), "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("held", await holder.StandardOutput.ReadLineAsync());
            Assert.Contains("in use by process 1 on?[2Jthis machine", Assert.Throws<IOException>(() => FolderLock.Take(folder.Path, Name)).Message, StringComparison.Ordinal);
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
            await holder.WaitForExitAsync();
        }

        FolderLock.Take(folder.Path, Name).Dispose();
        Assert.Empty(folder.Files());
    }

    /// <summary>Locks belong to the opened file, not to the process: threads contend as processes do.</summary>
    [Fact]
    public void However_many_contend_only_one_holds_it()
    {
        using var folder = new TemporaryFolder();
        var (inside, most, taken) = (0, 0, 0);
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var round = 0; round < 200; round++)
            {
                try
                {
                    using var held = FolderLock.Take(folder.Path, Name);
                    most = Math.Max(most, Interlocked.Increment(ref inside));
                    Interlocked.Increment(ref taken);
                    Thread.Yield();
                    Interlocked.Decrement(ref inside);
                }
                catch (IOException e)
                {
                    Assert.Contains("in use by", e.Message, StringComparison.Ordinal);
                }
            }
        });
        Assert.Equal(1, most);
        Assert.InRange(taken, 8, 1600);
        Assert.Empty(folder.Files());
    }

    /// <summary>One opened the file before its holder removed it, and gets the lock of a file without a name.</summary>
    [Fact]
    public void The_lock_of_a_removed_file_keeps_nobody_out()
    {
        using var folder = new TemporaryFolder();
        var held = FolderLock.Take(folder.Path, Name);
        var descriptor = Open(folder.At(Name), 2);
        held.Dispose();
        Assert.Equal(0, Flock(descriptor, 2 | 4));
        FolderLock.Take(folder.Path, Name).Dispose();
        Assert.Equal(0, Close(descriptor));
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock")]
    private static partial int Flock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
