using I2M2.Cli;
using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>Predictions made from a checkpoint and a folder of shards alone, as training makes them at its end.</summary>
public static class CheckpointPredictions
{
    /// <summary>The remark on a checkpoint that is judged on other data than its own.</summary>
    public const string OtherData = "judged on other data than it was trained on (the shards' hash differs)";

    /// <summary>Runs a checkpoint over a split.</summary>
    /// <param name="checkpoint">A checkpoint of this program.</param>
    /// <param name="data">Folder of shards; null: the one that the checkpoint's `run.json` names.</param>
    /// <param name="split">E.g. "test"; as many of its rows as the run used.</param>
    /// <returns>
    /// The predictions, what was judged (its source that of these shards, not of those trained on), and what must be said beside them; empty
    /// when nothing is.
    /// </returns>
    /// <exception cref="InputRefusedException">A file is broken, the data is not the task's, or no data is named.</exception>
    /// <exception cref="UsageException">The data has no such split.</exception>
    public static (Predictions Predictions, RunDescription Run, string Remark) Of(string checkpoint, string? data, string split) =>
        Run(checkpoint, data, split, (predictor, rows) => predictor.Predict(rows, checkpoint));

    /// <summary>Runs a checkpoint of independent labels over a split, as <see cref="Of"/> does others.</summary>
    /// <param name="checkpoint">A checkpoint for which <see cref="HasLabels"/>.</param>
    /// <param name="data">Folder of shards; null: the one that the checkpoint's `run.json` names.</param>
    /// <param name="split">E.g. "test"; as many of its rows as the run used.</param>
    /// <exception cref="InputRefusedException">A file is broken, the data is not the task's, or no data is named.</exception>
    public static (LabelPredictions Predictions, RunDescription Run, string Remark) LabelsOf(string checkpoint, string? data, string split) =>
        Run(checkpoint, data, split, (predictor, rows) => predictor.PredictLabels(rows, checkpoint));

    /// <summary>Runs a checkpoint of several right answers over a split, as <see cref="Of"/> does others.</summary>
    /// <param name="checkpoint">A checkpoint for which <see cref="HasAnswers"/>.</param>
    /// <param name="data">Folder of shards; null: the one that the checkpoint's `run.json` names.</param>
    /// <param name="split">E.g. "test"; as many of its rows as the run used.</param>
    /// <exception cref="InputRefusedException">A file is broken, the data is not the task's, or no data is named.</exception>
    public static (AnswerPredictions Predictions, RunDescription Run, string Remark) AnswersOf(string checkpoint, string? data, string split)
    {
        using var file = SafetensorsFile.Open(checkpoint);
        var vocabulary = Checkpoint.ClassNames(file);
        return Run(checkpoint, data, split, (predictor, rows) => predictor.PredictAnswers(rows, vocabulary, checkpoint));
    }

    /// <summary>Whether a checkpoint predicts one of several right answers.</summary>
    /// <exception cref="InputRefusedException">Not a checkpoint of this program.</exception>
    public static bool HasAnswers(string checkpoint)
    {
        using var file = SafetensorsFile.Open(checkpoint);
        var config = Checkpoint.ReadConfig(file);
        return TaskList.Find(config.Dataset, config.Task)?.Answers is not null;
    }

    /// <summary>Whether a checkpoint predicts independent labels.</summary>
    /// <exception cref="InputRefusedException">Not a checkpoint of this program.</exception>
    public static bool HasLabels(string checkpoint)
    {
        using var file = SafetensorsFile.Open(checkpoint);
        var config = Checkpoint.ReadConfig(file);
        return TaskList.Find(config.Dataset, config.Task)?.Labels is not null;
    }

