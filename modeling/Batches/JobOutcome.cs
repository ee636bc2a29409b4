using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>How a job ended.</summary>
public enum JobEnd
{
    /// <summary>Trained now.</summary>
    Trained,

    /// <summary>Finished by an earlier training.</summary>
    FinishedBefore,

    /// <summary>Failed; the message says why.</summary>
    Failed,

    /// <summary>Not tried: what it starts from failed.</summary>
    NotTrained,

    /// <summary>Stopped by the user; it can go on.</summary>
    Stopped,
}

/// <summary>What became of a job.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Message">One line for people, without the run's name.</param>
/// <param name="Result">How training went, when it came to its end now.</param>
/// <param name="Refused">Whether it failed for its input.</param>
public sealed record JobOutcome(JobEnd End, string Message, TrainingResult? Result = null, bool Refused = false)
{
    /// <summary>Whether runs that start from it can be trained.</summary>
    public bool IsDone => End is JobEnd.Trained or JobEnd.FinishedBefore;
}
