using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using I2M2.Cli;

namespace I2M2.Bench;

/// <summary>
/// Knee volumes from k-space to a finished set against the same arrays made with h5py and SciPy. Ours is the program as a user starts it, whole: start-up,
/// checks, hashes and flushing to the disk included. So is the peer, whose imports take a part of a second; it checks nothing, and without hashes and flushing takes turns as well where asked to.
/// </summary>
/// <param name="python">A Python with h5py and SciPy.</param>
/// <param name="rounds">Rounds that count, after one that does not.</param>
/// <param name="defaultRounds">Rounds of them in which the peer's default mode runs.</param>
/// <param name="withBare">Whether the tuned peer also takes turns without hashing and flushing.</param>
/// <param name="output">Where the tables go.</param>
public sealed class FastMriBench(string python, int rounds, int defaultRounds, bool withBare, TextWriter output)
{
    private const string Script = "peer_fastmri.py";
    private const string Ours = "ours", Tuned = "SciPy tuned", Bare = "SciPy tuned, bare", Default = "NumPy default", Few = "ours, fewer volumes";
    private const int Slices = 36, Cores = 2;

    // The release, by fastMRI+'s list of volumes.
    private const int ReleasedVolumes = 1172, ReleasedSlices = 41_877;

    // Float32 over 640 x 400 elements in another order of additions; a wrong shift or sign is greater by far.
    private const double Tolerance = 1e-5;

