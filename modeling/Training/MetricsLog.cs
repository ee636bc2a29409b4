using System.Text.Json;

namespace I2M2.Modeling.Training;

/// <summary>One epoch's figures.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean over the training rows, in nats.</param>
/// <param name="ValidMetric">The metric that chooses the best epoch, on the validation rows.</param>
/// <param name="Best">Whether it is the best so far.</param>
public sealed record EpochMetrics(int Epoch, double TrainLoss, double ValidMetric, bool Best);

/// <summary>`metrics.jsonl`, a line an epoch: append-only, and cut back to where training goes on after it was killed.</summary>
public sealed class MetricsLog : IDisposable
{
    private readonly FileStream lines;
    private readonly string metric;

    /// <param name="path">The file.</param>
    /// <param name="keep">Bytes of it that stay; the rest is of epochs that will be trained again.</param>
    /// <param name="metric">Name of <see cref="EpochMetrics.ValidMetric"/>.</param>
    /// <exception cref="InvalidOperationException">The file has fewer bytes than are to stay.</exception>
    public MetricsLog(string path, long keep, string metric)
    {
        this.metric = metric;
        lines = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (lines.Length < keep)
        {
            lines.Dispose();
            throw new InvalidOperationException($"{path}: shorter than when training stopped. Remove the run's folder and train again.");
        }

        lines.SetLength(keep);
        lines.Seek(keep, SeekOrigin.Begin);
    }

    /// <summary>Bytes so far.</summary>
    public long Length => lines.Length;

    /// <summary>Adds a line and forces it to disk.</summary>
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
    }

    /// <inheritdoc/>
    public void Dispose() => lines.Dispose();
}
