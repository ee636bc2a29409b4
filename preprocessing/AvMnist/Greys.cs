namespace I2M2.Preprocessing.AvMnist;

/// <summary>ColorBrewer's "Greys" as Matplotlib renders it: 256 entries, linear between nine equally spaced greys; red channel.</summary>
internal static class Greys
{
    /// <summary>The colour of nothing: what silent cells are drawn in.</summary>
    internal const byte White = 255;
    private static readonly double[] Anchors = [255, 240, 217, 189, 150, 115, 82, 37, 0];
    private static readonly byte[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>Grey of <paramref name="value"/> in [0, 1]: white at 0, black at 1; the index is floor(256 v), at most 255.</summary>
    internal static byte Of(double value) => Table[Math.Min(255, (int)(256 * value))];

    private static byte Entry(int index)
    {
        var position = index / 255.0 * (Anchors.Length - 1);
        var left = Math.Min((int)position, Anchors.Length - 2);
        var grey = Anchors[left] + ((Anchors[left + 1] - Anchors[left]) * (position - left));
        return (byte)grey;
    }
}
