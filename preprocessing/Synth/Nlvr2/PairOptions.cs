namespace I2M2.Preprocessing.Synth.Nlvr2;

/// <summary>What shapes a made-up set of sentences about pairs of pictures.</summary>
internal sealed record PairOptions
{
    internal const int MostSentences = 100_000, LeastSide = 32, MostSide = 640;

    /// <summary>Sentences; each is written about four pairs of pictures, of two of which it is true.</summary>
    internal int Sentences { get; init; } = 1200;

    /// <summary>Rows and columns of a picture.</summary>
    internal int Side { get; init; } = 64;

    /// <summary>Chooses everything.</summary>
    internal long Seed { get; init; }
}
