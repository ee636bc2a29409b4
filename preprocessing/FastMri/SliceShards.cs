using System.Diagnostics;
using System.Runtime.InteropServices;
using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri;

/// <summary>Writes the slices of a shard, one after the other, and adds up the statistics of its inputs. Thread-safe for different shards.</summary>
internal sealed class SliceShards
{
    private const float MostHalf = 65504;
    private readonly FastMriOptions options;
    private readonly KneeSlices slices;
    private readonly IReadOnlyList<ColumnSchema> columns;
    private readonly int power;
    private readonly StageTimes times;

    // By shard of the train split and input column: added up in the order of shards, whatever the order of writing.
    private readonly SortedDictionary<int, Dictionary<string, Moments>> moments = [];

    private long empty;

    /// <param name="options">What is stored.</param>
    /// <param name="slices">Rows of the splits.</param>
    /// <param name="columns">Of the set.</param>
    /// <param name="power">For float16: values are stored times 2 to this power.</param>
    /// <param name="times">Told how long things take.</param>
    internal SliceShards(FastMriOptions options, KneeSlices slices, IReadOnlyList<ColumnSchema> columns, int power, StageTimes times)
        => (this.options, this.slices, this.columns, this.power, this.times) = (options, slices, columns, power, times);

    /// <summary>Slices without any signal so far: all of their k-space is 0.</summary>
    internal long Empty => Interlocked.Read(ref empty);

    /// <summary>Reads, transforms and appends all slices of a shard.</summary>
    /// <param name="part">The shard.</param>
    /// <param name="shard">Where to.</param>
    /// <param name="progress">Told after each slice.</param>
    /// <exception cref="InputRefusedException">A slice is damaged, or holds what is no number.</exception>
    internal void Append(ShardPart part, SafetensorsWriter shard, Action progress)
    {
        var inputs = new Dictionary<string, Moments>(StringComparer.Ordinal);
        var of = slices.Of(part.Split);

        // They lie before the images in the file, which can then be hashed as they come.
        for (var row = 0; row < part.Rows; row++)
            AppendIds(shard, of[checked((int)(part.FirstRow + row))]);
        using var source = new SliceSource(options, times);
        for (var row = 0; row < part.Rows; row++)
        {
            var slice = of[checked((int)(part.FirstRow + row))];
            source.Read(slice.Volume, slice.Slice);
            var start = Stopwatch.GetTimestamp();
            AppendInputs(shard, source, slice, inputs);
            times.Writing.Add(start);
            progress();
        }

        Note(part, inputs);
    }

    /// <summary>Adds up the statistics of a shard that an earlier run has written.</summary>
    /// <param name="part">The shard.</param>
    /// <param name="path">Its file.</param>
    internal void NoteKept(ShardPart part, string path)
    {
        using var file = SafetensorsFile.Open(path);
        var inputs = new Dictionary<string, Moments>(StringComparer.Ordinal);
        foreach (var column in columns.Where(c => c.Role == ColumnRole.Input && (part.Split == "train" || c.Name == FastMriSchema.Image)))
        {
            for (var row = 0; row < part.Rows; row++)
                Add(inputs, column.Name, Stored(column, file[column.Name].Row(row)));
        }

        Note(part, inputs);
    }

    /// <summary>Statistics of the inputs over the train split.</summary>
    internal IReadOnlyDictionary<string, ColumnStatistics> Statistics() => columns
        .Where(c => c.Role == ColumnRole.Input && moments.Count > 0)
        .ToDictionary(c => c.Name, c => moments.Values.Aggregate(Moments.None, (sum, shard) => sum.Plus(shard[c.Name])).Statistics(), StringComparer.Ordinal);

    private void AppendInputs(SafetensorsWriter shard, SliceSource source, KneeSlice slice, Dictionary<string, Moments> inputs)
    {
        foreach (var column in columns.Where(c => c.Role == ColumnRole.Input))
        {
            var bytes = column.Name switch
            {
                FastMriSchema.Image => options.Half ? MemoryMarshal.AsBytes<Half>(Halves(source.Pair, slice)) : MemoryMarshal.AsBytes<float>(source.Pair),
                FastMriOptions.RssTensor => MemoryMarshal.AsBytes<float>(source.Rss),
                FastMriOptions.Magnitude => MemoryMarshal.AsBytes<float>(OfPixels(source.Pair, (real, imaginary) => MathF.Sqrt((real * real) + (imaginary * imaginary)))),
                _ => MemoryMarshal.AsBytes<float>(OfPixels(source.Pair, (real, imaginary) => MathF.Atan2(imaginary, real))),
            };
            var stored = Stored(column, bytes);
            if (!double.IsFinite(stored.Sum))
                throw source.NotNumbers(slice.Slice, column.Name == FastMriOptions.RssTensor && slice.Volume.HasRss && options.Rss == "stored" ? VolumeReader.Rss : VolumeReader.KSpace);
            Add(inputs, column.Name, stored);
            shard.Append(column.Name, bytes);
        }
    }

    private static float[] OfPixels(ReadOnlySpan<float> pair, Func<float, float, float> of)
    {
        var image = new float[pair.Length / 2];
        for (var i = 0; i < image.Length; i++)
            image[i] = of(pair[i], pair[image.Length + i]);
        return image;
    }

    private Half[] Halves(float[] pair, KneeSlice slice)
    {
        var factor = MathF.ScaleB(1, power);
        var scaled = Array.ConvertAll(pair, x => factor * x);
        var most = Moments.Of(scaled);
        if (double.IsFinite(most.Sum) && Math.Max(-most.Min, most.Max) > MostHalf)
            throw new InputRefusedException(slice.Volume.File.Path, $"slice {slice.Slice}: values far above the greatest of the volume's reconstruction do not fit float16", "store --set pair=float32");
        return Array.ConvertAll(scaled, x => (Half)x);
    }

    private static void AppendIds(SafetensorsWriter shard, KneeSlice slice)
    {
        Span<byte> labels = stackalloc byte[KneeSlices.Order.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = (slice.Labels & KneeSlices.Order[i]) != Pathologies.None ? (byte)1 : (byte)0;
        shard.Append(FastMriSchema.Labels, labels);
        shard.AppendValue(FastMriSchema.Volume, slice.Volume.Number);
        shard.AppendValue(FastMriSchema.Slice, (long)slice.Slice);
        shard.AppendValue(FastMriSchema.Cluster, slice.Cluster);
        shard.AppendValue(FastMriSchema.Max, (float)slice.Volume.Max);
    }

    private void Add(Dictionary<string, Moments> inputs, string column, Moments row)
    {
        inputs[column] = inputs.GetValueOrDefault(column, Moments.None).Plus(row);
        if (column == FastMriSchema.Image && row is { Min: 0, Max: 0 })
            Interlocked.Increment(ref empty);
    }

    // Of what is stored, so that a shard that was kept says the same as one that is written.
    private static Moments Stored(ColumnSchema column, ReadOnlySpan<byte> bytes)
    {
        if (column.Dtype == Dtype.F32)
            return Moments.Of(MemoryMarshal.Cast<byte, float>(bytes));
        var halves = MemoryMarshal.Cast<byte, Half>(bytes);
        var values = new float[halves.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)halves[i];
        return Moments.Of(values);
    }

    private void Note(ShardPart part, Dictionary<string, Moments> inputs)
    {
        if (part.Split != "train")
            return;
        lock (moments)
            moments[part.Index] = inputs;
    }
}