    /// <summary>Whether the data that a checkpoint would be run on have a split.</summary>
    /// <param name="checkpoint">A checkpoint of this program.</param>
    /// <param name="data">Folder of shards; null: the one that the checkpoint's `run.json` names.</param>
    /// <param name="split">E.g. "valid".</param>
    /// <exception cref="InputRefusedException">No data is named, or the folder is not of shards.</exception>
    public static bool HasSplit(string checkpoint, string? data, string split) =>
        ShardSet.ReadManifest(data ?? DataBeside(checkpoint)).Splits.Any(s => s.Name == split);

    private static (T Predictions, RunDescription Run, string Remark) Run<T>(string checkpoint, string? data, string split, Func<Predictor, BatchLoader, T> predict)
    {
        var (model, config, task) = Checkpoint.Load(checkpoint);
        using (model)
        {
            using var shards = ShardSet.Open(data ?? DataBeside(checkpoint));
            if (shards.Manifest.Dataset != task.Dataset)
                throw new InputRefusedException(shards.Folder, $"holds {shards.Manifest.Dataset}, the checkpoint is for {task.Dataset}", "name other data with --data");
            if (!shards.Manifest.Splits.Any(s => s.Name == split))
                throw new UsageException($"--split {split}: {SafeText.ForTerminal(shards.Folder, 300)} has no such split; there are {string.Join(", ", shards.Manifest.Splits.Select(s => SafeText.ForTerminal(s.Name)))}: name one of them, e.g. --split {SafeText.ForTerminal(shards.Manifest.Splits[^1].Name)}");
            var taskData = TaskData.Of(task, shards.Manifest);
            if (taskData.ClassNames.Count != config.Classes)
                throw new InputRefusedException(shards.Folder, $"has {taskData.ClassNames.Count} classes, the checkpoint {config.Classes}", "name other data with --data");
            if (task.Answers is not null && !taskData.ClassNames.SequenceEqual(ClassNames(checkpoint)))
                throw new InputRefusedException(shards.Folder, "has another vocabulary of answers than the checkpoint", "preprocess with the vocabulary that the checkpoint was trained on");
            EngineThreads.Use(config.Settings);
            var device = cuda.is_available() ? new Device(DeviceType.CUDA, 0) : CPU;
            model.to(device);
            // What other code standardised by is not known; the data's own figures come nearest.
            var normalisers = config.Origin is null ? Inputs(checkpoint, shards, taskData).Normalisers : taskData.Normalisers;
            using var rows = new BatchLoader(task, shards[split], config.Rows(split, shards[split].Rows), config.Classes, device, normalisers: normalisers, paradigm: config.Paradigm);
            var run = config.Describe(ModelFactory.Parameters(model)) with { DataSource = shards.Manifest.Source };
            return (predict(new Predictor(model, config), rows), run, Remark(config, shards.Manifest));
        }
    }

    private static CheckpointInputs Inputs(string checkpoint, ShardSet shards, TaskData data)
    {
        using var file = SafetensorsFile.Open(checkpoint);
        var inputs = CheckpointInputs.Read(file);
        inputs.Check(shards, data);
        return inputs;
    }

    private static string Remark(RunConfig config, ShardManifest data)
    {
        if (config.Origin is not { } origin)
            return data.InputsSha256 == config.DataHash ? "" : OtherData;
        var trained = $"imported from {origin.Files}; which data it was trained on is not known";
        return origin.Fresh.Length == 0 ? trained : $"{trained}; NOT TRAINED, because the import lacked them: {origin.Fresh}";
    }

    private static IReadOnlyList<string> ClassNames(string checkpoint)
    {
        using var file = SafetensorsFile.Open(checkpoint);
        return Checkpoint.ClassNames(file);
    }

    private static string DataBeside(string checkpoint)
    {
        try
        {
            if (new RunFolder(Path.GetDirectoryName(Path.GetFullPath(checkpoint))!).Describe().Data is { } folder)
                return folder;
        }
        catch (Exception e) when (e is IOException or InputRefusedException)
        {
            // Said below: there is nothing that names the data.
        }

        throw new InputRefusedException(checkpoint, "nothing beside it says which data it belongs to", "name the folder of shards with --data");
    }
}
