using System.Diagnostics;

namespace I2M2.Tests;

/// <summary>A test that needs h5py, another way to HDF5; skipped, saying so, when /usr/bin/python3 has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class H5pyFactAttribute : FactAttribute
{
    public H5pyFactAttribute() => Skip = H5py.IsThere ? null : "needs h5py for /usr/bin/python3 (Debian: python3-h5py)";
}

/// <summary>As <see cref="H5pyFactAttribute"/>, with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class H5pyTheoryAttribute : TheoryAttribute
{
    public H5pyTheoryAttribute() => Skip = H5py.IsThere ? null : "needs h5py for /usr/bin/python3 (Debian: python3-h5py)";
}

/// <summary>Runs Python with h5py and NumPy.</summary>
internal static class H5py
{
    private const string Python = "/usr/bin/python3";

    internal static bool IsThere { get; } = File.Exists(Python) && Run("import h5py, numpy").Code == 0;

    /// <summary>Runs a script; it must succeed.</summary>
    /// <returns>What it prints.</returns>
    internal static string Script(string script)
    {
        var (code, output) = Run(script);
        Assert.True(code == 0, output);
        return output;
    }

    private static (int Code, string Output) Run(string script)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
