using System.Runtime.Intrinsics;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>ColorBrewer's "Greys" as Matplotlib renders it: 256 entries, linear between nine equally spaced greys; red channel.</summary>
internal static class Greys
{
    /// <summary>The colour of nothing: what silent cells are drawn in.</summary>
    internal const byte White = 255;
    private static readonly double[] Anchors = [255, 240, 217, 189, 150, 115, 82, 37, 0];
    private static readonly byte[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>Greys of values in [0, 1]: white at 0 and below, black at 1; the index is floor(256 v), at most 255.</summary>
    internal static (byte First, byte Second, byte Third, byte Fourth) Of(Vector256<double> values)
    {
        var floors = Vector256.Floor(Vector256.Create(256.0) * values);
        var indices = Vector256.Min(Vector256.Max(floors, Vector256<double>.Zero), Vector256.Create(255.0));

        // Beyond 2^52 the last bits of a double are whole numbers.
        var bits = (indices + Vector256.Create((double)(1L << 52))).AsByte();
        return (Table[bits[0]], Table[bits[8]], Table[bits[16]], Table[bits[24]]);
    }

    /// <summary>
    /// Matplotlib's own arithmetic, since the last bit decides where the exact value is a whole number: shares of 1 interpolated
    /// over 255 times position, then cut, not rounded, to a byte.
    /// </summary>
    private static byte Entry(int index)
    {
        if (index == 255)
            return 0;
        var at = 255 * (index * (1 / 255.0));
        var right = 1 + (int)(at * (Anchors.Length - 1) / 255);
        var (from, to) = (255.0 * (right - 1) / 8, 255.0 * right / 8);
        var (left, next) = (Anchors[right - 1] / 255, Anchors[right] / 255);
        return (byte)(255 * ((((at - from) / (to - from)) * (next - left)) + left));
    }
}
