using System.Globalization;

namespace I2M2.Cli;

/// <summary>
/// Tells on standard error how far a long job is: a bar redrawn in place on a terminal, a plain line every ten seconds elsewhere,
/// nothing for jobs under two seconds. Not thread-safe: one job, one caller.
/// </summary>
public sealed class ProgressMeter : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private readonly string what;
    private readonly long total;
    private readonly string unit;
    private readonly TimeProvider time;
    private readonly TextWriter output;
    private readonly bool terminal;
    private readonly long start;
    private long lastDrawn;
    private long done;
    private bool drawn;

    /// <param name="what">The job, e.g. "train i2m2-concat seed 0".</param>
    /// <param name="total">Units of work in the whole job.</param>
    /// <param name="unit">What is counted, e.g. "samples".</param>
    /// <param name="time">Clock; the system's when null.</param>
    /// <param name="output">Where to write; standard error when null.</param>
    /// <param name="terminal">Whether <paramref name="output"/> can redraw a line; found out when null.</param>
    public ProgressMeter(string what, long total, string unit, TimeProvider? time = null, TextWriter? output = null, bool? terminal = null)
    {
        this.what = what;
        this.total = total;
        this.unit = unit;
        this.time = time ?? TimeProvider.System;
        this.output = output ?? Console.Error;
        this.terminal = terminal ?? (output is null && !Console.IsErrorRedirected);
        start = lastDrawn = this.time.GetTimestamp();
    }

    /// <summary>Counts <paramref name="units"/> more as done and redraws when it is time to.</summary>
    /// <param name="units">Units finished since the last call.</param>
    /// <param name="note">Shown at the end of the line, e.g. the loss.</param>
    public void Advance(long units, string note = "")
    {
        done += units;
        var interval = terminal ? TimeSpan.FromMilliseconds(150) : TimeSpan.FromSeconds(10);
        if (time.GetElapsedTime(start) < Quiet || time.GetElapsedTime(lastDrawn) < interval)
            return;
        lastDrawn = time.GetTimestamp();
        Draw(note);
    }

    private void Draw(string note)
    {
        var seconds = time.GetElapsedTime(start).TotalSeconds;
        var rate = done / seconds;
        var left = rate > 0 ? Duration(TimeSpan.FromSeconds((total - done) / rate)) : "?";
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{what}  {100 * done / Math.Max(1, total),3} %  {rate:#,0} {unit}/s  {left} left  {note}");
        if (terminal)
        {
            var filled = (int)(24 * done / Math.Max(1, total));
            output.Write($"\r{new string('━', filled)}{new string('─', 24 - filled)} {line}\u001b[K");
            drawn = true;
        }
        else
        {
            output.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>A duration as people say it: "50 s", "3 min 20 s", "2 h 05 min".</summary>
    public static string Duration(TimeSpan t) => t switch
    {
        { TotalSeconds: < 100 } => $"{Math.Ceiling(t.TotalSeconds):0} s",
        { TotalMinutes: < 100 } => $"{(int)t.TotalMinutes} min {t.Seconds:00} s",
        _ => $"{(int)t.TotalHours} h {t.Minutes:00} min",
    };

    /// <summary>Clears the bar.</summary>
    public void Dispose()
    {
        if (drawn)
            output.Write("\r\u001b[K");
    }
}
