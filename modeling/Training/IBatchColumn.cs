using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>One input's rows as tensors: numbers as they are stored, or pictures to decode.</summary>
internal interface IBatchColumn : IDisposable
{
    /// <summary>Whether <see cref="Gather"/> gives what networks take, and <see cref="OnDevice"/> is not needed.</summary>
    bool GathersForUse { get; }

    /// <summary>The work that needs no device. Thread-safe; the tensor belongs to the caller's innermost scope.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="noise">Seed of what is drawn for them; null: nothing is.</param>
    Tensor Gather(ReadOnlySpan<long> rows, long? noise);

    /// <summary>What <see cref="Gather"/> gave, as float32 [B, ...] on the device. For the thread that trains.</summary>
    Tensor OnDevice(Tensor gathered);
}
