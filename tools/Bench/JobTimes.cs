using System.Globalization;

namespace I2M2.Bench;

/// <summary>What jobs took, round after round, and the tables of it: medians, with the least and the greatest of all rounds.</summary>
/// <param name="output">Where the tables go.</param>
internal sealed class JobTimes(TextWriter output)
{
    private readonly Dictionary<string, List<double>> seconds = [];
    private readonly Dictionary<string, long> peaks = [];

    /// <summary>Adds a round of a job.</summary>
    /// <param name="job">Its name.</param>
    /// <param name="took">Seconds.</param>
    /// <param name="peak">Greatest memory in bytes; 0: not known.</param>
    internal void Note(string job, double took, long peak = 0)
    {
        if (!seconds.TryGetValue(job, out var all))
            seconds[job] = all = [];
        all.Add(took);
        peaks[job] = Math.Max(peaks.GetValueOrDefault(job), peak);
    }

    /// <summary>Whether a job has run.</summary>
    internal bool Has(string job) => seconds.ContainsKey(job);

    /// <summary>The middle of a job's rounds.</summary>
    internal double Median(string job) => Medians.Of(seconds[job]);

    /// <summary>The greatest memory of a job's rounds.</summary>
    internal long Peak(string job) => peaks[job];

    /// <summary>Prints what each job took.</summary>
    internal void Print()
    {
        var hasPeaks = peaks.Values.Any(p => p > 0);
        output.WriteLine($"| job | s, median [least, greatest] | rounds |{(hasPeaks ? " peak memory MiB |" : "")}");
        output.WriteLine($"| --- | ---: | ---: |{(hasPeaks ? " ---: |" : "")}");
        foreach (var (job, all) in seconds)
        {
            var peak = peaks[job] > 0 ? string.Create(CultureInfo.InvariantCulture, $"{peaks[job] >> 20:#,0}") : "";
            output.WriteLine($"| {job} | {Spread(all)} | {all.Count} |{(hasPeaks ? $" {peak} |" : "")}");
        }
    }

    /// <summary>Prints ratios, each taken within its round; those of jobs that did not run are left out.</summary>
    internal void PrintRatios(params (string Of, string To)[] pairs)
    {
        output.WriteLine("| ratio | median [least, greatest] of rounds |");
        output.WriteLine("| --- | ---: |");
        foreach (var (of, to) in pairs.Where(p => seconds.ContainsKey(p.Of) && seconds.ContainsKey(p.To)))
            output.WriteLine($"| {of} / {to} | {Spread([.. seconds[of].Zip(seconds[to], (a, b) => a / b)])} |");
    }

    private static string Spread(List<double> all) => string.Create(CultureInfo.InvariantCulture, $"{Medians.Of(all):0.00} [{all.Min():0.00}, {all.Max():0.00}]");
}
