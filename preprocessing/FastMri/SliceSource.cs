using System.Diagnostics;
using System.Runtime.InteropServices;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Storage.Hdf5;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri;

/// <summary>The tensors of a slice, on the host.</summary>
/// <param name="Pair">float32 [2, side, side], real and imaginary part.</param>
/// <param name="Rss">float32 [side, side]; null: not wanted.</param>
internal sealed record SliceTensors(Tensor Pair, Tensor? Rss) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Pair.Dispose();
        Rss?.Dispose();
    }
}

/// <summary>Reads slices and transforms them, on one thread; the volume of the last one stays open. Holds one slice of k-space, of all its coils.</summary>
internal sealed class SliceSource : IDisposable
{
    // Of so many slices the weights of the coils are fitted; those of neighbours hardly differ.
    private const int SlicesOfFit = 5;
    private readonly FastMriOptions options;
    private readonly StageTimes times;
    private readonly Device device;
    private readonly bool wantsRss;
    private VolumeReader? reader;
    private KneeVolume? volume;
    private CoilCombination? combination;

    /// <param name="options">Sizes and what is wanted.</param>
    /// <param name="times">Told how long things take.</param>
    internal SliceSource(FastMriOptions options, StageTimes times)
    {
        (this.options, this.times) = (options, times);
        device = options.Device == "cuda" ? CUDA : CPU;
        wantsRss = options.Store.Contains(FastMriOptions.RssTensor);
    }

    /// <summary>Reads and transforms a slice.</summary>
    /// <exception cref="Shards.InputRefusedException">It is damaged, or holds what is no number.</exception>
    internal SliceTensors Read(KneeVolume of, int slice)
    {
        Open(of);
        using var scope = NewDisposeScope();
        using var kspace = KSpace(slice);
        var start = Stopwatch.GetTimestamp();
        var pair = combination is { } combine ? SliceImages.Planes(combine.Of(SliceImages.Of(kspace, options.Grid))).to(CPU) : SlicePair.Of(kspace, options.Grid);
        var isStored = options.Rss == "stored" && of.HasRss;
        var computed = wantsRss && !isStored ? ComputedRss(kspace) : null;
        times.Transform.Add(start);
        var rss = wantsRss && isStored ? StoredRss(slice) : computed;
        pair.MoveToOuterDisposeScope();
        rss?.MoveToOuterDisposeScope();
        return new SliceTensors(pair, rss);
    }

    /// <summary>For what a slice must not hold.</summary>
    internal Shards.InputRefusedException NotNumbers(int slice, string dataset) => reader!.Refused(slice, VolumeCheck.NotNumbers(dataset));

    /// <summary>Closes the volume.</summary>
    public void Dispose() => Close();

    private void Open(KneeVolume wanted)
    {
        if (volume == wanted)
            return;
        Close();
        (reader, volume) = (new VolumeReader(wanted.File), wanted);
        combination = wanted.Coils > 0 ? Combination(wanted) : null;
    }

    private void Close()
    {
        if (reader is { } open)
            times.Unpacking.Add(open.File.Unpacking);
        reader?.Dispose();
        (reader, volume, combination) = (null, null, null);
    }

    // Complex64, [rows, columns] or [coils, rows, columns], on the device.
    private Tensor KSpace(int slice)
    {
        var (of, start) = (volume!, Stopwatch.GetTimestamp());
        long[] shape = of.Coils > 0 ? [of.Coils, of.Rows, of.Columns] : [of.Rows, of.Columns];
        var host = empty(shape, complex64);
        reader!.ReadKSpace(slice, MemoryMarshal.Cast<byte, Complex64>(host.bytes));
        times.Reading.Add(start);
        if (device.type == DeviceType.CPU)
            return host;
        using (host)
            return host.to(device);
    }

    private Tensor StoredRss(int slice)
    {
        using var scope = NewDisposeScope();
        var start = Stopwatch.GetTimestamp();
        var shape = reader!.Combined!.Shape;
        var stored = empty([shape[1], shape[2]], float32);
        reader.ReadRss(slice, MemoryMarshal.Cast<byte, float>(stored.bytes));
        times.Reading.Add(start);
        return CentreCrop.Of(stored, options.Grid.Side, options.Grid.Side).contiguous().MoveToOuterDisposeScope();
    }

    // As fastMRI's own: at the volume's own width.
    private Tensor ComputedRss(Tensor kspace)
    {
        using var scope = NewDisposeScope();
        var images = SliceImages.Of(kspace, options.Grid with { Columns = null });
        return RootSumOfSquares.Of(images.shape.Length == 2 ? images.unsqueeze(0) : images).to(CPU).MoveToOuterDisposeScope();
    }

    private CoilCombination Combination(KneeVolume of)
    {
        using var scope = NewDisposeScope();
        var count = Math.Min(SlicesOfFit, of.Slices);
        return CoilCombination.Fit([.. Enumerable.Range(0, count).Select(i => SliceImages.Of(KSpace(((2 * i) + 1) * of.Slices / (2 * count)), options.Grid))]);
    }
}
