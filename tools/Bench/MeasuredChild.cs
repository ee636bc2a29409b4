using System.Diagnostics;
using System.Globalization;
using I2M2.Cli;

namespace I2M2.Bench;

/// <summary>A program run to its end, with its time and its greatest memory.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Seconds">Wall time, start to end.</param>
/// <param name="PeakBytes">Greatest resident set (VmHWM), at most 20 ms before the end; 0 where /proc does not tell.</param>
/// <param name="ProcessorSeconds">Processor time of all its threads, without processes that it started; at most 20 ms before the end; 0 where /proc does not tell.</param>
internal sealed record MeasuredChild(string Output, double Seconds, long PeakBytes, double ProcessorSeconds)
{
    // Of /proc on all Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Runs it.</summary>
    /// <exception cref="UsageException">It cannot be started, or fails.</exception>
    internal static MeasuredChild Run(string program, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var (peak, processor) = (0L, 0.0);
            while (!process.WaitForExit(20))
                (peak, processor) = (Math.Max(peak, HighWater(process.Id)), Math.Max(processor, ProcessorTime(process.Id)));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return process.ExitCode == 0
                ? new(output.GetAwaiter().GetResult(), seconds, peak, processor)
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

    private static double ProcessorTime(int process)
    {
        try
        {
            // Behind the name, which may hold anything, fields 3 and on; 14 and 15 are ticks in user and kernel mode.
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }
}
