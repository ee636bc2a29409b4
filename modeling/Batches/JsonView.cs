using System.Text.Json;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>One JSON object a line, for programs: {"event": "began" | "progress" | "ended", "run": folder, ...}.</summary>
public sealed class JsonView(TextWriter output) : IBatchView
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <inheritdoc/>
    public void Began(TrainingJob job) => Write(new JsonEvent("began", job.Folder.Path));

    /// <inheritdoc/>
    public void Progress(TrainingJob job, TrainingProgress progress) => Write(new JsonEvent("progress", job.Folder.Path) { Progress = progress });

    /// <inheritdoc/>
    public void Ended(TrainingJob job, JobOutcome outcome) => Write(new JsonEvent("ended", job.Folder.Path) { Outcome = outcome });

    /// <inheritdoc/>
    public void Dispose() => output.Flush();

    /// <summary>Reads a line; null when it is none of ours.</summary>
    public static JsonEvent? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonEvent>(line, Snake);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Write(JsonEvent what)
    {
        output.WriteLine(JsonSerializer.Serialize(what, Snake));
        output.Flush();
    }
}

/// <summary>One line of <see cref="JsonView"/>.</summary>
/// <param name="Event">"began", "progress" or "ended".</param>
/// <param name="Run">The run's folder.</param>
public sealed record JsonEvent(string Event, string Run)
{
    /// <summary>How far it is.</summary>
    public TrainingProgress? Progress { get; init; }

    /// <summary>How it ended.</summary>
    public JobOutcome? Outcome { get; init; }
}
