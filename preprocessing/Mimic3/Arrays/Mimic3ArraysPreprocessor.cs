using System.Runtime.InteropServices;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>
/// Ready-made arrays in, shards out: values as they are (float64 in Parquet, rounded to float32 for training). Everything is read and checked
/// before the first byte is written.
/// </summary>
public static class Mimic3ArraysPreprocessor
{
    /// <summary>Makes the set.</summary>
    /// <param name="job">Folders, workers, settings.</param>
    /// <exception cref="UsageException">An option is unknown, or has no meaning for arrays.</exception>
    /// <exception cref="InputRefusedException">An array is missing or not what it must be, or a pickle is there instead.</exception>
    public static PreprocessingResult Run(PreprocessingJob job)
    {
        if (job.SkipBad)
            throw new UsageException("--skip-bad: rows of ready-made arrays belong together and cannot be left out one by one");
        var options = ArrayOptions.Read(job.Settings);
        var files = Mimic3Arrays.Locate(job.Raw);
        var admissions = Admissions.Read(files);
        var splits = Mimic3Splits.Of([.. Enumerable.Range(0, admissions.Count).Select(row => (long)row)], options);
        var rows = new[] { "train", "valid", "test" }.ToDictionary(s => s, s => Enumerable.Range(0, splits.Length).Where(i => splits[i] == s).ToArray());
        var plan = Plan(job, options, admissions, [.. rows.Select(r => (r.Key, (long)r.Value.Length))]);
        DiskSpace.Require(job.Out, plan);
        plan = plan with { RawFiles = RawFiles.Hash(job.Raw, files, job.Workers, job.Stop) };
        List<string> notes = [plan.Source!, .. plan.Remarks];
        if (ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop))
            return new PreprocessingResult(ShardSet.ReadManifest(job.Out), AlreadyDone: true, notes);

        var fitted = options.NormaliserRows == Normaliser.Train ? rows["train"] : [.. Enumerable.Range(0, admissions.Count)];
        var findings = new SetFindings
        {
            Normalisers = Inputs(admissions).ToDictionary(
                i => i.Name, i => NormaliserFit.Fit(i.Values, fitted, i.RowLength / i.Features, i.Features, options.NormaliserRows, options.Unobserved)),
            Funnel = [new FunnelStep("arrays", "all rows", admissions.Count, admissions.Count)],
        };
        using var writer = new ShardSetWriter(job.Out, plan, job.Replace, job.Stop);
        var tables = new ArrayTables(admissions, splits, job.Stop);
        Workers.For(plan.Parquet.Count, job.Workers, i => writer.WriteParquet(plan.Parquet[i], (path, metadata) => tables.Write(plan.Parquet[i], path, metadata)), job.Stop);
        Workers.For(writer.Parts.Count, job.Workers, i => writer.Write(writer.Parts[i], shard => Append(admissions, Rows(rows, writer.Parts[i]), shard)), job.Stop);
        var statistics = Inputs(admissions).ToDictionary(i => i.Name, i => NormaliserFit.Statistics(i.Values, rows["train"], i.RowLength));
        return new PreprocessingResult(writer.Finish(statistics, findings), AlreadyDone: false, notes);
    }

    private static ShardSetPlan Plan(PreprocessingJob job, Mimic3Options options, Admissions admissions, IReadOnlyList<(string Name, long Rows)> splits)
    {
        const string ready = "ready-made arrays with the names of MultiBench's im.pk; no public checksum is known to tell whether they are those";
        var line = RawSource.FirstLine(job.Raw);
        return new ShardSetPlan
        {
            Dataset = "mimic3",
            ToolVersion = typeof(Mimic3ArraysPreprocessor).Assembly.GetName().Version!.ToString(3),
            Options = ArrayOptions.Text(options),
            Source = line is null ? $"mimic3-arrays: {ready}" : $"{line}; {ready}",
            Remarks = Remarks(admissions),
            Columns = ArraySchema.Columns(admissions.Groups),
            ClassNames = [],
            RawFiles = [],
            Splits = splits,
            Parquet = ArrayTables.Parts(admissions.Count),
            RowsPerShard = options.RowsPerShard,
        };
    }

    private static List<string> Remarks(Admissions admissions)
    {
        List<string> remarks =
        [
            "hadm_id is the row of the arrays, which hold no HADM_ID; splits are by row, one patient's only admission if the arrays follow the published cohort",
            "values were imputed by whoever made the arrays, in the published code over the whole stay, that is also from hours after the 24; which were observed is not known",
            "class 4 of mortality is column 4 of adm_labels_all: 30 days after discharge in the public code, 1 week in papers",
        ];
        if (admissions.Groups < Mimic3Schema.Groups)
        {
            remarks.Add("y_icd9 has 20 columns, so one of the 21 ICD-9 groups is left out and the arrays do not tell which; columns 1 and 7 are taken as groups 1 and 7, "
                + "as the published code does, which makes columns 0 to 7 groups 0 to 7; later columns are named by position");
        }

        if (admissions.Series.Concat(admissions.Statics).LongCount(double.IsNaN) is > 0 and var missing)
            remarks.Add(FormattableString.Invariant($"{missing:#,0} values are no finite numbers and stand for never observed"));
        return remarks;
    }

    private static ArraySegment<int> Rows(Dictionary<string, int[]> splits, ShardPart part) => new(splits[part.Split], (int)part.FirstRow, part.Rows);

    private static void Append(Admissions admissions, ArraySegment<int> rows, SafetensorsWriter shard)
    {
        foreach (var (name, values, rowLength, _) in Inputs(admissions))
        {
            foreach (var row in rows)
                shard.Append(name, MemoryMarshal.AsBytes(Array.ConvertAll(values[(row * rowLength)..((row + 1) * rowLength)], v => (float)v).AsSpan()));
        }

        Longs("mortality_class", row => admissions.MortalityClass(row));
        for (var column = 0; column < admissions.Groups; column++)
            Longs(ArraySchema.DiagnosisName(column, admissions.Groups), row => admissions.Diagnosis(row, column) ? 1 : 0);
        Longs("hadm_id", row => row);

        void Longs(string name, Func<int, long> value) => shard.Append(name, MemoryMarshal.AsBytes(rows.Select(value).ToArray().AsSpan()));
    }

    private static (string Name, double[] Values, int RowLength, int Features)[] Inputs(Admissions admissions) =>
    [
        ("static", admissions.Statics, Mimic3Schema.Static.Count, Mimic3Schema.Static.Count),
        ("series", admissions.Series, Mimic3Schema.Hours * Mimic3Schema.Series.Count, Mimic3Schema.Series.Count),
    ];
}
