using System.Diagnostics;
using System.Globalization;
using I2M2.Cli;

namespace I2M2.Bench;

/// <summary>A peer script kept running beside us, so that its rounds and ours can alternate on the same machine in the same minute.</summary>
public sealed class Peer : IDisposable
{
    private readonly Process process;

    /// <param name="python">A Python with PyTorch.</param>
    /// <param name="script">The script.</param>
    /// <param name="mode">"tuned" or "default".</param>
    /// <param name="threads">ATen threads of the tuned mode.</param>
    /// <param name="more">Further arguments of the script.</param>
    /// <exception cref="UsageException">The Python cannot be started, or has no PyTorch.</exception>
    public Peer(string python, string script, string mode, int threads, params string[] more)
    {
        var start = new ProcessStartInfo(python)
        {

            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, script), mode, $"{threads}" }.Concat(more))
            start.ArgumentList.Add(argument);
        if (mode == "tuned")
            start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UsageException($"--python {python}: {e.Message}");
        }

        Greeting = process.StandardOutput.ReadLine() is { } line && line.StartsWith("ready ", StringComparison.Ordinal)
            ? line["ready ".Length..]
            : throw new UsageException($"--python {python}: the peer needs PyTorch (Debian: python3-torch, for /usr/bin/python3)");
    }

    /// <summary>PyTorch's version and thread count.</summary>
    public string Greeting { get; }

    /// <summary>Seconds of each of the next steps, or of one epoch.</summary>
    public double[] Steps(string job, int batch, int steps)
    {
        process.StandardInput.WriteLine($"{job} {batch} {steps}");
        process.StandardInput.Flush();
        var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The peer ended during {job}");
        return [.. line.Split(' ').Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
