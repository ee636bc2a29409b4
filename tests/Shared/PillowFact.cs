using System.Diagnostics;

namespace I2M2.Tests;

/// <summary>A test that needs Pillow, another way to pictures; skipped, saying so, when /usr/bin/python3 has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PillowFactAttribute : FactAttribute
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> IsThere = new(() =>
    {
        using var process = File.Exists(Python) ? Start("import PIL.Image") : null;
        process?.WaitForExit();
        return process?.ExitCode == 0;
    });

    public PillowFactAttribute(params string[] needs)
        => Skip = IsThere.Value ? DataSkip.Reason(needs) : "needs Pillow for /usr/bin/python3 (Debian: python3-pil)";

    /// <summary>Runs a script with <c>Image</c> of PIL and <c>sys</c>; it must succeed.</summary>
    internal static void Run(string script, params string[] args)
    {
        using var process = Start($"import sys\nfrom PIL import Image\n{script}", args);
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private static Process Start(string script, params string[] args) => Process.Start(new ProcessStartInfo(Python, ["-c", script, .. args]) { RedirectStandardError = true })!;
}
