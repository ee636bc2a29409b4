using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>Shows people or programs how a batch goes. Called from several threads, one call at a time.</summary>
public interface IBatchView : IDisposable
{
    /// <summary>A run begins.</summary>
    void Began(TrainingJob job);

    /// <summary>A run is so far.</summary>
    void Progress(TrainingJob job, TrainingProgress progress);

    /// <summary>A run ended, or was passed over.</summary>
    void Ended(TrainingJob job, JobOutcome outcome);
}
