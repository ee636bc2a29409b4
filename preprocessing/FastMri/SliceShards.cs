using System.Diagnostics;
using System.Runtime.InteropServices;
using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

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

    /// <param name="options">What is stored.</param>
    /// <param name="slices">Rows of the splits.</param>
    /// <param name="columns">Of the set.</param>
    /// <param name="power">For float16: values are stored times 2 to this power.</param>
    /// <param name="times">Told how long things take.</param>
    internal SliceShards(FastMriOptions options, KneeSlices slices, IReadOnlyList<ColumnSchema> columns, int power, StageTimes times)
        => (this.options, this.slices, this.columns, this.power, this.times) = (options, slices, columns, power, times);

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
            using var tensors = source.Read(slice.Volume, slice.Slice);
            var start = Stopwatch.GetTimestamp();
            AppendInputs(shard, tensors, slice, source, inputs);
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
        if (part.Split != "train")
            return;
        using var file = SafetensorsFile.Open(path);
        var inputs = new Dictionary<string, Moments>(StringComparer.Ordinal);
        foreach (var column in columns.Where(c => c.Role == ColumnRole.Input))
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

    private void AppendInputs(SafetensorsWriter shard, SliceTensors tensors, KneeSlice slice, SliceSource source, Dictionary<string, Moments> inputs)
    {
        using var scope = NewDisposeScope();
        foreach (var column in columns.Where(c => c.Role == ColumnRole.Input))
        {
            var tensor = column.Name switch
            {
                FastMriSchema.Image => Pair(tensors.Pair, slice),
                FastMriOptions.RssTensor => tensors.Rss!,
                FastMriOptions.Magnitude => Squares(tensors.Pair).sqrt(),
                _ => tensors.Pair.select(0, 1).atan2(tensors.Pair.select(0, 0)),
            };
            var bytes = tensor.bytes;
            var stored = Stored(column, bytes);
            if (!double.IsFinite(stored.Sum))
                throw source.NotNumbers(slice.Slice, column.Name == FastMriOptions.RssTensor && slice.Volume.HasRss && options.Rss == "stored" ? VolumeReader.Rss : VolumeReader.KSpace);
            Add(inputs, column.Name, stored);
            shard.Append(column.Name, bytes);
        }
    }

    private static Tensor Squares(Tensor pair) => pair.mul(pair).sum(dim: 0);

    private Tensor Pair(Tensor planes, KneeSlice slice)
    {
        if (!options.Half)
            return planes;
        var scaled = planes.mul(MathF.ScaleB(1, power));
        var most = Moments.Of(MemoryMarshal.Cast<byte, float>(scaled.bytes));
        if (double.IsFinite(most.Sum) && Math.Max(-most.Min, most.Max) > MostHalf)
            throw new InputRefusedException(slice.Volume.File.Path, $"slice {slice.Slice}: values far above the greatest of the volume's reconstruction do not fit float16", "store --set pair=float32");
        return scaled.to(float16);
    }

    private static void AppendIds(SafetensorsWriter shard, KneeSlice slice)
    {
        Span<byte> labels = stackalloc byte[KneeSlices.Order.Length];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = (slice.Labels & KneeSlices.Order[i]) != Pathologies.None ? (byte)1 : (byte)0;
        shard.Append(FastMriSchema.Labels, labels);
        Append(FastMriSchema.Volume, slice.Volume.Number);
        Append(FastMriSchema.Slice, (long)slice.Slice);
        Append(FastMriSchema.Cluster, slice.Cluster);
        Append(FastMriSchema.Max, (float)slice.Volume.Max);

        void Append<T>(string column, T value)
            where T : unmanaged => shard.Append(column, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));
    }

    private static void Add(Dictionary<string, Moments> inputs, string column, Moments row) => inputs[column] = inputs.GetValueOrDefault(column, Moments.None).Plus(row);

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
