using System.Globalization;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Archive;

/// <summary>
/// The published archive's six arrays in, shards out: values as they are (float64 rounded to float32), splits by file order. Every value is
/// looked at before the first byte is written, and no array is ever whole in memory.
/// </summary>
internal sealed class ArchivePreprocessor
{
    private readonly PreprocessingJob job;
    private readonly ArchiveFiles files;
    private readonly int rowsPerShard;

    /// <param name="job">Folders, workers, settings.</param>
    /// <exception cref="UsageException">An option is unknown, or has no meaning for arrays.</exception>
    /// <exception cref="InputRefusedException">An array is missing.</exception>
    internal ArchivePreprocessor(PreprocessingJob job)
    {
        this.job = job;
        AvMnistSource.Declare(job.Settings);
        rowsPerShard = AvMnistOptions.ReadRowsPerShard(job.Settings);
        job.Settings.RefuseUnknown();
        files = ArchiveFiles.Locate(job.Raw);
    }

    /// <summary>Runs all steps.</summary>
    internal PreprocessingResult Run()
    {
        using var train = ArrayTrio.Open(files.Train);
        using var test = ArrayTrio.Open(files.Test);
        if (train.Count < AvMnistSource.ValidShare)
            throw new InputRefusedException(files.Train.Labels, $"{train.Count} rows; {AvMnistSource.ValidShare} or more are needed, one in {AvMnistSource.ValidShare} is set aside to validate", "unpack the archive again");
        var plan = Plan(train, test, options: []);
        DiskSpace.Require(job.Out, plan);
        var evidence = new ArrayEvidence[2];
        Workers.For(evidence.Length, job.Workers, i => evidence[i] = ArrayEvidence.Of(i == 0 ? train : test, job.Stop), job.Stop);
        plan = Plan(train, test, Options(evidence[0])) with
        {
            RawFiles = RawFiles.Hash(job.Raw, files.All, job.Workers, job.Stop),
            Source = AvMnistSource.Named(RawSource.FirstLine(job.Raw), "archive", Origin(Generator.Of(evidence[0]))),
            Remarks = [Generator.Evidence(evidence[0]), "whether audio and labels belong together row by row cannot be told from arrays; the generator may have displaced them"],
        };
        string[] notes = [plan.Source, .. plan.Remarks];
        return ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop)
            ? new PreprocessingResult(ShardSet.ReadManifest(job.Out), AlreadyDone: true, notes)
            : new PreprocessingResult(Write(plan, train, test), AlreadyDone: false, notes);
    }

    private ShardSetPlan Plan(ArrayTrio train, ArrayTrio test, Dictionary<string, string> options)
    {
        var valid = train.Count / AvMnistSource.ValidShare;
        var bytes = train.Audio.Dtype == Dtype.U8 && test.Audio.Dtype == Dtype.U8;
        return new ShardSetPlan
        {
            Dataset = "avmnist",
            ToolVersion = typeof(ArchivePreprocessor).Assembly.GetName().Version!.ToString(3),
            Options = options,
            Columns = AvMnistSchema.Archive(bytes ? Dtype.U8 : Dtype.F32),
            ClassNames = AvMnistSchema.ClassNames,
            RawFiles = [],
            Splits = [("train", train.Count - valid), ("valid", valid), ("test", test.Count)],
            RowsPerShard = rowsPerShard,
        };
    }

    private Dictionary<string, string> Options(ArrayEvidence evidence) => new()
    {
        [AvMnistSource.Key] = AvMnistSource.Arrays,
        ["generator"] = Generator.Of(evidence),
        ["rows_per_shard"] = rowsPerShard.ToString(CultureInfo.InvariantCulture),
    };

    private ShardManifest Write(ShardSetPlan plan, ArrayTrio train, ArrayTrio test)
    {
        var valid = train.Count / AvMnistSource.ValidShare;
        var rows = new Dictionary<string, ArrayRows>
        {
            ["train"] = new(train, 0, train.Count - valid),
            ["valid"] = new(train, train.Count - valid, valid),
            ["test"] = new(test, 0, test.Count),
        };
        using var writer = new ShardSetWriter(job.Out, plan, job.Replace, job.Stop);
        using var meter = new ProgressMeter("avmnist  shards", plan.Splits.Sum(s => s.Rows), "rows");
        Workers.For(writer.Parts.Count, job.Workers, i =>
        {
            var part = writer.Parts[i];
            if (!writer.Write(part, shard => rows[part.Split].Append(part, plan.Columns, shard)))
                rows[part.Split].Pass(part);
            lock (meter)
                meter.Advance(part.Rows);
        }, job.Stop);
        return writer.Finish(rows["train"].Statistics());
    }

    private static string Origin(string generator) => generator == Generator.Unknown
        ? "ready-made arrays, by which generator is unknown"
        : $"ready-made arrays, it seems by the {generator} _MFAS generator; no public checksum is known to make sure";
}
