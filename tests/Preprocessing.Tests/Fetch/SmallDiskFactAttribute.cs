using System.Diagnostics;

namespace I2M2.Tests.Fetch;

/// <summary>A test that mounts a small file system of its own, where the system lets a process do that; skipped, saying so, elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool CanMount = Try();

    public SmallDiskFactAttribute() => Skip = CanMount ? null : "needs `unshare -rm` and `mount -t tmpfs`";

    /// <summary>A shell whose mounts nobody else sees.</summary>
    internal static ProcessStartInfo Shell(string script)
        => new("unshare", ["-rm", "bash", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static bool Try()
    {
        try
        {
            using var folder = new TemporaryFolder();
            using var shell = Process.Start(Shell($"mount -t tmpfs none {folder.Path}"))!;
            shell.WaitForExit();
            return shell.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