    // k-space has 368 to 386 columns, about 373 over all volumes; the usual count of a transform of n elements is 5 n log2 n.
    private const double SliceFlop = (373 * 5 * 640 * 9.32) + (320 * 5 * 400 * 8.64);
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "I2M2.Preprocessing.dll");
    private static readonly string[] Parts = ["check", "slices", "threads.hash", "threads.disk", "threads.inflate", "threads.transform", "threads.write"];
    private readonly JobTimes times = new(output);
    private readonly JobTimes processor = new(output);
    private readonly JobTimes parts = new(output);

    /// <summary>Takes turns and prints the tables.</summary>
    /// <param name="volumes">Volumes to make.</param>
    /// <param name="packedVolumes">Volumes to make in chunks packed by gzip; 0: none.</param>
    /// <param name="fewVolumes">Volumes of a smaller set, whose memory is compared; 0: none.</param>
    /// <param name="work">Folder in which the volumes stay for the next time; null: they are removed at the end.</param>
    /// <exception cref="UsageException">A program cannot be started or fails, or the peer's images are others than ours.</exception>
    public void Run(int volumes, int packedVolumes, int fewVolumes, string? work)
    {
        RequireLibraries();
        var scratch = Directory.CreateTempSubdirectory("i2m2-bench-").FullName;
        try
        {
            work ??= scratch;
            var raw = Made(work, volumes, isPacked: false);
            var packed = packedVolumes > 0 ? Made(work, packedVolumes, isPacked: true) : null;
            var few = fewVolumes > 0 ? Made(work, fewVolumes, isPacked: false) : null;
            for (var round = -1; round < rounds; round++)
            {
                Round(round, raw, "", scratch);
                if (packed is not null)
                    Round(round, packed, ", gzip", scratch);
                if (few is not null && round >= 0)
                    Own(few, Path.Combine(scratch, "ours"), Few);
                Remove(Path.Combine(scratch, "ours"));
            }

            Print(raw, volumes, scratch);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private void RequireLibraries()
    {
        try
        {
            MeasuredChild.Run(python, "-c", "import h5py, scipy.fft");
        }
        catch (UsageException)
        {
            throw new UsageException($"--python {python}: the peer needs h5py and SciPy (Debian: python3-h5py and python3-scipy, for /usr/bin/python3)");
        }
    }

    private string Made(string work, int volumes, bool isPacked)
    {
        var raw = Path.Combine(work, $"knees-{volumes}{(isPacked ? "-gzip" : "")}");

        // The generator writes the tables last.
        if (File.Exists(Path.Combine(raw, "knee.csv")))
            return raw;
        string[] packing = isPacked ? ["--gzip"] : [];
        var made = MeasuredChild.Run("dotnet", [Program, "synth", "fastmri", "--volumes", $"{volumes}", "--slices", $"{Slices}", "--side", "320", "--coils", "1", "--out", raw, .. packing]);
        output.WriteLine(made.Output.Split('\n')[0]);
        return raw;
    }

    private void Round(int round, string raw, string set, string scratch)
    {
        var (ours, peer, splits) = (Path.Combine(scratch, "ours"), Path.Combine(scratch, "peer"), Path.Combine(scratch, $"splits{set}.csv"));
        var counts = round >= 0;
        Own(raw, ours, counts ? Ours + set : null);
        if (!counts)
            File.Copy(Path.Combine(ours, "splits.csv"), splits);

        Peer("tuned", Tuned, []);
        if (withBare)
            Peer("tuned", Bare, ["--bare"]);
        if (set.Length == 0 && (!counts || round < defaultRounds))
            Peer("default", Default, []);

        void Peer(string mode, string job, string[] more)
        {
            var run = MeasuredChild.Run(python, [Path.Combine(AppContext.BaseDirectory, Script), mode, raw, splits, peer, .. more]);

            // Of two processes only the first would be seen.
            if (counts)
            {
                using var report = JsonDocument.Parse(run.Output);
                times.Note(job + set, run.Seconds, mode == "tuned" ? 0 : run.PeakBytes);
                processor.Note(job + set, report.RootElement.GetProperty("processor").GetDouble());
            }
            else
            {
                RequireSame(job + set, ours, peer);
            }

            Remove(peer);
        }
    }

    private void Own(string raw, string ours, string? job)
    {
        Remove(ours);
        var own = MeasuredChild.Run("dotnet", Program, "fastmri", "--raw", raw, "--out", ours, "--workers", $"{Cores}", "--json");
        if (job is null)
            return;
        times.Note(job, own.Seconds, own.PeakBytes);
        processor.Note(job, own.ProcessorSeconds);
        using var report = JsonDocument.Parse(own.Output);
        foreach (var part in Parts)
            parts.Note($"{job}: {part}", report.RootElement.GetProperty("parts").GetProperty(part).GetDouble());
    }

    private void RequireSame(string job, string ours, string peer)
    {
        using var report = JsonDocument.Parse(MeasuredChild.Run(python, Path.Combine(AppContext.BaseDirectory, Script), "check", ours, peer).Output);
        var (image, rss, others) = (report.RootElement.GetProperty("image").GetDouble(), report.RootElement.GetProperty("rss").GetDouble(), report.RootElement.GetProperty("others").GetInt64());
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{job}: greatest difference of image planes {image:0.0e+0} of the greatest value, of RSS images {rss:0.0e+0}, {others} labels"));
        if (!(image <= Tolerance) || rss > 0 || others > 0)
            throw new UsageException($"The peer does other work: {job} differs from ours");
    }

    private void Print(string raw, int volumes, string scratch)
    {
        output.WriteLine();
        times.Print();
        output.WriteLine();
        (string, string)[] pairs = [.. new[] { "", ", gzip" }.SelectMany(set => new[] { Tuned, Bare, Default }.Select(job => (job + set, Ours + set)))];
        times.PrintRatios(pairs);
        output.WriteLine();
        output.WriteLine("Processor time, which other programs on the machine change less:");
        output.WriteLine();
        processor.Print();
        output.WriteLine();
        processor.PrintRatios(pairs);
        output.WriteLine();
        parts.Print();
        output.WriteLine();
        PrintLimits(raw, volumes * Slices, scratch);
        output.WriteLine();
        output.WriteLine($"{Tuned}: two processes with a volume each, a slice at a time, complex64 throughout, scipy.fft with one thread, arrays written through maps, volumes and arrays hashed, arrays forced to the disk; {Bare}: neither hashed nor forced. "
            + $"{Default}: one process, np.fft, whole volumes as complex128.");
    }

    private void PrintLimits(string raw, int slices, string scratch)
    {
        var read = new DirectoryInfo(raw).EnumerateFiles("*.h5", SearchOption.AllDirectories).Sum(f => f.Length);
        var written = slices * 3L * 320 * 320 * sizeof(float);
        double whole = times.Median(Ours), transform = parts.Median($"{Ours}: threads.transform"), stage = parts.Median($"{Ours}: slices");
        var (disk, memory) = Bandwidths(Path.Combine(scratch, "disk"), written);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Raw files {read / 1e9:0.00} GB, read from the disk once, from memory twice (hashes, slices): {2 * read / whole / 1e9:0.00} GB/s over the whole run. Written and flushed {written / 1e9:0.00} GB: {written / stage / 1e9:0.00} GB/s while slices are made; "
            + $"as many bytes alone {disk:0.00} GB/s. Copying in memory {memory:0.0} GB/s. Transform: {slices * SliceFlop / transform / 1e9:0.0} GFLOP/s on each thread."));
        if (times.Has(Few))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Peak memory of ours: {times.Peak(Few) >> 20:#,0} MiB with fewer volumes, {times.Peak(Ours) >> 20:#,0} MiB with {slices / Slices}."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Estimate for the release, {ReleasedVolumes:#,0} volumes of {ReleasedSlices:#,0} slices, by slices and if its disk keeps up: ours {ReleasedSlices / 60.0 / slices * whole:0.0} min, {Tuned} {ReleasedSlices / 60.0 / slices * times.Median(Tuned):0.0} min."));
    }

    // GB/s of writing and flushing, and of copying.
    private static (double Disk, double Memory) Bandwidths(string path, long bytes)
    {
        var (from, to) = (new byte[1 << 28], new byte[1 << 28]);
        from.AsSpan().Fill(1);
        from.CopyTo(to, 0);
        var start = Stopwatch.GetTimestamp();
        from.CopyTo(to, 0);
        var memory = from.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            for (var at = 0L; at < bytes; at += 1 << 20)
                RandomAccess.Write(file, to.AsSpan(0, 1 << 20), at);
            RandomAccess.FlushToDisk(file);
        }

        var disk = bytes / Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(path);
        return (disk / 1e9, memory / 1e9);
    }

    // What one program left unwritten is not the next one's burden.
    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        MeasuredChild.Run("sync");
    }
}
