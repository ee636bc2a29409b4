using I2M2.Cli;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Batches;

/// <summary>Trains one run from its shards to its predictions, in this process and on the thread that calls: grad mode and dispose scopes belong to threads.</summary>
/// <param name="job">The run.</param>
/// <param name="data">Its shards.</param>
/// <param name="device">Where it is trained.</param>
/// <param name="options">How it is handled.</param>
public sealed class SingleRun(TrainingJob job, ShardSet data, Device device, RunOptions options)
{
    private readonly TrainRequest request = job.Request;
    private readonly RunFolder folder = job.Folder;
    private readonly ITask task = job.Request.Task.Under(job.Settings);
    private readonly TaskData taskData = TaskData.Of(job.Request.Task, data.Manifest);

    /// <summary>Everything that decides the result, as it is asked for; the experts it starts from are known when they are finished.</summary>
    public RunConfig Asked(bool withStart) => new()
    {
        Dataset = request.Task.Dataset,
        Task = request.Task.Name,
        Paradigm = job.Paradigm,
        Seed = job.Seed,
        Profile = request.Profile,
        Settings = job.Settings,
        Limits = request.Limits,
        DataHash = data.Manifest.InputsSha256,
        DataSource = data.Manifest.Source ?? "",
        Classes = taskData.ClassNames.Count,
        Device = device.ToString(),
        TorchVersion = Engine.Version,
        StartsFrom = withStart ? job.StartsFrom.ToDictionary(s => s.Paradigm.Name, s => OfExpert(s.Folder.Checkpoint, Checkpoint.Seal)) : new Dictionary<string, string>(),
    };

    /// <summary>Trains what is not trained yet.</summary>
    /// <exception cref="OperationCanceledException">Stopped by the user; the state is saved.</exception>
    public JobOutcome Train(Action<TrainingProgress> report, CancellationToken stop)
    {
        var config = Asked(withStart: true);
        if (task.Labels is not null && config.TestsByMixture)
            throw new UsageException(
                "intra_test_rule=mixture is for one label of several classes: of independent labels each is judged by the product of the experts, whose margins add up, as the margin "
                + "that predictions keep. Leave the setting out, or set intra_test_rule=product");
        // Claimed before anything is looked at: another training may be about to finish.
        using var hold = folder.Claim();
        var earlier = EarlierRun.Of(folder, config, job.IsWanted);
        if (earlier.State == Earlier.Finished)
            return new(JobEnd.FinishedBefore, $"finished before: {folder.Path}{(earlier.Differs.Count > 0 ? $" (with another {string.Join(", ", earlier.Differs)})" : "")}");
        if (earlier.State == Earlier.Other && !options.Replace)
            throw new UsageException(Conflict(folder, earlier));
        if (earlier.State == Earlier.Begun)
        {
            var begun = config with { Settings = config.Settings with { AtenThreads = earlier.Config!.Settings.AtenThreads, BlasThreads = earlier.Config.Settings.BlasThreads } };
            if (Train(begun, resume: true, report, stop) is { } outcome)
                return outcome;
        }

        folder.Clear();
        return Train(config, resume: false, report, stop)!;
    }

    /// <summary>What is said of a folder that holds another run.</summary>
    public static string Conflict(RunFolder folder, EarlierRun earlier) =>
        $"{folder.Path} holds a{(folder.IsFinished ? " finished" : "n unfinished")} run with another {string.Join(", ", earlier.Differs)}. Name another folder with --out, remove this one, or give it up with --replace.";

    // Null: the state that was to be gone on from is damaged.
    private JobOutcome? Train(RunConfig config, bool resume, Action<TrainingProgress> report, CancellationToken stop)
    {
        EngineThreads.Use(config.Settings);
        using var model = ModelFactory.Create(task, job.Paradigm, config.Classes, config.Settings.TrainFusion, job.Seed);
        foreach (var source in job.StartsFrom)
            OfExpert(source.Folder.Checkpoint, path => Checkpoint.LoadExpert(path, model, source.Paradigm.ExpertNames(request.Task).Single()));
        model.to(device);
        using var trainer = new Trainer(model, config, taskData, folder, options.SaveEvery, report);
        if (resume && !trainer.TryResume())
            return null;
        folder.WriteConfig(config);
        using var train = Rows("train", config);
        using var valid = Rows("valid", config);
        var result = trainer.Run(train, valid, stop);
        var run = config.Describe(ModelFactory.Parameters(model));
        using (var best = Checkpoint.Load(folder.Checkpoint).Model)
        {
            best.to(device);
            // fastMRI's own division, for one, has no test split.
            foreach (var split in task.JudgedSplits.Where(s => data.Manifest.Splits.Any(m => m.Name == s)))
            {
                using var rows = Rows(split, config);
                var metadata = new PredictionsMetadata { Run = run, Split = split, ClassNames = taskData.ClassNames };
                var predictor = new Predictor(best, config);
                if (task.Answers is not null)
                    folder.WritePredictions(predictor.PredictAnswers(rows, taskData.ClassNames, folder.Checkpoint, stop), metadata);
                else if (task.Labels is null)
                    folder.WritePredictions(predictor.Predict(rows, folder.Checkpoint, stop), metadata);
                else
                    folder.WritePredictions(predictor.PredictLabels(rows, folder.Checkpoint, stop), metadata);
            }
        }

        folder.Finish(run with { Data = Path.GetFullPath(request.Data) }, config, result);
        var line = FormattableString.Invariant($"valid {result.Selection.Metric} {result.BestMetric:0.0000} (epoch {result.BestEpoch} of {result.Epochs})  ");
        return new(
            JobEnd.Trained,
            line + FormattableString.Invariant($"{train.Rows * result.Epochs / result.Seconds:#,0} samples/s  ") + ProgressMeter.Duration(TimeSpan.FromSeconds(result.Seconds))
                + (result.Selection.Remark.Length > 0 ? $"  {result.Selection.Remark}" : ""),
            result);
    }

    private BatchLoader Rows(string split, RunConfig config) =>
        new(task, data[split], config.Rows(split, data[split].Rows), config.Classes, device, normalisers: taskData.Normalisers, paradigm: job.Paradigm, targets: config.Settings.Targets);

    // A broken expert is not the user's input: this run fails for it, and the others go on.
    private static T OfExpert<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (InputRefusedException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
