using System.Diagnostics;
using System.Globalization;
using I2M2.Shards;

namespace I2M2.Bench;

/// <summary>
/// How fast a batch's rows come out of mapped shards: <see cref="ShardColumn.Gather"/> of random rows of every input column, also of those that lie
/// in tables, against memcpy of as many bytes that lie together in the same shards. The two take turns, round after round; the ratio is taken within a round. The
/// set lies in memory: all of it is read before the first round.
/// </summary>
public sealed class LoaderBench(ShardSet set, string splitName, int rounds, TextWriter output)
{
    private const long BytesPerRound = 32L << 20;
    private readonly ShardSplit split = set[splitName];
    private readonly ShardColumn[] columns =
        [.. set.Manifest.Columns.Where(c => c.Role == ColumnRole.Input).Select(c => set[splitName][c.Name])];

    // By column: the files where its rows lie together; kept open.
    private readonly SafetensorsFile[][] files =
        [.. set.Manifest.Columns.Where(c => c.Role == ColumnRole.Input).Select(c => Files(set, splitName, c).ToArray())];

    private static IEnumerable<SafetensorsFile> Files(ShardSet set, string splitName, ColumnSchema column) => column.Table is null
        ? set[splitName].Shards
        : set.Manifest.Tables.Single(t => t.Name == column.Table).Shards.Select(s => SafetensorsFile.Open(Path.Combine(set.Folder, s.File)));

    private long Rows => split.Rows;

    private int RowBytes => columns.Sum(c => c.RowBytes);

    /// <summary>Measures every batch size on every number of threads and prints the table.</summary>
    public void Run(IReadOnlyList<int> batches, IReadOnlyList<int> threads)
    {
        var touched = columns.Sum(c => Enumerable.Range(0, (int)Rows).Sum(r => Touch(c.Row(r)))) + columns.Zip(files).Sum(c => c.Second.Sum(f => Touch(f[c.First.Schema.Name])));
        output.WriteLine($"{set.Manifest.Dataset} {split.Name}: {Rows} rows of {RowBytes} bytes in {columns.Length} columns, all in memory (checksum {touched}), {rounds} rounds");
        output.WriteLine();
        output.WriteLine("| batch | MB | threads | gather GB/s | memcpy GB/s | gather / memcpy [quartiles] |");
        output.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var batch in batches)
        {
            foreach (var count in threads)
                Measure(batch, count);
        }
    }

    private static long Touch(ReadOnlySpan<byte> bytes)
    {
        var sum = 0L;
        for (var at = 0; at < bytes.Length; at += 1024)
            sum += bytes[at];
        return sum;
    }

    private static unsafe long Touch(SafetensorsEntry entry)
        => Enumerable.Range(0, (int)entry.Rows).Sum(r => Touch(new ReadOnlySpan<byte>(entry.Data + (r * entry.RowBytes), (int)entry.RowBytes)));

    private void Measure(int batch, int threads)
    {
        var loaders = Enumerable.Range(0, threads).Select(t => new Loader(this, batch, seed: t)).ToArray();
        var perThread = (int)Math.Max(1, BytesPerRound / ((long)batch * RowBytes) / threads);
        var bytes = (double)perThread * threads * batch * RowBytes;
        var (gather, copy) = (new List<double>(), new List<double>());
        for (var round = -1; round < rounds; round++)
        {
            // Every round the other one begins; the first warms up.
            Action[] turns = [() => gather.Add(Seconds(loaders, l => l.Gather(perThread))), () => copy.Add(Seconds(loaders, l => l.Copy(perThread)))];
            var first = (round + 1) % 2;
            turns[first]();
            turns[1 - first]();
            if (round < 0)
            {
                gather.Clear();
                copy.Clear();
            }
        }

        var ratios = gather.Zip(copy, (g, c) => c / g).Order().ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {batch} | {batch * (double)RowBytes / 1e6:0.0} | {threads} | {bytes / Medians.Of(gather) / 1e9:0.0} | {bytes / Medians.Of(copy) / 1e9:0.0} | {Medians.Of(ratios):0.00} [{ratios[ratios.Length / 4]:0.00}, {ratios[3 * ratios.Length / 4]:0.00}] |"));
    }

    private static double Seconds(Loader[] loaders, Action<Loader> work)
    {
        var start = Stopwatch.GetTimestamp();
        var others = loaders.Skip(1).Select(l => new Thread(() => work(l))).ToList();
        others.ForEach(t => t.Start());
        work(loaders[0]);
        others.ForEach(t => t.Join());
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
    /// <summary>One thread's destination and its course through the set.</summary>
    private sealed class Loader(LoaderBench bench, int batch, int seed)
    {
        private readonly Random random = new(seed);
        private readonly long[] rows = new long[batch];
        private readonly byte[][] destinations = [.. bench.columns.Select(c => new byte[batch * c.RowBytes])];
        private long next = seed * (bench.Rows / 2);

        internal void Gather(int batches)
        {
            for (var k = 0; k < batches; k++)
            {
                for (var i = 0; i < batch; i++)
                    rows[i] = random.NextInt64(bench.Rows);
                for (var c = 0; c < destinations.Length; c++)
                    bench.columns[c].Gather(rows, destinations[c]);
            }
        }

        /// <summary>Batch after batch as the rows lie in the shards; those that would straddle two shards begin with the next.</summary>
        internal unsafe void Copy(int batches)
        {
            for (var k = 0; k < batches; k++)
            {
                for (var c = 0; c < destinations.Length; c++)
                {
                    var (entry, first) = Stretch([.. bench.files[c].Select(f => f[bench.columns[c].Schema.Name])]);
                    new ReadOnlySpan<byte>(entry.Data + (first * entry.RowBytes), destinations[c].Length).CopyTo(destinations[c]);
                }

                next += batch;
            }
        }

        private (SafetensorsEntry Entry, long First) Stretch(SafetensorsEntry[] shards)
        {
            var at = next % shards.Sum(s => s.Rows);
            var shard = 0;
            for (; at >= shards[shard].Rows; shard++)
                at -= shards[shard].Rows;
            return (shards[shard], Math.Max(0, Math.Min(at, shards[shard].Rows - batch)));
        }
    }
}
