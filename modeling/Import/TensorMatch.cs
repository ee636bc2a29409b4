using I2M2.Shards;

namespace I2M2.Modeling.Import;

/// <summary>What became of a tensor.</summary>
internal enum MatchState
{
    /// <summary>In both, of one dtype and shape.</summary>
    Matched,

    /// <summary>Our networks have it, the file does not.</summary>
    Missing,

    /// <summary>The file has it, our networks do not.</summary>
    Unexpected,

    /// <summary>In both, but of another dtype or shape.</summary>
    OtherShape,

    /// <summary>Only in the file, and known to be of no use.</summary>
    Unused,
}

/// <summary>One line of the comparison of a file with a model.</summary>
/// <param name="State">What became of it.</param>
/// <param name="Ours">Its name in our model; null where we have none.</param>
/// <param name="Theirs">Its name in the file, or the name it should have there.</param>
/// <param name="Expected">Dtype and shape here; null where we have none.</param>
/// <param name="Found">The file's tensor; null where it has none.</param>
internal sealed record TensorMatch(MatchState State, string? Ours, string Theirs, TensorSpec? Expected, ForeignTensor? Found)
{
    /// <summary>"F32 [10, 100]", or both where they differ.</summary>
    internal string Shape => State == MatchState.OtherShape
        ? $"{Text(Found!.Dtype, Found.Shape)}, expected {Text(Expected!.Dtype, Expected.Shape)}"
        : Expected is not null ? Text(Expected.Dtype, Expected.Shape) : Text(Found!.Dtype, Found.Shape);

    private static string Text(Dtype dtype, long[] shape) => $"{dtype} [{string.Join(", ", shape)}]";
}
