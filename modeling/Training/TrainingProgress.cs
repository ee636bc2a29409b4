namespace I2M2.Modeling.Training;

/// <summary>How far a training is, for people to watch.</summary>
/// <param name="Epoch">The running epoch, from 1.</param>
/// <param name="Epochs">Epochs at most.</param>
/// <param name="Rows">Rows done of this epoch.</param>
/// <param name="RowsOfEpoch">Rows of an epoch.</param>
/// <param name="Loss">Mean loss of this epoch so far, in nats.</param>
/// <param name="BestMetric">The best validation metric so far.</param>
public readonly record struct TrainingProgress(int Epoch, int Epochs, long Rows, long RowsOfEpoch, double Loss, double BestMetric)
{
    /// <summary>Fraction of all epochs that is done.</summary>
    public double Done => Epochs == 0 || RowsOfEpoch == 0 ? 0 : (Epoch - 1 + ((double)Rows / RowsOfEpoch)) / Epochs;
}
