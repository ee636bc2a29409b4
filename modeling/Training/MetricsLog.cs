using System.Text.Json;
using I2M2.TensorBoardFiles;

namespace I2M2.Modeling.Training;

/// <summary>One epoch's figures.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean over the training rows, in nats.</param>
/// <param name="ValidMetric">The metric that chooses the best epoch, on the validation rows.</param>
/// <param name="Best">Whether it is the best so far.</param>
public sealed record EpochMetrics(int Epoch, double TrainLoss, double ValidMetric, bool Best);

/// <summary>
/// What is known after each epoch, as a line of `metrics.jsonl` and as points of TensorBoard's curves: both append-only, and cut back to
/// where training goes on after it was killed.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly FileStream lines;
    private readonly EventFile events;
    private readonly string metric;

    /// <param name="path">`metrics.jsonl`.</param>
    /// <param name="eventPath">The event file.</param>
    /// <param name="at">Where training goes on: what the files hold beyond it is of epochs that will be trained again.</param>
    /// <param name="metric">Name of <see cref="EpochMetrics.ValidMetric"/>.</param>
    /// <exception cref="InvalidOperationException">The file has fewer bytes than are to stay.</exception>
    public MetricsLog(string path, string eventPath, TrainingPosition at, string metric)
    {
        this.metric = metric;
        lines = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (lines.Length < at.MetricsBytes)
        {
            lines.Dispose();
            throw new InvalidOperationException($"{path}: shorter than when training stopped. Remove the run's folder and train again.");
        }

        lines.SetLength(at.MetricsBytes);
        lines.Seek(at.MetricsBytes, SeekOrigin.Begin);
        events = EventFile.Open(eventPath, at.EventBytes, TimeProvider.System);
    }

    /// <summary>A position with the bytes that the files have now.</summary>
    public TrainingPosition Lengths(TrainingPosition position) => position with { MetricsBytes = lines.Length, EventBytes = events.Length };

    /// <summary>Adds an epoch and forces it to disk.</summary>
    public void Add(EpochMetrics epoch)
    {
        var line = new Dictionary<string, object>
        {
            ["epoch"] = epoch.Epoch,
            ["train_loss"] = epoch.TrainLoss,
            [$"valid_{metric}"] = epoch.ValidMetric,
            ["best"] = epoch.Best,
        };
        lines.Write(JsonSerializer.SerializeToUtf8Bytes(line));
        lines.Write("\n"u8);
        lines.Flush(flushToDisk: true);
        events.Add(epoch.Epoch, [("loss/train", epoch.TrainLoss), ($"{metric}/valid", epoch.ValidMetric)]);
        events.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lines.Dispose();
        events.Dispose();
    }
}
