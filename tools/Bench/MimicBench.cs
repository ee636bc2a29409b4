using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using I2M2.Cli;

namespace I2M2.Bench;

/// <summary>
/// MIMIC-III from the tables to a finished set against the same arrays made with pandas, and against inflating the same files. Ours is the
/// program as a user starts it, whole: start-up, checks, hashes and flushing to the disk included. So is the peer, whose imports take a part of
/// a second; it checks, hashes and flushes nothing.
/// </summary>
/// <param name="python">A Python with pandas.</param>
/// <param name="rounds">Rounds that count, after one that does not.</param>
/// <param name="defaultRounds">Rounds of them in which the peer's default mode runs, which holds whole tables in memory.</param>
/// <param name="output">Where the tables go.</param>
public sealed class MimicBench(string python, int rounds, int defaultRounds, TextWriter output)
{
    // As in the release: 330 million rows for 61,532 ICU stays, nine tenths of items that nobody wants; here a stay has about 260 wanted rows.
    private const int RowsPerPatient = 2700;

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "I2M2.Preprocessing.dll");
    private readonly Dictionary<string, List<double>> seconds = [];
    private readonly Dictionary<string, long> peaks = [];

    /// <summary>Takes turns and prints the tables.</summary>
    /// <param name="chartRows">Rows of CHARTEVENTS to make.</param>
    /// <param name="raw">Tables to use in their place.</param>
    /// <exception cref="UsageException">A program cannot be started or fails, or the peer's grid is another one than ours.</exception>
    public void Run(long chartRows, string? raw)
    {
        var scratch = Directory.CreateTempSubdirectory("i2m2-bench-").FullName;
        try
        {
            if (raw is null)
            {
                raw = Path.Combine(scratch, "raw");
                var made = MeasuredChild.Run("dotnet", Program, "synth", "mimic3", "--patients", $"{Math.Max(100, chartRows / RowsPerPatient)}", "--chart-rows", $"{chartRows}", "--out", raw);
                output.WriteLine(made.Output.Split('\n')[0]);
            }

            for (var round = -1; round < rounds; round++)
                Round(round, raw, scratch);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        Print();
    }

    private void Round(int round, string raw, string scratch)
    {
        var counts = round >= 0;
        var (ours, tuned) = (Path.Combine(scratch, "ours"), Path.Combine(scratch, "tuned"));
        var own = MeasuredChild.Run("dotnet", Program, "mimic3", "--raw", raw, "--out", ours, "--json");
        using var report = JsonDocument.Parse(own.Output);
        Note(counts, "ours", own.Seconds, own.PeakBytes);
        Note(counts, "ours: extraction", report.RootElement.GetProperty("parts").GetProperty("extraction").GetDouble(), 0);

        var peer = Peer(counts, "tuned", raw, tuned);
        if (!counts)
            RequireSame(ours, peer);
        Remove(ours);
        Remove(tuned);
        if (counts && round < defaultRounds)
        {
            Peer(counts, "default", raw, tuned);
            Remove(tuned);
        }

        var files = Directory.GetFiles(raw, "*.csv.gz");
        Note(counts, "inflate: GZipStream", Inflate(files), 0);
        Note(counts, "inflate: gzip -dc", MeasuredChild.Run("sh", ["-c", "gzip -dc \"$@\" > /dev/null", "sh", .. files]).Seconds, 0);
    }

    private string Peer(bool counts, string mode, string raw, string target)
    {
        var peer = MeasuredChild.Run(python, Path.Combine(AppContext.BaseDirectory, "peer_mimic.py"), mode, raw, target);
        using var report = JsonDocument.Parse(peer.Output);
        Note(counts, $"pandas {mode}", peer.Seconds, peer.PeakBytes);
        Note(counts, $"pandas {mode}: after imports", report.RootElement.GetProperty("seconds").GetDouble(), 0);
        Note(counts, $"pandas {mode}: reading", report.RootElement.GetProperty("read").GetDouble(), 0);
        return peer.Output;
    }

    // The peer prints the observed cells of every feature by name.
    private static void RequireSame(string ours, string peer)
    {
        using var report = JsonDocument.Parse(peer);
        foreach (var feature in report.RootElement.GetProperty("cells").EnumerateObject())
            ObservedCells.Of(ours, feature.Name).RequireSame(feature.Name, new(feature.Value[0].GetInt64(), feature.Value[1].GetDouble()));
    }

    private static double Inflate(string[] files)
    {
        var start = Stopwatch.GetTimestamp();
        var buffer = new byte[1 << 18];
        foreach (var file in files)
        {
            using var text = new GZipStream(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 18), CompressionMode.Decompress);
            while (text.Read(buffer) > 0)
            {
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private void Note(bool counts, string job, double took, long peak)
    {
        if (!counts)
            return;
        if (!seconds.TryGetValue(job, out var all))
            seconds[job] = all = [];
        all.Add(took);
        peaks[job] = Math.Max(peaks.GetValueOrDefault(job), peak);
    }

    private void Print()
    {
        output.WriteLine("| job | s, median [quartiles] | rounds | peak memory MiB |");
        output.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var (job, all) in seconds)
        {
            var (low, middle, high) = Medians.Quartiles(all);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {job} | {middle:0.00} [{low:0.00}, {high:0.00}] | {all.Count} | {(peaks[job] > 0 ? $"{peaks[job] >> 20:#,0}" : "")} |"));
        }

        output.WriteLine();
        output.WriteLine("| ratio | median [quartiles] of rounds |");
        output.WriteLine("| --- | ---: |");
        Ratio("pandas tuned", "ours");
        Ratio("pandas tuned: after imports", "ours");
        Ratio("pandas default", "ours");
        Ratio("ours: extraction", "inflate: GZipStream");
        Ratio("ours: extraction", "inflate: gzip -dc");
        output.WriteLine();
        output.WriteLine("pandas tuned: usecols, narrow dtypes, 1,000,000 rows a chunk, ITEMIDs filtered chunk by chunk, times parsed of what is left. "
            + "pandas default: pd.read_csv of each table whole, then the filter; the same steps after it.");
    }

    private void Ratio(string of, string to)
    {
        if (!seconds.TryGetValue(of, out var upper))
            return;
        var (low, middle, high) = Medians.Quartiles(upper.Zip(seconds[to], (a, b) => a / b));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {of} / {to} | {middle:0.00} [{low:0.00}, {high:0.00}] |"));
    }

    // What one program left unwritten is not the next one's burden.
    private static void Remove(string folder)
    {
        Directory.Delete(folder, recursive: true);
        MeasuredChild.Run("sync");
    }
}
