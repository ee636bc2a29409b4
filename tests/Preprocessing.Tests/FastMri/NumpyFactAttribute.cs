using System.Diagnostics;

namespace I2M2.Tests.FastMri;

/// <summary>A test that runs NumPy as the other implementation, and needs optional data; skipped, saying so, where either is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NumpyFactAttribute : FactAttribute
{
    // Debian's own Python, for which `apt-get install python3-numpy` installs, and then whichever comes first.
    private static readonly Lazy<string?> Python = new(() => new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(HasNumpy));

    public NumpyFactAttribute(params string[] needs)
        => Skip = Python.Value is null ? "needs Python with NumPy (Debian: python3-numpy)" : DataSkip.Reason(needs);

    /// <summary>Runs a script with <c>numpy as np</c> and <c>sys</c>; it must succeed.</summary>
    internal static void Run(string script, params string[] args)
    {
        using var process = Start(Python.Value!, ["-c", $"import sys; import numpy as np\n{script}", .. args])!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private static bool HasNumpy(string python)
    {
        try
        {
            using var process = Start(python, ["-c", "import numpy"])!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static Process? Start(string program, string[] args) => Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true });
}
