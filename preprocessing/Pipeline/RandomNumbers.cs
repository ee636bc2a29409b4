using System.Text;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>
/// Random numbers that depend on a seed and a name alone (SplitMix64, Steele and others 2014): each recording has its own stream, so that
/// neither the number of workers nor the version of .NET changes a byte.
/// </summary>
/// <param name="seed">The user's seed.</param>
/// <param name="name">What the numbers are for.</param>
public sealed class RandomNumbers(long seed, string name)
{
    private ulong state = Mix((ulong)seed) ^ Fnv1A(name);

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform whole number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Whole(int least, int most) => least + (int)(Uniform() * (most - least + 1.0));

    /// <summary>Nearly normal, of mean 0 and variance 1: the sum of four uniform numbers, which no mathematical library rounds its own way.</summary>
    public double Normal() => (Uniform() + Uniform() + Uniform() + Uniform() - 2) * 1.7320508075688772;

    /// <summary>Brings items into random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Whole(0, i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static ulong Fnv1A(string text)
        => Encoding.UTF8.GetBytes(text).Aggregate(0xCBF29CE484222325, (hash, b) => (hash ^ b) * 0x100000001B3);
}
