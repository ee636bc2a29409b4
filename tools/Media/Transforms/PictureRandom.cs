namespace I2M2.Media.Transforms;

/// <summary>Random numbers of one picture in one epoch (SplitMix64): whoever augments it, and in whatever order, draws the same.</summary>
/// <param name="seed">Of the picture and the epoch.</param>
internal sealed class PictureRandom(ulong seed)
{
    // Seeds that follow one another must not give stretches of one sequence.
    private ulong state = Mix(seed);

    /// <summary>Uniform in [0, 1).</summary>
    internal double Uniform() => (Mix(state += 0x9E3779B97F4A7C15) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform whole number from 0 to below <paramref name="count"/>.</summary>
    internal int Below(int count) => (int)(Uniform() * count);

    /// <summary>True half of the time.</summary>
    internal bool Coin() => Uniform() < 0.5;

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
