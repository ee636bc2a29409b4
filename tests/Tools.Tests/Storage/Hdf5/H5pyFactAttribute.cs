using System.Diagnostics;

namespace I2M2.Tests.Storage.Hdf5;

/// <summary>A test that needs Debian's Python with h5py.</summary>
public sealed class H5pyFactAttribute : FactAttribute
{
    private const string Python = "/usr/bin/python3";

    public H5pyFactAttribute()
    {
        if (!File.Exists(Python) || Code("import h5py").Code != 0)
            Skip = $"needs {Python} with h5py (Debian: python3-h5py)";
    }

    /// <summary>Runs code, which must end well.</summary>
    internal static void Run(string code)
    {
        var (exit, error) = Code(code);
        Assert.True(exit == 0, error);
    }

    private static (int Code, string Error) Code(string code)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", code]) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, error);
    }
}
