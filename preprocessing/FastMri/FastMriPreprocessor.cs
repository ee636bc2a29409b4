using System.Diagnostics;
using System.Security.Cryptography;
using I2M2.Cli;
using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.FastMri.Splits;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using TorchSharp;

namespace I2M2.Preprocessing.FastMri;

/// <summary>
/// Volumes of k-space in, shards of slices out. Every file is looked at before the first slice is transformed; then each worker reads, transforms and writes
/// one slice at a time, so that memory depends on the size of a slice alone.
/// </summary>
internal sealed class FastMriPreprocessor
{
    private const string Dataset = "fastmri", SplitsName = "splits.csv";

    // Of float16, 2^12 leaves sixteen times as much to what is above the reconstruction's greatest value, and 2^26 below it.
    private const int PowerOfGreatest = 12;
    private const int SmallSide = 64;
    private readonly PreprocessingJob job;
    private readonly FastMriOptions options;
    private readonly FastMriRawFiles raw;
    private readonly StageTimes times = new();
    private int absentOfSplits;

    /// <param name="job">Folders, workers, settings.</param>
    /// <exception cref="UsageException">An option is unknown or out of range.</exception>
    /// <exception cref="InputRefusedException">Raw files are missing.</exception>
    internal FastMriPreprocessor(PreprocessingJob job)
    {
        this.job = job;
        options = FastMriOptions.Read(job.Settings);
        raw = FastMriRawFiles.Locate(job.Raw, options);
        if (options.Device == "cuda" && !torch.cuda.is_available())
            throw new UsageException("--set device=cuda: libtorch finds no CUDA device; use --set device=cpu");
    }

    /// <summary>Runs all steps.</summary>
    /// <exception cref="InputRefusedException">A file cannot be read, or nothing is left.</exception>
    /// <exception cref="OtherShardSetException">Another set is there.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    internal PreprocessingResult Run()
    {
        var annotations = KneeAnnotations.Read(raw.Annotations, job.SkipBad, job.Stop);
        var reviewed = ReviewedVolumes.Read(raw.Reviewed);
        var start = Stopwatch.GetTimestamp();
        var survey = VolumeSurvey.Of(raw.Volumes, options.Grid.Side, thorough: job.SkipBad, job.Workers, job.Stop);
        var seconds = new Dictionary<string, double> { ["check"] = Stopwatch.GetElapsedTime(start).TotalSeconds };
        if (survey.Faults.Count > 0 && !job.SkipBad)
            throw First(survey.Faults);

        annotations = annotations.Within(survey.Volumes.ToDictionary(v => v.Id, v => v.Slices, StringComparer.Ordinal), job.SkipBad, out var absent);
        var selection = Select(survey, reviewed, out var splits, out var splitSource);
        var slices = new KneeSlices(selection.Volumes, splits, annotations.OfSlices(options.CountsArtifact));
        var columns = FastMriSchema.Columns(options, Power(selection.Volumes));
        var remarks = new FastMriRemarks(raw, options, selection.Volumes, absent, absentOfSplits).Of(RawSource.FirstLine(job.Raw), splits);
        var plan = Plan(slices, columns, splitSource, remarks);
        DiskSpace.Require(job.Out, plan);

        // Libtorch takes a third of a second to load, on one core: only where it is needed, and beside other work.
        var engine = selection.Volumes.Any(v => SliceSource.NeedsEngine(options, v)) ? Task.Run(torch.get_num_threads) : null;
        var hashes = new RawHashes(job.Raw, [raw.Annotations, raw.Reviewed], selection.Volumes, times, job.Stop);
        if (ShardSet.IsFinished(job.Out))
        {
            // Whether it is this one, the raw files say.
            plan = plan with { RawFiles = hashes.All(job.Workers) };
            if (ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop))
                return new PreprocessingResult(ShardSet.ReadManifest(job.Out), AlreadyDone: true, []) { TrainWith = TrainWith };
        }

