using System.Text.Json;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>
/// How a run was trained: its settings and its learning curve. No figure rests on them, so what cannot be read is left out and told.
/// </summary>
/// <param name="Settings">Key and value of everything in its configuration; empty when there is none.</param>
/// <param name="Curve">In order of epochs; empty when there is none.</param>
/// <param name="Problems">What could not be read and why.</param>
internal sealed record RunRecord(
    IReadOnlyList<(string Key, string Value)> Settings, IReadOnlyList<EpochRecord> Curve, IReadOnlyList<string> Problems)
{
    private const int LongestFile = 16 << 20;

    /// <param name="run">A run folder, a checkpoint, or a bare file, which has no record.</param>
    public static RunRecord Of(RunResult run) => Of(run.Source, run.Run);

    /// <param name="source">A run folder, a checkpoint, or a bare file.</param>
    /// <param name="run">What the run is; null for a bare file.</param>
    public static RunRecord Of(string source, RunDescription? run)
    {
        var problems = new List<string>();
        if (run is null)
            return new RunRecord([], [], problems);
        var isFolder = Directory.Exists(source);
        return new RunRecord(
            Read<(string, string)>(problems, () => isFolder ? OfFolder(source) : OfCheckpoint(source)),
            isFolder ? Read(problems, () => CurveOf(Path.Combine(source, "metrics.jsonl"))) : [],
            problems);
    }

    private static IReadOnlyList<T> Read<T>(List<string> problems, Func<IReadOnlyList<T>> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InputRefusedException or IOException or UnauthorizedAccessException)
        {
            problems.Add(e.Message);
            return [];
        }
    }

    private static IReadOnlyList<(string Key, string Value)> OfFolder(string folder)
    {
        var path = Path.Combine(folder, "config.yaml");
        if (!File.Exists(path))
            return [];
        RefuseLong(path);
        return RunConfig.FromYaml(path, File.ReadAllText(path)).ToPairs();
    }

    private static IReadOnlyList<(string Key, string Value)> OfCheckpoint(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return Checkpoint.ReadConfig(file).ToPairs();
    }

    private static EpochRecord[] CurveOf(string path)
    {
        if (!File.Exists(path))
            return [];
        RefuseLong(path);
        return [.. File.ReadLines(path).Select((line, index) => EpochOf(path, line, index + 1))];
    }

    private static EpochRecord EpochOf(string path, string line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var epoch = json.RootElement;
            double Finite(string key) => epoch.GetProperty(key).GetDouble() is var x && double.IsFinite(x) ? x : throw new FormatException(key);
            var metric = epoch.EnumerateObject().Select(p => p.Name).First(n => n.StartsWith("valid_", StringComparison.Ordinal));
            return new EpochRecord(epoch.GetProperty("epoch").GetInt32(), Finite("train_loss"), metric["valid_".Length..], Finite(metric));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputRefusedException(
                path,
                $"line {number}: expected epoch, train_loss and a validation metric as JSON, found something else",
                "train the run again for its learning curve",
                e);
        }
    }

    private static void RefuseLong(string path)
    {
        if (new FileInfo(path).Length > LongestFile)
            throw new InputRefusedException(path, "longer than 16 MiB, which no such file is", "train the run again");
    }
}

/// <summary>One epoch of a run.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean loss over the epoch's training rows, nats.</param>
/// <param name="Metric">Name of the metric by which the best epoch was chosen.</param>
/// <param name="ValidMetric">Its value on the validation split after the epoch.</param>
internal readonly record struct EpochRecord(int Epoch, double TrainLoss, string Metric, double ValidMetric);
