using I2M2.Modeling.Metrics;
using I2M2.Modeling.Paradigms;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>How training went.</summary>
/// <param name="BestEpoch">The epoch whose weights are the checkpoint; from 1.</param>
/// <param name="BestMetric">Its validation metric.</param>
/// <param name="Selection">Which metric that is.</param>
/// <param name="Epochs">Epochs trained.</param>
/// <param name="Seconds">Training time, over all sittings.</param>
public sealed record TrainingResult(int BestEpoch, double BestMetric, Selection Selection, int Epochs, double Seconds);

/// <summary>
/// The training loop: epochs of shuffled batches, a look at the validation split after each, the best epoch kept. The state is saved as it
/// goes, so that a training that was stopped or killed goes on to the same bytes.
/// </summary>
public sealed class Trainer : IDisposable
{
    // Reading the loss waits for the device.
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan WorthSaving = TimeSpan.FromSeconds(2);
    private readonly ExpertSet model;
    private readonly RunConfig config;
    private readonly TaskData data;
    private readonly RunFolder folder;
    private readonly TimeSpan saveEvery;
    private readonly Action<TrainingProgress> report;
    private readonly Settings settings;
    private readonly optim.Optimizer optimizer;
    private readonly TimeProvider time = TimeProvider.System;
    private TrainingPosition at = new();
    private long sittingStart;
    private double secondsBefore;

    /// <param name="model">The experts, on the training device, with their initial weights.</param>
    /// <param name="config">How they are trained.</param>
    /// <param name="data">What the rows are from.</param>
    /// <param name="folder">Where the run is kept; claimed by the caller.</param>
    /// <param name="saveEvery">How long training may go on before its state is saved within an epoch.</param>
    /// <param name="report">Told now and then how far it is.</param>
    public Trainer(ExpertSet model, RunConfig config, TaskData data, RunFolder folder, TimeSpan saveEvery, Action<TrainingProgress> report)
    {
        (this.model, this.config, this.data, this.folder, this.saveEvery, this.report) = (model, config, data, folder, saveEvery, report);
        settings = config.Settings;
        optimizer = TrainingStep.Optimizer(model, settings);
    }

    private bool IsOver => at.Epochs >= settings.Epochs || (settings.Patience > 0 && at.BestEpoch > 0 && at.Epochs - at.BestEpoch > settings.Patience);

    /// <summary>Takes up the state that an earlier training left in the folder.</summary>
    /// <returns>False: it is damaged, or lacks the checkpoint that belongs to it. The model is of no use then.</returns>
    public bool TryResume()
    {
        try
        {
            at = LastCheckpoint.Load(folder.Last, model, optimizer, config);
            return at.BestEpoch == 0 || File.Exists(folder.Checkpoint);
        }
        catch (InputRefusedException)
        {
            return false;
        }
    }

    /// <summary>Trains from where it is to the end; writes checkpoints and metrics into the folder.</summary>
    /// <exception cref="OperationCanceledException">Stopped by the user; the state is saved.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number.</exception>
    /// <exception cref="IOException">A file cannot be written; the earlier ones are as they were.</exception>
    public TrainingResult Run(BatchLoader train, BatchLoader valid, CancellationToken stop)
    {
        (secondsBefore, sittingStart) = (at.Seconds, time.GetTimestamp());
        var validation = new Validation(new Predictor(model, config), valid, settings.SelectBy);
        var selection = validation.Selection;
        using var options = StepOptions.Of(settings, model, train);
        using var metrics = folder.OpenMetrics(at, selection.Metric);
        while (!IsOver)
        {
            var loss = TrainEpoch(train, options, stop);
            EndEpoch(loss, selection.Metric, validation.Metric(stop), metrics);
            Save();
        }

        return new TrainingResult(at.BestEpoch, at.BestMetric, selection, at.Epochs, at.Seconds);
    }

    /// <inheritdoc/>
    public void Dispose() => optimizer.Dispose();

    // The rest of the running epoch, which is all of it but after a stop.
    private double TrainEpoch(BatchLoader train, StepOptions options, CancellationToken stop)
    {
        model.train();
        var epoch = at.Epochs + 1;
        using var loss = new RunningLoss(at.LossSum, model.parameters().First().device);
        var (saved, told) = (time.GetTimestamp(), time.GetTimestamp());
        var batches = Seeds.Order(config.Seed, epoch, train.Rows).Chunk(settings.BatchSize).Skip((int)at.Steps);
        var ofEpoch = (train.Rows + settings.BatchSize - 1) / settings.BatchSize;
        foreach (var batch in train.Stream(batches, noise: Seeds.Derive(config.Seed, $"pictures/{epoch}")))
        {
            using var owned = batch;
            if (stop.IsCancellationRequested)
                break;
            manual_seed(Seeds.Derive(config.Seed, $"noise/{epoch}/{at.Steps}"));
            LearningRates.Set(optimizer, LearningRates.Factor(settings.Schedule, (at.Epochs * ofEpoch) + at.Steps, settings.Epochs * ofEpoch));
            using (var scope = NewDisposeScope())
                loss.Add(TrainingStep.Run(model, optimizer, batch, settings.ClipNorm, options).Loss, batch.Size);
            at = at with { Steps = at.Steps + 1 };
            if (time.GetElapsedTime(told) >= ReportEvery)
            {
                report(new(epoch, settings.Epochs, at.Steps * settings.BatchSize, train.Rows, Value(loss, epoch) / Math.Min(train.Rows, at.Steps * settings.BatchSize), at.BestMetric));
                told = time.GetTimestamp();
            }

            if (time.GetElapsedTime(saved) >= saveEvery)
            {
                at = at with { LossSum = Value(loss, epoch) };
                Save();
                saved = time.GetTimestamp();
            }
        }

        // Before validation, not in it: batch norm that never leaves training mode (profile reference) changes there.
        at = at with { LossSum = Value(loss, epoch) };
        if (stop.IsCancellationRequested || time.GetElapsedTime(saved) >= WorthSaving)
            Save();
        stop.ThrowIfCancellationRequested();
        return at.LossSum / train.Rows;
    }

    private void EndEpoch(double trainLoss, string name, double metric, MetricsLog metrics)
    {
        var epoch = at.Epochs + 1;
        var better = at.BestEpoch == 0 || metric > at.BestMetric;
        if (better)
            Checkpoint.Save(folder.Checkpoint, model, config, data, epoch, name, metric);
        metrics.Add(new(epoch, trainLoss, metric, better));
        at = metrics.Lengths(at) with
        {
            Epochs = epoch,
            Steps = 0,
            LossSum = 0,
            BestEpoch = better ? epoch : at.BestEpoch,
            BestMetric = better ? metric : at.BestMetric,
        };
    }

    private void Save()
    {
        at = at with { Seconds = secondsBefore + time.GetElapsedTime(sittingStart).TotalSeconds };
        LastCheckpoint.Save(folder.Last, model, optimizer, config, at);
    }

    private static double Value(RunningLoss loss, int epoch) => loss.Sum() is var sum && double.IsFinite(sum)
        ? sum
        : throw new InvalidOperationException($"The loss became {sum} in epoch {epoch}: lower learning_rate or clip_norm");
}
