using System.Buffers.Binary;
using System.Security.Cryptography;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>Which admission is in which split: a tenth each for validation and test, the rest for training. One admission a patient, so patients never cross.</summary>
internal static class Mimic3Splits
{
    /// <summary>Admissions that can be split: one in each.</summary>
    internal const int Fewest = 3;

    private const int PythonSeed = 10;

    /// <summary>The split of each admission.</summary>
    /// <param name="subjects">Patient of each admission, in ascending order of HADM_ID.</param>
    /// <param name="options">Which rule, and its seed.</param>
    internal static string[] Of(IReadOnlyList<long> subjects, Mimic3Options options)
    {
        var order = options.SplitsAsPython ? AsPython(subjects.Count) : ByHash(subjects, options.Seed);
        var valid = Math.Max(1, subjects.Count / 10);
        var test = Math.Max(valid + 1, subjects.Count / 5);
        var splits = new string[subjects.Count];
        for (var i = 0; i < order.Length; i++)
            splits[order[i]] = i < valid ? "valid" : i < test ? "test" : "train";
        return splits;
    }

    // MultiBench's loader: random.seed(10); random.shuffle(rows).
    private static int[] AsPython(int count)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new PythonRandom(PythonSeed).Shuffle<int>(order);
        return order;
    }

    // By rank, not by threshold: also a small cohort has all three.
    private static int[] ByHash(IReadOnlyList<long> subjects, int seed) =>
        [.. Enumerable.Range(0, subjects.Count).OrderBy(i => Hash(seed, subjects[i])).ThenBy(i => subjects[i])];

    private static ulong Hash(int seed, long subject)
    {
        Span<byte> key = stackalloc byte[sizeof(long) + sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(key, seed);
        BinaryPrimitives.WriteInt64LittleEndian(key[sizeof(int)..], subject);
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(key));
    }
}
