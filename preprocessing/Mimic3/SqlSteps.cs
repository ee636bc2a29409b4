using System.Diagnostics;
using System.Reflection;
using I2M2.Cli;
using I2M2.Storage;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>The steps of Steps/*.sql in the order of their numbers, which is the order in which data flow. What earlier ones left is removed first.</summary>
internal static class SqlSteps
{
    private const string Prefix = "mimic3/";

    /// <summary>Names of the steps, e.g. "10_cohort".</summary>
    internal static IReadOnlyList<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(".sql", StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^4]).Order(StringComparer.Ordinal),
    ];

    /// <summary>Runs steps.</summary>
    /// <param name="database">The work database, extracted, with rule tables.</param>
    /// <param name="steps">Names of steps, in order.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>Seconds of each.</returns>
    /// <exception cref="DuckException">A statement failed.</exception>
    internal static IReadOnlyDictionary<string, double> Run(DuckDatabase database, IReadOnlyList<string> steps, CancellationToken stop)
    {
        using var meter = new ProgressMeter("mimic3  steps", steps.Count, "steps");
        var seconds = new Dictionary<string, double>();
        foreach (var step in steps)
        {
            var start = Stopwatch.GetTimestamp();
            foreach (var statement in Statements(step))
                database.Execute($"step {step}", statement, null, stop);
            seconds[step] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            meter.Advance(1, step[3..]);
        }

        return seconds;
    }

    // No text of a step holds a semicolon at the end of a line.
    private static IEnumerable<string> Statements(string step)
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{step}.sql")!);
        return text.ReadToEnd().Split(";\n").Select(s => s.Trim()).Where(s => s.Split('\n').Any(l => l.Length > 0 && !l.StartsWith("--", StringComparison.Ordinal)));
    }
}
