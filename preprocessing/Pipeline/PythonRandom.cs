using System.Numerics;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>
/// Python's `random.Random(seed)`, draw for draw, where a published split was shuffled by it: MT19937 (Matsumoto and Nishimura 1998) seeded by
/// `init_by_array`, whole numbers by rejection, and the shuffle of Python 3.2 and later.
/// </summary>
public sealed class PythonRandom
{
    private const int Words = 624;
    private const int Offset = 397;
    private readonly uint[] state = new uint[Words];
    private int next = Words;

    /// <param name="seed">As given to `random.seed`.</param>
    public PythonRandom(uint seed)
    {
        const uint start = 19650218;
        state[0] = start;
        for (var i = 1; i < Words; i++)
            state[i] = (1812433253 * Twisted(state[i - 1])) + (uint)i;

        // init_by_array with a key of one word: its index in the key is always 0. Both loops go once round, from word 1 and from where the first ended.
        var at = 1;
        for (var i = 0; i < Words; i++, Advance(ref at))
            state[at] = (state[at] ^ (1664525 * Twisted(state[at - 1]))) + seed;
        for (var i = 0; i < Words - 1; i++, Advance(ref at))
            state[at] = (state[at] ^ (1566083941 * Twisted(state[at - 1]))) - (uint)at;
        state[0] = 0x80000000;
    }

    /// <summary>`getrandbits(32)`.</summary>
    public uint Next()
    {
        if (next == Words)
            Refill();
        var y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>`randrange(bound)`: uniform from 0 to <paramref name="bound"/> - 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is less than 1.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        var shift = BitOperations.LeadingZeroCount((uint)bound);
        uint drawn;
        do
            drawn = Next() >> shift;
        while (drawn >= bound);
        return (int)drawn;
    }

    /// <summary>`shuffle(items)`, in place.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static uint Twisted(uint word) => word ^ (word >> 30);

    private void Advance(ref int at)
    {
        if (++at == Words)
        {
            state[0] = state[Words - 1];
            at = 1;
        }
    }

    private void Refill()
    {
        for (var i = 0; i < Words; i++)
        {
            var y = (state[i] & 0x80000000) | (state[(i + 1) % Words] & 0x7FFFFFFF);
            state[i] = state[(i + Offset) % Words] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DF);
        }

        next = 0;
    }
}
