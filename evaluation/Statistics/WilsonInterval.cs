using MathNet.Numerics.Distributions;

namespace I2M2.Evaluation;

/// <summary>
/// 95 % interval of a share, here of an accuracy over independent rows (Wilson 1927; Brown, Cai and DasGupta 2001):
/// (q + z^2/2n +- z sqrt(q(1-q)/n + z^2/4n^2)) / (1 + z^2/n). Unlike the normal one it stays inside 0..1 and is sound at the ends.
/// </summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct WilsonInterval(double Low, double High)
{
    private static readonly double Z = Normal.InvCDF(0, 1, 0.975);

    /// <param name="successes">0..n.</param>
    /// <param name="n">At least 1.</param>
    public static WilsonInterval Of(int successes, int n)
    {
        var q = (double)successes / n;
        var z2n = Z * Z / n;
        var half = Z * Math.Sqrt((q * (1 - q) / n) + (z2n / (4 * n)));
        return new WilsonInterval(
            Math.Max(0, (q + (z2n / 2) - half) / (1 + z2n)),
            Math.Min(1, (q + (z2n / 2) + half) / (1 + z2n)));
    }
}
