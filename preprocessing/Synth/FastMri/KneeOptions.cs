namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>Everything that shapes the files.</summary>
internal sealed record KneeOptions
{
    /// <summary>Most volumes; the release has 1,172 with annotations.</summary>
    internal const int MostVolumes = 10_000;

    /// <summary>Most slices of a volume; the release has up to about 50.</summary>
    internal const int MostSlices = 100;

    /// <summary>Most coils; the release has 15.</summary>
    internal const int MostCoils = 64;

    /// <summary>Smallest and largest image; the release has 320.</summary>
    internal const int LeastSide = 32, MostSide = 512;

    /// <summary>Loudest noise: a quarter of the brightest tissue.</summary>
    internal const double MostNoise = 0.25;

    private const int ReleasedSide = 320;

    // Phase encodings beyond 368 by volume: widths of the release, 371 and 373 standing for the odd ones.
    private static readonly int[] MoreColumns = [0, 4, 3, 4, 0, 18, 4, 5];

    /// <summary>Volumes, in train and val together.</summary>
    internal int Volumes { get; init; } = 24;

    /// <summary>Share of volumes in the folders of the validation part; at least one volume unless it is 0, and never all.</summary>
    internal double ValShare { get; init; } = 0.2;

    /// <summary>Slices of each volume.</summary>
    internal int Slices { get; init; } = 8;

    /// <summary>Rows and columns of the reconstruction, even.</summary>
    internal int Side { get; init; } = ReleasedSide;

    /// <summary>Coils; one: single-coil files alone.</summary>
    internal int Coils { get; init; } = 1;

    /// <summary>Standard deviation of real and imaginary part in each coil, of the brightest tissue's magnitude.</summary>
    internal double Noise { get; init; } = 0.02;

    /// <summary>Share of slices with a finding of a group.</summary>
    internal double Prevalence { get; init; } = 0.35;

    /// <summary>Where findings show.</summary>
    internal KneeSignal Signal { get; init; } = KneeSignal.All;

    /// <summary>K-space in chunks of one image packed by gzip; else in one piece.</summary>
    internal bool Gzip { get; init; }

    /// <summary>Chooses everything else.</summary>
    internal long Seed { get; init; }

    /// <summary>Rows of k-space: read-out, sampled twice as finely as the image needs.</summary>
    internal int Rows => 2 * Side;

    /// <summary>Columns of a volume's k-space: of side 320 between 368 and 386, of others in proportion; some odd, none above 5/4 of the side.</summary>
    internal int Width(int volume)
    {
        var more = MoreColumns[volume % MoreColumns.Length];
        return ((Side * 368) + (ReleasedSide / 2)) / ReleasedSide + (more == 0 ? 0 : Math.Max(1, more * Side / ReleasedSide));
    }
}
