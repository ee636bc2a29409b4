namespace I2M2.Preprocessing.AvMnist;

/// <summary>How a recording is cut into exactly 112 overlapping stretches, whatever its length.</summary>
/// <param name="Length">Samples of one stretch (nperseg).</param>
/// <param name="Overlap">Samples shared by neighbours (noverlap).</param>
public sealed record Segmentation(int Length, int Overlap)
{
    /// <summary>Columns of a spectrogram.</summary>
    public const int Columns = 112;

    /// <summary>Fewest samples the search has an answer for.</summary>
    public const int FewestSamples = Columns;

    /// <summary>Samples from one stretch's start to the next one's.</summary>
    public int Step => Length - Overlap;

    /// <summary>
    /// The first pair (length i, overlap j), i upward from ceil(L / 112) - 1 and for each i j upward from 0, that cuts L samples into
    /// exactly 112: floor((L - j) / (i - j)) = 112.
    /// </summary>
    /// <param name="samples">L, at least <see cref="FewestSamples"/>.</param>
    public static Segmentation For(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, FewestSamples);
        for (var i = Math.Max(1, ((samples + Columns - 1) / Columns) - 1); ; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (((Columns + 1L) * i) - ((long)Columns * j) > samples && samples >= ((long)Columns * i) - ((Columns - 1L) * j))
                    return new Segmentation(i, j);
            }
        }
    }
}
