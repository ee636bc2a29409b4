using System.Globalization;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>The lines a user reads when a data set is done.</summary>
internal static class PreprocessingReport
{
    internal static void Write(TextWriter output, IDataset dataset, PreprocessingJob job, PreprocessingResult result, TimeSpan elapsed)
    {
        var manifest = result.Manifest;
        var shards = manifest.Splits.SelectMany(s => s.Shards).ToList();
        var splits = string.Join(", ", manifest.Splits.Select(s => $"{s.Name} {Count(s.Rows)}"));
        var how = result.AlreadyDone ? "nothing to do, the same inputs and options were processed before" : $"{elapsed.TotalSeconds:0.0} s";
        output.WriteLine($"{dataset.Name}  {Counted(manifest.Rows, "row")} ({splits}), {Counted(shards.Count, "shard")}, {Size(shards.Sum(s => s.Bytes))}, {how}");
        foreach (var note in result.Notes)
            output.WriteLine($"note    {note}");
        output.WriteLine($"out     {job.Out}");
        output.WriteLine($"next    dotnet run --project modeling -- train {dataset.Name} --data {job.Out} --paradigm all{(result.TrainWith.Length > 0 ? $" {result.TrainWith}" : "")}");
    }

    /// <summary>The same for machines.</summary>
    internal static string Json(PreprocessingJob job, PreprocessingResult result, TimeSpan elapsed)
    {
        var manifest = result.Manifest;
        var splits = manifest.Splits.Select(s => new { s.Name, s.Rows, Shards = s.Shards.Count, Bytes = s.Shards.Sum(f => f.Bytes) });
        return JsonLine.Of(new { manifest.Dataset, job.Out, manifest.Rows, Splits = splits, result.AlreadyDone, Seconds = Math.Round(elapsed.TotalSeconds, 3), Parts = result.Seconds.ToDictionary(s => s.Key, s => Math.Round(s.Value, 3)), result.Notes });
    }

    /// <summary>1,234,567.</summary>
    internal static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>"1 row", "1,234 rows".</summary>
    internal static string Counted(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>"33 MB", "1.1 GB": powers of ten, as file managers show.</summary>
    internal static string Size(long bytes) => bytes switch
    {
        < 1_000_000 => $"{Math.Ceiling(bytes / 1e3):0} kB",
        < 1_000_000_000 => $"{bytes / 1e6:0} MB",
        _ => $"{bytes / 1e9:0.0} GB",
    };
}
