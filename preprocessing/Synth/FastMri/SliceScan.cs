using System.Runtime.InteropServices;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.Pipeline;
using I2M2.Storage.Hdf5;
using static TorchSharp.torch;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>One slice's measurement: k-space of all coils and of the emulated single coil, and what is reconstructed of the stored numbers themselves.</summary>
/// <param name="options">Sizes.</param>
/// <param name="width">Columns of k-space.</param>
internal sealed class SliceScan(KneeOptions options, int width)
{
    private readonly CoilArray coils = new(options.Coils, options.Rows, width, options.Side);
    private readonly Complex64[] each = new Complex64[options.Coils * options.Rows * width];
    private readonly Complex64[] single = new Complex64[options.Rows * width];
    private readonly float[] rss = new float[options.Side * options.Side];
    private readonly float[] esc = new float[options.Side * options.Side];

    /// <summary>K-space of every coil, [coils, rows, width].</summary>
    internal ReadOnlySpan<Complex64> Coils => each;

    /// <summary>K-space of the single coil, [rows, width].</summary>
    internal ReadOnlySpan<Complex64> Single => single;

    /// <summary>Root sum of squares of the coils' images, [side, side].</summary>
    internal ReadOnlySpan<float> Rss => rss;

    /// <summary>Magnitude of the single coil's image, [side, side].</summary>
    internal ReadOnlySpan<float> Esc => esc;

    /// <summary>Measures a slice; a coil at a time, so that memory holds one coil's images besides the results.</summary>
    /// <param name="slice">[rows, width].</param>
    /// <param name="noise">Standard deviation of real and imaginary part of k-space, which is that of the images: the transform keeps energy.</param>
    /// <param name="random">Gives the noise.</param>
    internal void Measure(ReadOnlySpan<Complex64> slice, double noise, RandomNumbers random)
    {
        Array.Clear(rss);
        Array.Clear(single);
        for (var c = 0; c < options.Coils; c++)
        {
            var kspace = each.AsSpan(c * single.Length, single.Length);
            Transform(c, slice, kspace);
            for (var i = 0; i < kspace.Length; i++)
                kspace[i] = new Complex64(kspace[i].Real + (float)(noise * random.Normal()), kspace[i].Imaginary + (float)(noise * random.Normal()));
            for (var i = 0; i < kspace.Length; i++)
            {
                var part = options.Coils == 1 ? kspace[i] : CoilArray.Times(coils.Weights[c], kspace[i]);
                single[i] = new Complex64(single[i].Real + part.Real, single[i].Imaginary + part.Imaginary);
            }

            AddSquares(kspace, rss);
        }

        Array.Clear(esc);
        AddSquares(single, esc);
        for (var i = 0; i < rss.Length; i++)
            (rss[i], esc[i]) = (MathF.Sqrt(rss[i]), MathF.Sqrt(esc[i]));
    }

    private void Transform(int coil, ReadOnlySpan<Complex64> slice, Span<Complex64> kspace)
    {
        using var scope = NewDisposeScope();
        var image = zeros([options.Rows, width], complex64);
        coils.See(coil, slice, MemoryMarshal.Cast<byte, Complex64>(image.bytes));
        MemoryMarshal.Cast<byte, Complex64>(CentredFourier.ToKSpace(image).contiguous().bytes).CopyTo(kspace);
    }

    private void AddSquares(ReadOnlySpan<Complex64> kspace, float[] sums)
    {
        using var scope = NewDisposeScope();
        var stored = zeros([options.Rows, width], complex64);
        stored.bytes = MemoryMarshal.AsBytes(kspace).ToArray();
        var image = CentreCrop.Of(CentredFourier.ToImage(stored), options.Side, options.Side).contiguous();
        var pixels = MemoryMarshal.Cast<byte, Complex64>(image.bytes);
        for (var i = 0; i < pixels.Length; i++)
            sums[i] += (pixels[i].Real * pixels[i].Real) + (pixels[i].Imaginary * pixels[i].Imaginary);
    }
}
