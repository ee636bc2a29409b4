using I2M2.Cli;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>From the paths of a command line to results: predictions files, run folders, and folders of runs.</summary>
/// <param name="split">Which predictions of a run to read.</param>
/// <param name="data">Shards for checkpoints without written predictions; null: those their run was trained on.</param>
public sealed class ResultReader(string split, string? data)
{
    /// <summary>Evaluates everything the paths name; a run named twice counts once.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="InputRefusedException">A path does not exist, a file is broken, or a folder holds no finished run.</exception>
    public (List<RunResult> Results, List<LeftOut> LeftOut) Read(IEnumerable<string> paths)
    {
        var leftOut = new List<LeftOut>();
        var sources = new List<(string Path, RunFolder? Folder)>();
        foreach (var path in paths)
        {
            if (File.Exists(path))
                sources.Add((path, null));
            else if (Directory.Exists(path))
                sources.AddRange(RunsIn(path, leftOut).Select(run => (run.Path, (RunFolder?)run)));
            else
                throw new InputRefusedException(path, "no such file or folder", "name predictions (CSV), a run folder, or a folder of runs");
        }

        using var progress = new ProgressMeter("evaluate", sources.Count, "runs");
        var results = new List<RunResult>();
        foreach (var (path, folder) in sources.DistinctBy(s => Path.TrimEndingDirectorySeparator(Path.GetFullPath(s.Path))))
        {
            results.Add(folder is null ? OfFile(path) : OfRun(folder));
            progress.Advance(1);
        }

        return (results, [.. leftOut.DistinctBy(l => Path.GetFullPath(l.Path))]);
    }

    private static List<RunFolder> RunsIn(string folder, List<LeftOut> leftOut)
    {
        var (finished, unfinished) = RunFolder.Find(folder);
        leftOut.AddRange(unfinished);
        if (finished.Count > 0)
            return finished;
        throw unfinished.Count == 0
            ? new InputRefusedException(folder, "expected a run (a folder with best.safetensors), found none", "train first, or name another folder")
            : new InputRefusedException(
                folder, $"expected a finished run, found {unfinished.Count} unfinished ({unfinished[0].Why})", "start the training again, or name another folder");
    }

    private RunResult OfFile(string path)
    {
        if (Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            throw new InputRefusedException(
                path, "expected predictions as CSV, found Parquet", "save the table as CSV with the columns id,label,p_0,p_1,...");
        }

        if (Path.GetFileName(path) is "run.json" or "config.yaml" or "metrics.jsonl")
            throw new InputRefusedException(path, "expected a run's folder, found a file of it", "name the folder that it lies in");

        return Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? OfCheckpoint(path)
            : RunResult.Of(PredictionsCsv.Read(path), path, split, run: null);
    }

    private RunResult OfRun(RunFolder run)
    {
        var predictions = run.PredictionsPath(split);
        return data is null && File.Exists(predictions)
            ? RunResult.Of(PredictionsCsv.Read(predictions), run.Path, split, RunDescription.Read(run.DescriptionPath))
            : OfCheckpoint(run.CheckpointPath);
    }

    private RunResult OfCheckpoint(string path)
    {
        var (predictions, config, parameters, ownData) = CheckpointPredictions.Of(path, data, split);
        if (!ownData)
            Console.Error.WriteLine($"{SafeText.ForTerminal(path, int.MaxValue)}: judged on other data than it was trained on (the shards' hash differs).");
        return RunResult.Of(predictions, path, split, RunDescription.Of(config, parameters)) with { OnOtherData = !ownData };
    }
}
