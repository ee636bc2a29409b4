using System.Diagnostics;
using System.Text;
using System.Text.Json;
using I2M2.Preprocessing.Mimic3.Arrays;
using I2M2.Preprocessing.Mimic3.Extraction;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.Mimic3;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>
/// MIMIC-III tables in, shards out: extraction of the wanted rows into a database on disk, SQL steps from events to hourly series, static features
/// and labels, then Parquet for people and safetensors for training. A killed run keeps the tables it had extracted.
/// </summary>
public sealed class Mimic3Preprocessor
{
    private const string Dataset = "mimic3";
    private const string RejectsName = "rejects.jsonl";
    private const string LastStep = "90_tables";

    // ENOSPC, by which the command line knows what to advise.
    private const int NoSpaceLeft = 28;
    private readonly PreprocessingJob job;
    private readonly Mimic3Options options;
    private readonly IReadOnlyDictionary<string, string> files;
    private readonly WorkFolder work;
    private readonly Dictionary<string, double> seconds = [];

    /// <param name="job">Folders, workers, settings.</param>
    /// <exception cref="Cli.UsageException">An option is unknown or out of range, or work files cannot lie where they shall.</exception>
    /// <exception cref="InputRefusedException">A table is missing, or there twice.</exception>
    public Mimic3Preprocessor(PreprocessingJob job)
    {
        this.job = job;
        options = Mimic3Options.Read(job.Settings);
        files = Mimic3RawFiles.Require(job.Raw);
        work = new WorkFolder(job);
    }

    /// <summary>Runs all of it.</summary>
    /// <exception cref="InputRefusedException">A table cannot be read, or no admission is left.</exception>
    /// <exception cref="OtherShardSetException">Another set is there.</exception>
    /// <exception cref="IOException">A disk is full.</exception>
    public PreprocessingResult Run()
    {
        if (Earlier() is { } done)
            return done;
        var madeOut = !Directory.Exists(job.Out);
        DurableFolder.Create(job.Out);
        DurableFolder.Create(work.Path);
        DurableFolder.Create(Path.Combine(job.Out, ShardSet.ShardFolder));
        try
        {
            return Make();
        }
        catch (DuckException e) when (e.IsDiskFull)
        {
            throw new IOException($"{e.Message} (work files: {work.Path}; shards: {job.Out})", NoSpaceLeft);
        }
        catch (InputRefusedException) when (madeOut)
        {
            // Nothing is left of what was refused but the tables that were read, and those only where the user keeps work files.
            Directory.Delete(job.Out, recursive: true);
            throw;
        }
    }

    private PreprocessingResult Make()
    {
        ShardManifest manifest;
        IReadOnlyList<string> kept;
        using (var claim = FolderLock.Take(work.Path, ShardSetWriter.LockName))
        {
            WorkRoom.Require(files.Values, work.Path, job.Memory);
            var shards = Path.Combine(job.Out, ShardSet.ShardFolder);
            (var tables, kept, var rejects) = Timed("extraction", () => Extract(shards));
            using var database = WorkDatabase.OpenForSteps(work.Path, shards, job.Memory, job.Workers);
            Timed("steps", () => Steps(database));
            manifest = Timed("shards", () => Write(database, tables, rejects));
        }

        work.Remove();
        return new PreprocessingResult(manifest, AlreadyDone: false, [.. Notes(manifest, kept), .. Unread()]) { Seconds = seconds };
    }

    private (IReadOnlyList<ExtractedTable> Tables, IReadOnlyList<string> Kept, IReadOnlyList<Reject> Rejects) Extract(string shards)
    {
        using var database = WorkDatabase.Open(work.Path, shards, Mimic3Extraction.Rules(), job.Memory, job.Workers);
        var (tables, kept) = Mimic3Extraction.Run(database, files, job);
        return (tables, kept, [.. database.Rejects()]);
    }

