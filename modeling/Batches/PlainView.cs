using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>Lines: on <paramref name="output"/> one for each run that is done, on <paramref name="errors"/> one for each that is not, and now and then how far it is.</summary>
public sealed class PlainView(TextWriter output, TextWriter errors) : IBatchView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly Dictionary<TrainingJob, (long Told, Pace Pace)> running = [];

    /// <inheritdoc/>
    public void Began(TrainingJob job) => running[job] = (TimeProvider.System.GetTimestamp(), new Pace());

    /// <inheritdoc/>
    public void Progress(TrainingJob job, TrainingProgress progress)
    {
        var (told, pace) = running[job];
        pace.Add(progress);
        if (TimeProvider.System.GetElapsedTime(told) < Interval)
            return;
        running[job] = (TimeProvider.System.GetTimestamp(), pace);
        errors.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{job.Title}  {progress.Done,4:0 %}  epoch {progress.Epoch}/{progress.Epochs}  loss {progress.Loss:0.000}  best valid {progress.BestMetric:0.000}  {pace.RowsPerSecond:#,0} samples/s  {pace.Left(progress)} left"));
    }

    /// <inheritdoc/>
    public void Ended(TrainingJob job, JobOutcome outcome)
    {
        running.Remove(job);
        (outcome.IsDone ? output : errors).WriteLine($"{job.Title}  {outcome.Message}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
