using System.Diagnostics;
using System.Runtime.InteropServices;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Storage.Hdf5;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri;

/// <summary>
/// Reads slices and transforms them, on one thread; the volume of the last one stays open. Holds one slice of k-space, of all its coils. Slices of one coil and the usual sizes need
/// no engine.
/// </summary>
internal sealed class SliceSource : IDisposable
{
    // Of so many slices the weights of the coils are fitted; those of neighbours hardly differ.
    private const int SlicesOfFit = 5;
    private readonly FastMriOptions options;
    private readonly StageTimes times;
    private readonly bool onGpu;
    private readonly float[]? rss;
    private Complex64[] kspace = [];
    private float[] stored = [];
    private VolumeReader? reader;
    private KneeVolume? volume;
    private SliceTransform? transform;
    private CoilCombination? combination;

    /// <param name="options">Sizes and what is wanted.</param>
    /// <param name="times">Told how long things take.</param>
    internal SliceSource(FastMriOptions options, StageTimes times)
    {
        (this.options, this.times) = (options, times);
        onGpu = options.Device == "cuda";
        var side = options.Grid.Side;
        Pair = new float[2 * side * side];
        rss = options.Store.Contains(FastMriOptions.RssTensor) ? new float[side * side] : null;
    }

    /// <summary>Of the slice that was read last: [2, side, side], real and imaginary part.</summary>
    internal float[] Pair { get; }

    /// <summary>Of the slice that was read last: [side, side]; null: not wanted.</summary>
    internal float[]? Rss => rss;

    /// <summary>Whether a volume's slices need the engine.</summary>
    internal static bool NeedsEngine(FastMriOptions options, KneeVolume of) =>
        options.Device == "cuda" || of.Coils > 0 || !SliceTransform.Has(options.Grid, of.Rows, of.Columns) || (options.Store.Contains(FastMriOptions.RssTensor) && !(options.Rss == "stored" && of.HasRss));

    /// <summary>Reads and transforms a slice into <see cref="Pair"/> and <see cref="Rss"/>.</summary>
    /// <exception cref="Shards.InputRefusedException">It is damaged, or holds what is no number.</exception>
    internal void Read(KneeVolume of, int slice)
    {
        Open(of);
        if (rss is not null && options.Rss == "stored" && of.HasRss)
            ReadStoredRss(slice, rss);
        if (NeedsEngine(options, of))
        {
            ReadWithEngine(of, slice);
            return;
        }

        ReadKSpace(of, slice);
        var start = Stopwatch.GetTimestamp();
        transform!.Run(kspace, of.Columns, Pair);
        times.Transform.Add(start);
    }

    /// <summary>For what a slice must not hold.</summary>
    internal Shards.InputRefusedException NotNumbers(int slice, string dataset) => reader!.Refused(slice, VolumeCheck.NotNumbers(dataset));

    /// <summary>Closes the volume.</summary>
    public void Dispose()
    {
        Close();
        transform?.Dispose();
    }

    private void Open(KneeVolume wanted)
    {
        if (volume == wanted)
            return;
        Close();
        if (!NeedsEngine(options, wanted) && (transform is null || (options.Grid.Columns is null && volume?.Columns != wanted.Columns)))
        {
            transform?.Dispose();
            transform = new SliceTransform(options.Grid, wanted.Columns);
        }

        (reader, volume) = (new VolumeReader(wanted.File), wanted);
        combination = wanted.Coils > 0 ? Combination(wanted) : null;
    }

    private void Close()
    {
        if (reader is { } open)
            times.Unpacking.Add(open.File.Unpacking);
        reader?.Dispose();
        (reader, combination) = (null, null);
    }

    private void ReadKSpace(KneeVolume of, int slice)
    {
        var start = Stopwatch.GetTimestamp();
        var count = Math.Max(1, of.Coils) * of.Rows * of.Columns;
        if (kspace.Length != count)
            kspace = new Complex64[count];
        reader!.ReadKSpace(slice, kspace);
        times.Reading.Add(start);
    }

    private void ReadStoredRss(int slice, float[] into)
    {
        var start = Stopwatch.GetTimestamp();
        var (rows, columns, side) = ((int)reader!.Combined!.Shape[1], (int)reader.Combined.Shape[2], options.Grid.Side);
        if (stored.Length != rows * columns)
            stored = new float[rows * columns];
        reader.ReadRss(slice, stored);
        for (var row = 0; row < side; row++)
            stored.AsSpan(((row + ((rows - side) / 2)) * columns) + ((columns - side) / 2), side).CopyTo(into.AsSpan(row * side));
        times.Reading.Add(start);
    }

    private void ReadWithEngine(KneeVolume of, int slice)
    {
        using var scope = NewDisposeScope();
        using var numbers = KSpace(slice);
        var start = Stopwatch.GetTimestamp();
        var images = combination is { } combine ? combine.Of(SliceImages.Of(numbers, options.Grid)) : SliceImages.Of(numbers, options.Grid);
        Copy(SliceImages.Planes(images).to(CPU), Pair);
        if (rss is not null && !(options.Rss == "stored" && of.HasRss))
            Copy(ComputedRss(numbers), rss);
        times.Transform.Add(start);
    }

    private static void Copy(Tensor from, float[] to) => MemoryMarshal.Cast<byte, float>(from.contiguous().bytes).CopyTo(to);

    // Complex64, [rows, columns] or [coils, rows, columns], on the device.
    private Tensor KSpace(int slice)
    {
        var of = volume!;
        ReadKSpace(of, slice);
        long[] shape = of.Coils > 0 ? [of.Coils, of.Rows, of.Columns] : [of.Rows, of.Columns];
        var host = empty(shape, complex64);
        kspace.CopyTo(MemoryMarshal.Cast<byte, Complex64>(host.bytes));
        if (!onGpu)
            return host;
        using (host)
            return host.to(CUDA);
    }

    // As fastMRI's own: at the volume's own width.
    private Tensor ComputedRss(Tensor numbers)
    {
        var images = SliceImages.Of(numbers, options.Grid with { Columns = null });
        return RootSumOfSquares.Of(images.shape.Length == 2 ? images.unsqueeze(0) : images).to(CPU);
    }

    private CoilCombination Combination(KneeVolume of)
    {
        using var scope = NewDisposeScope();
        var count = Math.Min(SlicesOfFit, of.Slices);
        return CoilCombination.Fit([.. Enumerable.Range(0, count).Select(i => SliceImages.Of(KSpace(((2 * i) + 1) * of.Slices / (2 * count)), options.Grid))]);
    }
}
