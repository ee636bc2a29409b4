namespace I2M2.Preprocessing.FastMri;

/// <summary>Sizes of knee slices in the reference.</summary>
internal static class KneeGrid
{
    /// <summary>Rows of k-space: read-out, sampled twice as finely as the image needs.</summary>
    internal const int Rows = 640;

    /// <summary>Columns to which k-space is filled up; files have other numbers of phase encodings, mostly 368 or 372.</summary>
    internal const int Columns = 400;

    /// <summary>Rows and columns of the image that is kept.</summary>
    internal const int Side = 320;
}
