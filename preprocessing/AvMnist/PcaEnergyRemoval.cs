using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// Makes digits hard to read by keeping only the leading principal components of their pixels, as AV-MNIST does (Vielzeuf et al.,
/// CentralNet, 2018): with mean m and components V_K fitted on a file, y = (x - m) V_K V_K'. The mean is not added back, so y is signed.
/// K is the zero-based number of the first component at which the cumulative explained variance passes the energy to keep;
/// that component itself is left out, so at most this share of the variance remains.
/// </summary>
public sealed class PcaEnergyRemoval
{
    private readonly double[][] components;
    private readonly double[] meanScores;

    private PcaEnergyRemoval(double[][] components, double[] mean, double[] ratios)
    {
        this.components = components;
        ExplainedVarianceRatios = ratios;
        meanScores = [.. components.Select(v => v.Zip(mean, (a, b) => a * b).Sum())];
    }

    /// <summary>Number of components kept.</summary>
    public int K => components.Length;

    /// <summary>Share of the variance on each component, falling: those kept and the one after them, or all.</summary>
    public IReadOnlyList<double> ExplainedVarianceRatios { get; }

    /// <summary>Fits mean and components.</summary>
    /// <param name="pixels">n rows of <paramref name="width"/> grey levels 0..255.</param>
    /// <param name="width">Pixels of one image.</param>
    /// <param name="keepEnergy">Share of the variance to keep, over 0 and at most 1.</param>
    /// <param name="source">The file, for messages.</param>
    /// <param name="workers">Threads; the result does not depend on them.</param>
    /// <exception cref="InputRefusedException">All images are equal, or the first component alone passes the energy to keep.</exception>
    public static PcaEnergyRemoval Fit(byte[] pixels, int width, double keepEnergy, string source, int workers = 1)
    {
        var scatter = GramMatrix.Scatter(pixels, width, workers);
        double[] mean = [.. GramMatrix.ColumnSums(pixels, width).Select(sum => (double)sum / (pixels.Length / width))];
        var trace = 0.0;
        for (var i = 0; i < width; i++)
            trace += scatter[i, i];
        if (trace <= 0)
            throw new InputRefusedException(source, "all images are equal: there is no variance to decompose", "fetch the file again");

        double[][] covariance = [.. Enumerable.Range(0, width).Select(i => Enumerable.Range(0, width).Select(j => scatter[i, j] / trace).ToArray())];
        var (ratios, vectors) = LeadingComponents.Of(covariance, keepEnergy);
        var kept = ComponentsWithin(ratios, keepEnergy);
        if (kept == 0)
        {
            throw new InputRefusedException(
                source, $"its first principal component alone holds {100 * ratios[0]:0.0} % of the variance, so keep_energy={keepEnergy} would leave nothing of the images",
                "give the full file, or a larger --set keep_energy");
        }

        return new PcaEnergyRemoval(vectors[..kept], mean, ratios);
    }

    /// <summary>The rule for K: leading components whose cumulative share stays within <paramref name="keepEnergy"/>.</summary>
    internal static int ComponentsWithin(IReadOnlyList<double> ratios, double keepEnergy)
    {
        var sum = 0.0;
        for (var k = 0; k < ratios.Count; k++)
        {
            sum += ratios[k];
            if (sum > keepEnergy)
                return k;
        }

        return ratios.Count;
    }

    /// <summary>Projects one image.</summary>
    /// <param name="image">Grey levels 0..255.</param>
    /// <param name="result">As many values, in grey levels, centred on 0.</param>
    public void Apply(ReadOnlySpan<byte> image, Span<double> result)
    {
        result.Clear();
        Span<double> pixels = stackalloc double[image.Length];
        Doubles.Widen(image, pixels);
        for (var k = 0; k < components.Length; k++)
            Doubles.AddScaled(components[k], Doubles.Dot(pixels, components[k]) - meanScores[k], result);
    }
}
