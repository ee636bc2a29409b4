using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Nlvr2.Raw;
using I2M2.Preprocessing.Records;
using I2M2.Shards;

namespace I2M2.Preprocessing.Nlvr2;

/// <summary>A sentence about a pair of images: a row of the set.</summary>
/// <param name="Example">As its file has it.</param>
/// <param name="Numbers">The identifier's: set, pair, sentence.</param>
/// <param name="Subset">Index into <see cref="Nlvr2Schema.Subsets"/>.</param>
internal sealed record Nlvr2Sample(Nlvr2Example Example, long[] Numbers, byte Subset);

/// <summary>The sentences of the splits.</summary>
internal sealed class Nlvr2Samples : SplitRows<Nlvr2Sample>
{
    private Nlvr2Samples(IReadOnlyList<string> splits)
        : base(splits)
    {
    }

    /// <inheritdoc/>
    internal override IEnumerable<string> ImagesOf(Nlvr2Sample row) => [Nlvr2RawFiles.Key(row.Example, 0), Nlvr2RawFiles.Key(row.Example, 1)];

    /// <summary>Reads the sentences.</summary>
    /// <exception cref="InputRefusedException">A file is not what it must be, or an identifier is of another split than its file.</exception>
    internal static Nlvr2Samples Read(Nlvr2RawFiles files, Nlvr2Options options, CancellationToken stop)
    {
        var samples = new Nlvr2Samples(files.Splits);
        var subsets = Subsets(files);
        foreach (var source in files.Sources)
        {
            stop.ThrowIfCancellationRequested();
            var path = files.At(source);
            var rows = Nlvr2File.Read(path).Select(e => Sample(path, Nlvr2RawFiles.FileSplit(source), e, subsets)).ToList();
            var own = files.Splits.Where(s => Nlvr2RawFiles.Source(s) == source).ToList();
            if (!own.Contains(Nlvr2Options.Valid))
            {
                samples.Add(own[0], "sentences", rows);
                continue;
            }

            var held = HeldOut(path, rows, options);
            foreach (var split in own)
                samples.Add(split, "sentences", [.. rows.Where(r => held.Contains(r.Example.Directory!.Value) == (split == Nlvr2Options.Valid))]);
        }

        return samples;
    }

    private static Nlvr2Sample Sample(string path, string fileSplit, Nlvr2Example example, Dictionary<string, byte> subsets)
    {
        if (example.Split != fileSplit)
            throw RecordFile.Refuse(path, $"example {example.Identifier}", $"its identifier does not begin with {fileSplit}");
        if (fileSplit == Nlvr2Options.Train && example.Directory is null)
            throw RecordFile.Refuse(path, $"example {example.Identifier}", "no 'directory'");
        var parts = example.Identifier.Split('-')[1..];
        var numbers = new long[parts.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, null, out numbers[i]))
                throw RecordFile.Refuse(path, $"example {example.Identifier}", "a number of its identifier is 2^63 or more");
        }

        return new Nlvr2Sample(example, numbers, subsets.GetValueOrDefault(example.Identifier));
    }

    private static Dictionary<string, byte> Subsets(Nlvr2RawFiles files)
    {
        var subsets = new Dictionary<string, byte>(StringComparer.Ordinal);
        for (byte subset = 1; subset < Nlvr2Schema.Subsets.Count; subset++)
        {
            foreach (var path in files.Lists(Nlvr2Schema.Subsets[subset]))
            {
                foreach (var example in Nlvr2File.Read(path))
                {
                    if (!subsets.TryAdd(example.Identifier, subset))
                        throw RecordFile.Refuse(path, $"example {example.Identifier}", "it is listed as balanced too");
                }
            }
        }

        return subsets;
    }

    // Pairs never span two directories: held out by directory, no image is on both sides.
    private static HashSet<int> HeldOut(string path, List<Nlvr2Sample> rows, Nlvr2Options options)
    {
        var all = rows.Select(r => r.Example.Directory!.Value).Distinct().Order().ToList();
        if (options.ValidDirectories is { } own)
            return own.FirstOrDefault(d => !all.Contains(d), -1) is >= 0 and var absent ? throw new InputRefusedException(path, $"no example is of directory {absent}", "name others with --set valid_directories") : [.. own];
        return [.. all.OrderBy(d => Rank(d, options.Seed)).ThenBy(d => d).Take((int)Math.Ceiling(options.ValidShare * all.Count))];
    }

    private static ulong Rank(int directory, int seed)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, directory);
        return XxHash3.HashToUInt64(number, seed);
    }
}
