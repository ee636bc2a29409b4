namespace I2M2.Preprocessing.Synth.Vqa;

/// <summary>What shapes a made-up set of questions about pictures.</summary>
internal sealed record VqaOptions
{
    internal const int MostImages = 100_000, LeastSide = 32, MostSide = 640;

    /// <summary>Pictures of all splits together.</summary>
    internal int Images { get; init; } = 1500;

    /// <summary>Questions about each.</summary>
    internal int Questions { get; init; } = 4;

    /// <summary>Rows and columns of a picture.</summary>
    internal int Side { get; init; } = 64;

    /// <summary>How often a shape has its usual colour.</summary>
    internal double Shortcut { get; init; } = 0.6;

    /// <summary>Chooses everything.</summary>
    internal long Seed { get; init; }
}
