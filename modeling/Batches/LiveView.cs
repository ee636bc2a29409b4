using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>A table on a terminal, redrawn in place: a row for each run at work, above it the count of all; lines of ended runs scroll up past it.</summary>
public sealed class LiveView : IBatchView
{
    private const int BarWidth = 16;
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(0.2);
    private readonly TextWriter output;
    private readonly int jobs;
    private readonly CancellationToken stop;
    private readonly List<(TrainingJob Job, TrainingProgress Progress, Pace Pace)> running = [];
    private readonly Dictionary<JobEnd, int> ended = [];
    private readonly long start = TimeProvider.System.GetTimestamp();
    private long drawn;
    private int lines;

    /// <param name="output">A terminal.</param>
    /// <param name="jobs">Runs of the batch.</param>
    /// <param name="stop">Is shown when the user asks for it.</param>
    public LiveView(TextWriter output, int jobs, CancellationToken stop) => (this.output, this.jobs, this.stop) = (output, jobs, stop);

    /// <inheritdoc/>
    public void Began(TrainingJob job)
    {
        running.Add((job, default, new Pace()));
        Draw();
    }

    /// <inheritdoc/>
    public void Progress(TrainingJob job, TrainingProgress progress)
    {
        var at = running.FindIndex(r => r.Job == job);
        running[at].Pace.Add(progress);
        running[at] = (job, progress, running[at].Pace);
        if (TimeProvider.System.GetElapsedTime(drawn) >= Redraw)
            Draw();
    }

    /// <inheritdoc/>
    public void Ended(TrainingJob job, JobOutcome outcome)
    {
        running.RemoveAll(r => r.Job == job);
        ended[outcome.End] = ended.GetValueOrDefault(outcome.End) + 1;
        Clear();
        output.WriteLine($"{job.Title}  {outcome.Message}");
        Draw();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Clear()
    {
        if (lines > 0)
            output.Write($"\u001b[{lines}A\r\u001b[J");
        lines = 0;
    }

    private void Draw()
    {
        Clear();
        drawn = TimeProvider.System.GetTimestamp();
        var done = ended.GetValueOrDefault(JobEnd.Trained) + ended.GetValueOrDefault(JobEnd.FinishedBefore);
        var lost = ended.GetValueOrDefault(JobEnd.Failed) + ended.GetValueOrDefault(JobEnd.NotTrained);
        Line($"{done} of {jobs} runs done, {running.Count} in training{(lost > 0 ? $", {lost} failed" : "")}  {ProgressMeter.Duration(TimeProvider.System.GetElapsedTime(start))}{(stop.IsCancellationRequested ? "  stopping: states are being saved" : "")}");
        foreach (var (job, p, pace) in running)
        {
            var filled = (int)(BarWidth * p.Done);
            Line(p.Epochs == 0
                ? $"{job.Title}  starting"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{job.Title}  {new string('━', filled)}{new string('─', BarWidth - filled)} {p.Done,4:0 %}  epoch {p.Epoch}/{p.Epochs}  loss {p.Loss:0.000}  best {p.BestMetric:0.000}  {pace.RowsPerSecond:#,0}/s  {pace.Left(p)} left"));
        }
    }

    // A line that wraps could not be taken back.
    private void Line(string text)
    {
        var width = Math.Max(20, Console.WindowWidth) - 1;
        output.WriteLine(text.Length > width ? text[..width] : text);
        lines++;
    }
}
