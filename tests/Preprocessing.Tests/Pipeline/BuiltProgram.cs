using System.Diagnostics;

namespace I2M2.Tests.Pipeline;

/// <summary>The preprocessing program in a process of its own, to be interrupted and killed.</summary>
internal sealed class BuiltProgram : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    internal BuiltProgram(params string[] args)
    {
        // A runner in the background ignores Ctrl-C, and its children would too.
        process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT,TERM", "dotnet", Path.Combine(AppContext.BaseDirectory, "I2M2.Preprocessing.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs it to its end.</summary>
    internal static (int Code, string Error) Run(params string[] args)
    {
        using var program = new BuiltProgram(args);
        return program.Wait();
    }

    /// <summary>Waits until something is so, or the program has ended.</summary>
    internal void Until(Func<bool> condition)
    {
        while (!condition() && !process.HasExited)
            Thread.Sleep(1);
    }

    /// <summary>Waits for its end, or for a time at most; tells whether it ended.</summary>
    internal bool Wait(TimeSpan most) => process.WaitForExit(most);

    internal (int Code, string Error) Wait()
    {
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors.Result);
    }

    /// <summary>Sends a signal by name, e.g. "INT" or "KILL".</summary>
    internal void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