        start = Stopwatch.GetTimestamp();
        var funnel = selection.Funnel
            .Append(new FunnelStep("slices", "of these volumes", slices.Splits.Sum(s => s.Rows)))
            .Append(new FunnelStep("slices", "with a finding", slices.Splits.Sum(s => slices.Of(s.Name).Count(r => r.Labels != Pathologies.None))))
            .ToList();
        LeftOut[] leftOut = [.. selection.LeftOut, .. annotations.Skipped.Select(s => new LeftOut(Path.GetFileName(raw.Annotations), s.Reason, s.Line, s.Column.Length > 0 ? s.Column : null))];
        var manifest = Write(plan, slices, splits, columns, leftOut, funnel, hashes, engine);
        seconds["slices"] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        AddStages(seconds);
        return new PreprocessingResult(manifest, AlreadyDone: false, Notes(manifest, leftOut.Length)) { Seconds = seconds, TrainWith = TrainWith };
    }

    private VolumeSelection Select(VolumeSurvey survey, ReviewedVolumes reviewed, out VolumeSplits splits, out string splitSource)
    {
        var selection = new VolumeSelection(survey);
        selection.BySize(options);
        if (survey.Volumes.Count > 0 && selection.Volumes.Count == 0)
            throw new InputRefusedException(job.Raw, $"no volume has the grid's size: {FastMriNotes.Funnel(selection.Funnel)}", "give the volumes' own size with --set grid=ROWSxCOLUMNS and --set side, or bring them to the grid with --set rows=fit or wide=fit");
        selection.ByImages(options);
        selection.Among("that fastMRI+ has reviewed", reviewed.Volumes.Contains, $"not listed in {Path.GetFileName(raw.Reviewed)}: it has no labels");
        splits = Split(selection, out splitSource);
        if (!splits.Volumes("train").Any() || !splits.Volumes("valid").Any())
            throw new InputRefusedException(job.Raw, $"no volume is left to train or to validate: {FastMriNotes.Funnel(selection.Funnel)}", "give more volumes, or other splits");
        return selection;
    }

    private VolumeSplits Split(VolumeSelection selection, out string source)
    {
        source = options.Splits;
        if (options.SplitFile is { } path)
        {
            var said = SplitFile.Read(path);
            selection.Among("of the split file", said.OfVolume.ContainsKey, "not in the split file");
            absentOfSplits = said.OfVolume.Keys.Except(raw.Volumes.Select(v => v.Volume)).Count();
            source = $"file {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))[..16]}";
            var left = selection.Volumes.Select(v => v.Id).ToHashSet(StringComparer.Ordinal);
            return new VolumeSplits(said.OfVolume.Where(s => left.Contains(s.Key)));
        }

        if (options.Splits == "official")
            return VolumeSplits.Official(selection.Volumes.Where(v => v.File.IsOfficialTrain).Select(v => v.Id), selection.Volumes.Where(v => !v.File.IsOfficialTrain).Select(v => v.Id));
        var patientOf = selection.Volumes.ToDictionary(v => v.Id, v => options.Splits == "patient" ? KneeSlices.PatientOf(v) : v.Id, StringComparer.Ordinal);
        var patients = patientOf.Values.Distinct(StringComparer.Ordinal).Count();
        return patients >= VolumeSplits.Fewest
            ? VolumeSplits.ByPatient(patientOf, options.Seed)
            : throw new InputRefusedException(
                job.Raw,
                $"{patients} {(options.Splits == "patient" ? "patients" : "volumes")} are left, {VolumeSplits.Fewest} or more are needed for three splits: {FastMriNotes.Funnel(selection.Funnel)}",
                "give more volumes, or other splits");
    }

    private ShardSetPlan Plan(KneeSlices slices, IReadOnlyList<ColumnSchema> columns, string splitSource, IReadOnlyList<string> remarks) => new()
    {
        Dataset = Dataset,
        ToolVersion = typeof(FastMriPreprocessor).Assembly.GetName().Version!.ToString(3),
        Options = options.Text(splitSource, job.SkipBad, raw.IsMultiCoil),
        Source = RawSource.FirstLine(job.Raw),
        Remarks = remarks,
        Columns = columns,
        ClassNames = [],
        RawFiles = [],
        Splits = slices.Splits,
        Parquet = [new ParquetPart(SliceIndex.Name, 0, slices.Splits.Sum(s => s.Rows))],
        RowsPerShard = options.RowsPerShard,
        ShardsNameOwnInputs = true,
    };

    private ShardManifest Write(
        ShardSetPlan plan, KneeSlices slices, VolumeSplits splits, IReadOnlyList<ColumnSchema> columns, LeftOut[] leftOut, List<FunnelStep> funnel, RawHashes hashes, Task<int>? engine)
    {
        var rows = plan.Splits.Sum(s => s.Rows);
        var shards = new SliceShards(options, slices, columns, PowerOf(columns), times);

        // The largest come first, so that all workers end at about the same time.
        ShardPart[] parts = [.. plan.Shards().OrderByDescending(p => p.Rows)];

        // While the folder is made and the engine is loaded, which wait for the disk, the first volumes can be hashed.
        using var ahead = new HashesAhead(hashes, parts.SelectMany(p => VolumesOf(p, slices)).Distinct());
        using var writer = new ShardSetWriter(job.Out, plan, job.Replace, job.Stop);
        using var meter = new ProgressMeter("fastmri  slices", rows, "slices");
        var threads = engine?.GetAwaiter().GetResult();
        try
        {
            // Workers have a shard each; threads of the engine below them would only wait for one another.
            if (threads is not null)
                torch.set_num_threads(1);
            ahead.Dispose();
            var next = -1;
            Workers.For(parts.Length, job.Workers, _ => WriteShard(writer, parts[Interlocked.Increment(ref next)], shards, slices, hashes, meter), job.Stop);
        }
        finally
        {
            if (threads is { } before)
                torch.set_num_threads(before);
        }

        var rawFiles = hashes.All(job.Workers);
        writer.WriteParquet(plan.Parquet[0], (path, metadata) => SliceIndex.Write(path, slices, metadata, job.Stop), rawFiles);
        if (shards.Empty > 0)
            funnel.Add(new FunnelStep("slices", "with any signal: the others' k-space is all 0", plan.Splits.Sum(s => s.Rows) - shards.Empty));
        SplitFile.Write(Path.Combine(job.Out, SplitsName), splits);
        RejectsFile.Write(job.Out, leftOut);
        var rejects = leftOut.GroupBy(l => l.File.Contains('/', StringComparison.Ordinal) ? "volumes" : l.File, StringComparer.Ordinal).ToDictionary(l => l.Key, l => (long)l.Count(), StringComparer.Ordinal);
        return writer.Finish(shards.Statistics(), new SetFindings { Funnel = funnel, Rejects = rejects }, rawFiles);
    }

    private void WriteShard(ShardSetWriter writer, ShardPart part, SliceShards shards, KneeSlices slices, RawHashes hashes, ProgressMeter meter)
    {
        var written = writer.Write(part, hashes.Of(VolumesOf(part, slices)), shard => shards.Append(part, shard, () => Advance(1)));
        if (written)
            return;
        shards.NoteKept(part, Path.Combine(job.Out, part.File));
        Advance(part.Rows);

        void Advance(int rows)
        {
            lock (meter)
                meter.Advance(rows);
        }
    }

    private static IEnumerable<KneeVolume> VolumesOf(ShardPart part, KneeSlices slices) => slices.Of(part.Split).Skip((int)part.FirstRow).Take(part.Rows).Select(r => r.Volume).Distinct();

    private void AddStages(Dictionary<string, double> seconds)
    {
        seconds["threads.hash"] = times.Hashing.Time.TotalSeconds;
        (seconds["threads.disk"], seconds["threads.inflate"]) = ((times.Reading.Time - times.Unpacking.Time).TotalSeconds, times.Unpacking.Time.TotalSeconds);
        (seconds["threads.transform"], seconds["threads.write"]) = (times.Transform.Time.TotalSeconds, times.Writing.Time.TotalSeconds);
    }

    private List<string> Notes(ShardManifest manifest, int leftOut)
    {
        var notes = new List<string>();
        if (manifest.Source is { } source)
            notes.Add(source);
        notes.AddRange(manifest.Remarks ?? []);
        if (leftOut > 0)
            notes.Add($"left out {string.Join(" and ", manifest.Rejects.Select(r => r.Key == "volumes" ? $"{r.Value} volume{(r.Value == 1 ? "" : "s")}" : $"{r.Value} row{(r.Value == 1 ? "" : "s")} of {r.Key}"))}, listed in {RejectsFile.Name}");
        notes.Add($"funnel: {FastMriNotes.Funnel(manifest.Funnel)}");
        notes.Add($"time of {job.Workers} worker{(job.Workers == 1 ? "" : "s")}: {FastMriNotes.Shares(times)}");
        return notes;
    }

    // The full network is for images of the released size, and a GPU.
    private string TrainWith => options.Grid.Side <= SmallSide ? "--profile tiny" : "";

    private int Power(IReadOnlyList<KneeVolume> volumes) => options.Half ? PowerOfGreatest - (int)Math.Ceiling(Math.Log2(volumes.Max(v => v.Max))) : 0;

    private static int PowerOf(IReadOnlyList<ColumnSchema> columns) => (int)-Math.Log2(columns[0].Scale);

    private static InputRefusedException First(IReadOnlyList<(VolumeFile File, InputRefusedException Fault)> faults) => faults.Count == 1
        ? faults[0].Fault
        : new InputRefusedException(
            faults[0].File.Path, $"{faults[0].Fault.Problem}; and {PreprocessingReport.Count(faults.Count - 1)} more volume{(faults.Count == 2 ? "" : "s")} that cannot be read", "--check lists all of them, --skip-bad leaves them out", faults[0].Fault);
}
