using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using I2M2.Storage.Images;

namespace I2M2.Preprocessing.Images;

/// <summary>Writes a set of rows that share images: Parquet parts of image files, shards, and a Parquet table of each split.</summary>
/// <param name="Job">Folders and workers.</param>
/// <param name="Plan">What is written.</param>
/// <param name="Images">The images; null: the set has none.</param>
internal sealed record ImageSetWriter(PreprocessingJob Job, ShardSetPlan Plan, ImageParts? Images)
{
    /// <summary>Metadata of all Parquet files besides the inputs' hash.</summary>
    internal required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Appends the rows of a shard; called from several threads.</summary>
    internal required Action<ShardPart, SafetensorsWriter> Append { get; init; }

    /// <summary>Writes the table of a split, to a path, with metadata.</summary>
    internal required Action<ParquetPart, string, IReadOnlyDictionary<string, string>> WriteTable { get; init; }

    /// <summary>Writes all of it; what an earlier run has finished is kept.</summary>
    /// <param name="funnel">How many rows each rule left.</param>
    /// <param name="leftOut">Images that were left out.</param>
    /// <param name="things">What rows are, e.g. "questions".</param>
    /// <exception cref="InputRefusedException">An image has changed since it was looked at.</exception>
    /// <exception cref="OtherShardSetException">Another set is there.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    internal ShardManifest Run(IReadOnlyList<FunnelStep> funnel, IReadOnlyList<LeftOutImage> leftOut, string things)
    {
        DiskSpace.Require(Job.Out, Plan, Images?.Bytes ?? 0);
        using var writer = new ShardSetWriter(Job.Out, Plan, Job.Replace, Job.Stop);
        if (Images is not null)
            WriteImages(writer, Images);
        using (var meter = new ProgressMeter($"{Plan.Dataset}  rows", writer.Parts.Sum(p => p.Rows), "rows"))
        {
            Workers.For(writer.Parts.Count, Job.Workers, i =>
            {
                writer.Write(writer.Parts[i], shard => Append(writer.Parts[i], shard));
                lock (meter)
                    meter.Advance(writer.Parts[i].Rows);
            }, Job.Stop);
        }

        // One after the other: the rows of one are in memory as DuckDB has them.
        foreach (var part in Plan.Parquet.Where(p => p.Name != ImageArchive.Table))
            writer.WriteParquet(part, (path, own) => WriteTable(part, path, WithOwn(own)));
        RejectsFile.Write(Job.Out, leftOut);
        var rejects = leftOut.Count == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { [ImageArchive.Table] = leftOut.Count, [things] = RowsLeftOut(funnel) };
        return writer.Finish(new Dictionary<string, ColumnStatistics>(), new SetFindings { Funnel = funnel, Rejects = rejects });
    }

    // A row may lack several images: what is counted is the last rule's rows.
    private static long RowsLeftOut(IReadOnlyList<FunnelStep> funnel) => funnel
        .Select((step, i) => i > 0 && step.Rule == ImageSurvey.Rule && funnel[i - 1].Table == step.Table ? funnel[i - 1].Rows - step.Rows : 0)
        .Sum();

    private void WriteImages(ShardSetWriter writer, ImageParts images)
    {
        using var meter = new ProgressMeter($"{Plan.Dataset}  images", images.Count, "images");
        Workers.For(images.Files.Count, Job.Workers, i =>
        {
            var written = writer.WriteParquet(images.Files[i], (path, own) => images.Write(images.Files[i], path, WithOwn(own), () => Advance(1), Job.Stop));
            if (!written)
                Advance((int)images.Files[i].Rows);
        }, Job.Stop);

        void Advance(int count)
        {
            lock (meter)
                meter.Advance(count);
        }
    }

    private Dictionary<string, string> WithOwn(IReadOnlyDictionary<string, string> own) => new(Metadata.Concat(own));
}
