using System.Diagnostics;
using System.Globalization;
using I2M2.Cli;

namespace I2M2.Bench;

/// <summary>A program run to its end, with its time and its greatest memory.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Seconds">Wall time, start to end.</param>
/// <param name="PeakBytes">Greatest resident set (VmHWM), at most 20 ms before the end; 0 where /proc does not tell.</param>
internal sealed record MeasuredChild(string Output, double Seconds, long PeakBytes)
{
    /// <summary>Runs it.</summary>
    /// <exception cref="UsageException">It cannot be started, or fails.</exception>
    internal static MeasuredChild Run(string program, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var peak = 0L;
            while (!process.WaitForExit(20))
                peak = Math.Max(peak, HighWater(process.Id));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return process.ExitCode == 0
                ? new(output.GetAwaiter().GetResult(), seconds, peak)
                : throw new UsageException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UsageException($"{program}: {e.Message}");
        }
    }

    private static long HighWater(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
