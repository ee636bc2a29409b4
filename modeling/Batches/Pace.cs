using I2M2.Cli;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>How fast a run goes, since this program watches it: one that goes on where it was stopped has rows behind it that took no time now.</summary>
public sealed class Pace
{
    private readonly TimeProvider time;
    private long start;
    private long rowsAtStart = -1;
    private long rows;

    /// <param name="time">Clock; the system's when null.</param>
    public Pace(TimeProvider? time = null) => this.time = time ?? TimeProvider.System;

    /// <summary>Rows a second.</summary>
    public double RowsPerSecond => rowsAtStart < 0 || time.GetElapsedTime(start).TotalSeconds is var seconds and <= 0 ? 0 : (rows - rowsAtStart) / time.GetElapsedTime(start).TotalSeconds;

    /// <summary>Takes note of how far the run is.</summary>
    public void Add(TrainingProgress progress)
    {
        rows = ((progress.Epoch - 1) * progress.RowsOfEpoch) + progress.Rows;
        if (rowsAtStart >= 0)
            return;
        (rowsAtStart, start) = (rows, time.GetTimestamp());
    }

    /// <summary>The time that is left, as people say it.</summary>
    public string Left(TrainingProgress progress)
    {
        var left = (progress.Epochs * progress.RowsOfEpoch) - rows;
        return RowsPerSecond > 0 ? ProgressMeter.Duration(TimeSpan.FromSeconds(left / RowsPerSecond)) : "?";
    }
}
