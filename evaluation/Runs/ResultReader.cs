using I2M2.Cli;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>From the paths of a command line to results: predictions files, checkpoints, run folders, and folders of runs.</summary>
/// <param name="split">Which predictions of a run to read.</param>
/// <param name="data">Shards to run checkpoints on; null: a run's written predictions, or else the shards it was trained on.</param>
/// <param name="export">Is given all predictions too; null: no one.</param>
/// <param name="subset">Modalities that are there; null: all.</param>
/// <param name="answersExport">Is given all answers too; null: no one.</param>
public sealed class ResultReader(string split, string? data, CsvExport? export = null, ModalitySubset? subset = null, AnswersExport? answersExport = null)
{
    private readonly LabelReader labelReader = new(split, data, export, subset);
    private readonly AnswerReader answerReader = new(split, data, export, answersExport);
    private readonly List<LabelResult> labelResults = [];
    private readonly List<AnswerResult> answerResults = [];

    /// <summary>What <see cref="Read"/> found of runs with independent labels.</summary>
    internal IReadOnlyList<LabelResult> LabelResults => labelResults;

    /// <summary>What <see cref="Read"/> found of runs on rows with several right answers.</summary>
    internal IReadOnlyList<AnswerResult> AnswerResults => answerResults;

    /// <summary>
    /// Evaluates everything the paths name; a run named twice counts once. Of several, one that is broken does not stop the others.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <exception cref="InputRefusedException">
    /// A path does not exist, everything to evaluate is broken, or a folder holds no finished run.
    /// </exception>
    /// <exception cref="UsageException">No data has that split, or nothing has one of the modalities.</exception>
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
                throw new InputRefusedException(path, path.Length > 0 && FolderPath.IsDenied(path) ? "permission denied" : "no such file or folder", "name predictions (Parquet or CSV), a run folder, or a folder of runs");
        }

        sources = [.. sources.DistinctBy(s => Path.TrimEndingDirectorySeparator(Path.GetFullPath(s.Path)))];
        using var progress = new ProgressMeter("evaluate", sources.Count, "runs");
        var results = new List<RunResult>();
        var refusals = new List<Exception>();
        foreach (var (path, folder) in sources)
        {
            try
            {
                if (!TryRead(PredictionSource.Of(path, folder, split, data), results))
                    leftOut.Add(new LeftOut(path, $"no expert does with {string.Join(" and ", subset!.Modalities)} alone"));
            }
            catch (Exception e) when (e is InputRefusedException or UsageException && sources.Count > 1)
            {
                refusals.Add(e);
                leftOut.Add(new LeftOut(path, e.Message, IsRefused: true));
            }

            progress.Advance(1);
        }

        // Where nothing is left, what was refused says why and what to do; a mistake in the command first.
        if (results.Count + labelResults.Count + answerResults.Count == 0 && (refusals.Find(e => e is UsageException) ?? refusals.LastOrDefault()) is { } refusal)
            throw refusal;
        subset?.RefuseUnknown();
        if (results.Count + labelResults.Count + answerResults.Count == 0)
            throw new InputRefusedException(leftOut[^1].Path, leftOut[^1].Why, "name intra, i2m2 or unimodal runs, or other --modalities");
        foreach (var line in RunRemarks.Lines(results.Select(r => (r.Source, r.Remark)).Concat(labelResults.Select(r => (r.Source, r.Remark))).Concat(answerResults.Select(r => (r.Source, r.Remark)))))
            Console.Error.WriteLine(line);
        return (results, [.. leftOut.DistinctBy(l => Path.GetFullPath(l.Path))]);
    }

    private static List<RunFolder> RunsIn(string folder, List<LeftOut> leftOut)
    {
        var (finished, unfinished) = RunSearch.Find(folder);
        leftOut.AddRange(unfinished);
        if (finished.Count > 0)
            return finished;
        throw unfinished.Count == 0
            ? new InputRefusedException(folder, "expected a run (a folder with best.safetensors), found none", "train first, or name another folder")
            : new InputRefusedException(
                folder, $"expected a finished run, found {unfinished.Count} unfinished ({unfinished[0].Why})", "start the training again, or name another folder");
    }

    // False when no expert does with the modalities that are there.
    private bool TryRead(PredictionSource source, List<RunResult> results)
    {
        if (AnswerReader.HasAnswers(source))
            return Added(answerResults, subset is null ? answerReader.Read(source) : throw new UsageException("--modalities: predictions of answers hold the best few of each expert, which cannot be multiplied anew; leave the option out"));
        return LabelReader.HasLabels(source) ? Added(labelResults, labelReader.Read(source)) : Added(results, OfClasses(source));

        static bool Added<T>(List<T> to, T? result)
            where T : class
        {
            if (result is not null)
                to.Add(result);
            return result is not null;
        }
    }

    private RunResult? OfClasses(PredictionSource source)
    {
        if (source.Run is null && Path.GetFileName(source.Path) is "run.json" or "config.yaml" or "metrics.jsonl")
            throw new InputRefusedException(source.Path, "expected a run's folder, found a file of it", "name the folder that it lies in");
        if (source.IsCheckpoint)
            return OfCheckpoint(source.File);
        var (predictions, metadata) = PredictionsFile.Read(source.File);
        var (run, of) = source.OriginOf(split, metadata);
        return Result(predictions, source.Path, of, run);
    }

    private RunResult? OfCheckpoint(string path)
    {
        var (predictions, run, remark) = CheckpointPredictions.Of(path, data, split);
        return Result(predictions, path, split, run) is { } result ? result with { Remark = remark } : null;
    }

    private RunResult? Result(Predictions predictions, string source, string ofSplit, RunDescription? run)
    {
        export?.Write(predictions, source, ofSplit, run);
        if (subset is null)
            return RunResult.Of(predictions, source, ofSplit, run);
        var left = subset.Of(predictions, run);
        return left is null ? null : ReferenceEquals(left, predictions)
            ? RunResult.Of(predictions, source, ofSplit, run)
            : RunResult.Of(left, source, ofSplit, run is null ? null : run with { Params = null }) with { Modalities = subset.Modalities };
    }
}
