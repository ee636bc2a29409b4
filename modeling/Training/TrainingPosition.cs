using System.Text.Json;

namespace I2M2.Modeling.Training;

/// <summary>How far a training is. The order of rows, the noise and the initial weights follow from the seed and this alone.</summary>
public sealed record TrainingPosition
{
    /// <summary>Epochs that are done, validation included.</summary>
    public int Epochs { get; init; }

    /// <summary>Steps done of the epoch that runs.</summary>
    public long Steps { get; init; }

    /// <summary>Sum over the rows of these steps of their loss.</summary>
    public double LossSum { get; init; }

    /// <summary>The best epoch so far; 0: none yet.</summary>
    public int BestEpoch { get; init; }

    /// <summary>Its validation metric.</summary>
    public double BestMetric { get; init; }

    /// <summary>Seconds trained, over all sittings.</summary>
    public double Seconds { get; init; }

    /// <summary>Bytes of `metrics.jsonl` that belong to the epochs done.</summary>
    public long MetricsBytes { get; init; }

    /// <summary>Bytes of the event file that belong to the epochs done.</summary>
    public long EventBytes { get; init; }

    /// <summary>As text; every number comes back as it was.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">Not that.</exception>
    public static TrainingPosition FromJson(string json) => JsonSerializer.Deserialize<TrainingPosition>(json) ?? throw new JsonException("null");
}