    /// <summary>A finished set of the same inputs and options.</summary>
    private PreprocessingResult? Earlier()
    {
        if (!ShardSet.IsFinished(job.Out))
            return null;
        ShardSetPlan plan;
        try
        {
            var set = ShardSet.ReadManifest(job.Out);
            var raw = RawFiles.Hash(job.Raw, [.. RawTable.All.Select(t => t.Name).Order(StringComparer.Ordinal).Select(t => files[t])], job.Workers, job.Stop);
            // Splits and files follow from inputs and options: those of the set are this plan's, if the rest is the same.
            plan = Plan(raw, [.. set.Splits.Select(s => (s.Name, s.Rows))], set.Parquet.Count > 0 ? set.Parquet[0].Rows / Mimic3Schema.Hours : 0, set.Remarks ?? []);
        }
        catch (InputRefusedException)
        {
            // Damaged or foreign: the writer says which, or replaces it.
            return null;
        }

        return ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop)
            ? new PreprocessingResult(ShardSet.ReadManifest(job.Out), AlreadyDone: true, Unread())
            : null;
    }

    private int Steps(DuckDatabase database)
    {
        RuleTables.Make(database, options);
        foreach (var (step, took) in SqlSteps.Run(database, [.. SqlSteps.Names.Where(s => s != LastStep)], job.Stop))
            seconds[step] = took;
        var admissions = Mimic3Results.Split(database, options);
        if (admissions < Mimic3Splits.Fewest)
        {
            var funnel = Cohort(Mimic3Results.Funnel(database));
            throw new InputRefusedException(job.Raw, $"{admissions} admissions are left, {Mimic3Splits.Fewest} or more are needed: {funnel}", "give the tables of more patients, or check that they belong together");
        }

        seconds[LastStep] = SqlSteps.Run(database, [LastStep], job.Stop)[LastStep];
        return admissions;
    }

    private ShardManifest Write(DuckDatabase database, IReadOnlyList<ExtractedTable> tables, IReadOnlyList<Reject> rejects)
    {
        var splits = Mimic3Results.SplitRows(database);
        var admissions = splits.Sum(s => s.Rows);
        var raw = tables.Select(t => new RawFile(t.File, t.Bytes, t.Sha256)).ToList();
        var plan = Plan(raw, splits, admissions, Remarks(tables));
        DiskSpace.Require(job.Out, plan);
        using var writer = new ShardSetWriter(job.Out, plan, job.Replace, job.Stop);
        var reading = Task.Run(() =>
        {
            var all = Mimic3Results.Rows(database, (int)admissions);
            return (All: all, Fit: Fit(all));
        });
        try
        {
            foreach (var part in plan.Parquet)
                writer.WriteParquet(part, (path, metadata) => WriteParquet(database, part.Name, path, metadata));
        }
        finally
        {
            // It reads the database, which is closed when this fails.
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }

        var (rows, (statistics, normalisers)) = reading.GetAwaiter().GetResult();
        var bySplit = splits.ToDictionary(s => s.Name, s => rows.Of(s.Name));
        foreach (var part in writer.Parts)
            writer.Write(part, shard => rows.Append(part, bySplit[part.Split], shard));
        WriteRejects(rejects);
        return writer.Finish(statistics, new SetFindings
        {
            Normalisers = normalisers,
            Funnel = Mimic3Results.Funnel(database),
            Rejects = tables.Where(t => t.Rejected > 0).ToDictionary(t => t.Name, t => t.Rejected),
        });
    }

    private (IReadOnlyDictionary<string, ColumnStatistics> Statistics, IReadOnlyDictionary<string, Normaliser> Normalisers) Fit(Mimic3Rows rows)
    {
        var train = rows.Of("train");
        var fitted = options.NormaliserRows == Normaliser.Train ? train : [.. Enumerable.Range(0, rows.Ids.Length)];
        return (
            new Dictionary<string, ColumnStatistics>
            {
                ["static"] = NormaliserFit.Statistics(rows.Static, train, Mimic3Schema.Static.Count),
                ["series"] = NormaliserFit.Statistics(rows.Series, train, Mimic3Schema.Hours * Mimic3Schema.Series.Count),
            },
            new Dictionary<string, Normaliser>
            {
                ["static"] = NormaliserFit.Fit(rows.Static, fitted, 1, Mimic3Schema.Static.Count, options.NormaliserRows, options.Unobserved),
                ["series"] = NormaliserFit.Fit(rows.Series, fitted, Mimic3Schema.Hours, Mimic3Schema.Series.Count, options.NormaliserRows, options.Unobserved),
            });
    }

    private ShardSetPlan Plan(IReadOnlyList<RawFile> raw, IReadOnlyList<(string Name, long Rows)> splits, long admissions, IReadOnlyList<string> remarks) => new()
    {
        Dataset = Dataset,
        ToolVersion = typeof(Mimic3Preprocessor).Assembly.GetName().Version!.ToString(3),
        Options = options.Text(job.SkipBad),
        Source = RawSource.FirstLine(job.Raw),
        Remarks = remarks,
        Columns = Mimic3Schema.Columns(options.MortalityClass4, "The admission: HADM_ID."),
        ClassNames = [],
        RawFiles = raw,
        Splits = splits,
        Parquet = [new("series", 0, admissions * Mimic3Schema.Hours), new("static", 0, admissions), new("labels", 0, admissions)],
        RowsPerShard = options.RowsPerShard,
    };

    private void WriteParquet(DuckDatabase database, string table, string path, IReadOnlyDictionary<string, string> metadata)
    {
        var (select, order) = table switch
        {
            "series" => ("SELECT * FROM series_table", "hadm_id, hour"),
            "static" => ("SELECT * FROM static_table", "hadm_id"),
            _ => ($"SELECT hadm_id, split, mortality_class, {string.Join(", ", Mimic3Results.Groups())} FROM label_table", "hadm_id"),
        };
        ParquetWriter.Write(database, path, select, order, metadata, stop: job.Stop);
    }

    private void WriteRejects(IReadOnlyList<Reject> rejects)
    {
        var path = Path.Combine(job.Out, RejectsName);
        var text = new StringBuilder();
        foreach (var reject in rejects)
            text.Append(JsonSerializer.Serialize(reject, RejectJson)).Append('\n');
        if (text.Length > 0)
            AtomicFile.WriteText(path, text.ToString());
        else
            File.Delete(path);
    }

    private static readonly JsonSerializerOptions RejectJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private List<string> Remarks(IReadOnlyList<ExtractedTable> tables) =>
        [.. OtherRelease(tables), .. tables.Where(t => t.Wanted == 0).Select(t => $"no wanted row of {t.Name}, of {PreprocessingReport.Counted(t.Rows, "row")}: what it would give is missing everywhere")];

    // Made-up tables have as many rows as was asked for.
    private List<string> OtherRelease(IReadOnlyList<ExtractedTable> tables)
    {
        if (RawSource.FirstLine(job.Raw)?.StartsWith(Mimic3Source.Start, StringComparison.Ordinal) == true)
            return [];
        var expected = DataManifest.Of(Dataset)?.RawFiles.Where(f => f.Rows > 0).ToDictionary(f => f.Path, f => f.Rows, StringComparer.Ordinal) ?? [];
        var others = tables.Where(t => expected.TryGetValue(t.Name, out var rows) && rows != t.Rows).ToList();
        return others.Count == 0
            ? []
            : [$"not the full v1.4 release, by rows: {string.Join(", ", others.Select(t => $"{t.Name} {PreprocessingReport.Count(t.Rows)} of {PreprocessingReport.Count(expected[t.Name])}"))}"];
    }

    private static List<string> Notes(ShardManifest manifest, IReadOnlyList<string> kept)
    {
        var notes = new List<string>();
        if (manifest.Source is { } source)
            notes.Add(source);
        notes.AddRange(manifest.Remarks ?? []);
        if (manifest.Rejects.Count > 0)
            notes.Add($"left out {string.Join(", ", manifest.Rejects.Select(r => $"{PreprocessingReport.Counted(r.Value, "row")} of {r.Key}"))}, listed in {RejectsName}");
        if (kept.Count > 0)
            notes.Add($"extracted by an earlier run and kept: {string.Join(", ", kept)}");
        notes.Add($"funnel: {Cohort(manifest.Funnel)}");
        return notes;
    }

    // Whoever puts both there may expect either.
    private List<string> Unread() => Mimic3Arrays.Pickled(job.Raw) is { } pickle ? [$"{Path.GetFileName(pickle)} is not read: the tables beside it are what the set is made from"] : [];

    private static string Cohort(IReadOnlyList<FunnelStep> funnel) =>
        string.Join(" -> ", funnel.Where(f => f.Table == "ADMISSIONS").Select(f => $"{PreprocessingReport.Count(f.Rows)} {f.Rule}"));

    private T Timed<T>(string what, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        var result = work();
        seconds[what] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return result;
    }
}
