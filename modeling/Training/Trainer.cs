using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>How training went.</summary>
/// <param name="BestEpoch">The epoch whose weights are the checkpoint; from 1.</param>
/// <param name="BestMetric">Its validation metric.</param>
/// <param name="Epochs">Epochs trained.</param>
public sealed record TrainingResult(int BestEpoch, double BestMetric, int Epochs);

/// <summary>The training loop: epochs of shuffled batches, a look at the validation split after each, the best epoch kept.</summary>
public sealed class Trainer(ExpertSet model, RunConfig config, ShardManifest data)
{
    private readonly Settings settings = config.Settings;

    /// <summary>Trains; writes the best checkpoint and a line of metrics for each epoch into the run's folder.</summary>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    /// <exception cref="InvalidOperationException">The loss is no longer a number.</exception>
    public TrainingResult Run(BatchLoader train, BatchLoader valid, RunFolder folder, ProgressMeter progress, CancellationToken stop)
    {
        using var optimizer = TrainingStep.Optimizer(model, settings);
        var predictor = new Predictor(model, config);
        var best = new TrainingResult(0, 0, 0);
        for (var epoch = 1; epoch <= settings.Epochs; epoch++)
        {
            var loss = TrainOneEpoch(train, optimizer, epoch, progress, best, stop);
            var metric = predictor.Accuracy(valid);
            var better = metric > best.BestMetric;
            best = better ? new(epoch, metric, epoch) : best with { Epochs = epoch };
            if (better)
                Checkpoint.Save(folder.Checkpoint, model, config, data, epoch, metric);
            folder.AppendMetrics(epoch, loss, metric, better);
            if (settings.Patience > 0 && epoch - best.BestEpoch > settings.Patience)
                break;
        }

        return best.BestEpoch > 0
            ? best
            : throw new InvalidOperationException($"{settings.SelectBy} on the validation split never rose above 0: check labels and learning rate");
    }

    private double TrainOneEpoch(BatchLoader train, optim.Optimizer optimizer, int epoch, ProgressMeter progress, TrainingResult best, CancellationToken stop)
    {
        model.train();
        double sum = 0;
        foreach (var rows in Seeds.Order(config.Seed, epoch, train.Rows).Chunk(settings.BatchSize))
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (loss, _) = TrainingStep.Run(model, optimizer, train.Load(rows), settings.ClipNorm);
            var value = loss.ToDouble();
            if (!double.IsFinite(value))
                throw new InvalidOperationException($"The loss became {value} in epoch {epoch}: lower learning_rate or clip_norm");
            sum += value * rows.Length;
            progress.Advance(rows.Length, $"epoch {epoch}/{settings.Epochs}, loss {value:0.000}, best valid {settings.SelectBy} {best.BestMetric:0.000}");
        }

        return sum / train.Rows;
    }
}
