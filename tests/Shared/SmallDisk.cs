using System.Diagnostics;

namespace I2M2.Tests;

/// <summary>A file system of its own and of a few MB, in memory. Only root can mount one: see <see cref="SmallDiskFactAttribute"/>.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallDisk(long bytes)
    {
        if (Run("mount", "-t", "tmpfs", "-o", $"size={bytes}", "tmpfs", folder.Path) != 0)
        {
            folder.Dispose();
            throw new InvalidOperationException("No file system can be mounted here");
        }
    }

    /// <summary>Where it is mounted.</summary>
    public TemporaryFolder Folder => folder;

    /// <summary>Turns writing on it off or on.</summary>
    public void ReadOnly(bool on) => Assert.Equal(0, Run("mount", "-o", on ? "remount,ro" : "remount,rw", folder.Path));

    public void Dispose()
    {
        Assert.Equal(0, Run("umount", folder.Path));
        folder.Dispose();
    }

    private static int Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    internal static bool CanMount()
    {
        try
        {
            new SmallDisk(1 << 20).Dispose();
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a <see cref="SmallDisk"/>; skipped, saying so, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanMount = new(SmallDisk.CanMount);

    public SmallDiskFactAttribute() => Skip = CanMount.Value ? null : "needs to mount a tmpfs, which only root can";
}
