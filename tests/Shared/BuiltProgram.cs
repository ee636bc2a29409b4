using System.Diagnostics;

namespace I2M2.Tests;

/// <summary>A program in a process of its own, as a user starts it: to be interrupted and killed.</summary>
internal sealed class BuiltProgram : IDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;

    /// <param name="program">E.g. "Preprocessing".</param>
    /// <param name="args">Its command line.</param>
    internal BuiltProgram(string program, params string[] args)
    {
        // A runner in the background ignores Ctrl-C, and its children would too.
        process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT,TERM", "dotnet", Path.Combine(AppContext.BaseDirectory, $"I2M2.{program}.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Runs it to its end.</summary>
    internal static (int Code, string Error) Run(string program, params string[] args)
    {
        using var process = new BuiltProgram(program, args);
        return process.Wait();
    }

    /// <summary>Waits until something is so, or the program has ended.</summary>
    internal void Until(Func<bool> condition)
    {
        while (!condition() && !process.HasExited)
            Thread.Sleep(1);
    }

    /// <summary>Whether a native library of this name is in its memory.</summary>
    internal bool HasLoaded(string library)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/maps").Contains(library, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
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
