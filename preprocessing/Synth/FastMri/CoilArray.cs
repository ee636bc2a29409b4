using System.Numerics;
using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>
/// Coils around the leg: each sees most of what is near it, and with a phase that grows towards it. Gaussian, so that a sensitivity is a column's
/// number times a row's; together they have strength 1 in the centre. One coil lies in the middle and sees nearly all alike.
/// </summary>
internal sealed class CoilArray
{
    private const double Width = 1.1, SingleWidth = 1.4, Distance = 1.1, Slope = 0.8, SingleSlope = 0.2;
    private readonly Complex64[][] downwards;
    private readonly Complex64[][] across;
    private readonly int columns;

    /// <param name="coils">How many.</param>
    /// <param name="rows">Rows of images.</param>
    /// <param name="columns">Columns of images.</param>
    /// <param name="side">Rows and columns of the reconstruction: half of it is the unit of length.</param>
    internal CoilArray(int coils, int rows, int columns, int side)
    {
        this.columns = columns;
        var places = Enumerable.Range(0, coils).Select(c => Math.Tau * c / coils)
            .Select(a => coils == 1 ? (U: 0.0, V: 0.0, Angle: 0.0) : (U: Distance * Math.Cos(a), V: Distance * Math.Sin(a), Angle: a)).ToArray();
        var (width, slope) = coils == 1 ? (SingleWidth, SingleSlope) : (Width, Slope);
        var strength = 1 / Math.Sqrt(places.Sum(p => Math.Exp(-((p.U * p.U) + (p.V * p.V)) / (width * width))));
        Complex64[] Line(int count, double centre, double ramp, Complex factor) =>
        [
            .. Enumerable.Range(0, count).Select(i => (i - (count / 2)) / (side / 2.0))
                .Select(x => factor * Complex.FromPolarCoordinates(Math.Exp(-(x - centre) * (x - centre) / (2 * width * width)), ramp * x))
                .Select(s => new Complex64((float)s.Real, (float)s.Imaginary)),
        ];
        downwards = [.. places.Select(p => Line(rows, p.V, slope * Math.Sin(p.Angle), Complex.FromPolarCoordinates(strength, p.Angle)))];
        across = [.. places.Select(p => Line(columns, p.U, slope * Math.Cos(p.Angle), 1))];
        Weights = [.. Enumerable.Range(0, coils).Select(c => Sensitivity(c, rows / 2, columns / 2)).Select(s => new Complex64(s.Real, -s.Imaginary))];
    }

    /// <summary>What each coil counts in the single coil that is emulated of all: a fixed sum, in phase in the image's centre.</summary>
    internal IReadOnlyList<Complex64> Weights { get; }

    /// <summary>What a coil sees.</summary>
    /// <param name="coil">From 0.</param>
    /// <param name="slice">[rows, columns].</param>
    /// <param name="image">[rows, columns].</param>
    internal void See(int coil, ReadOnlySpan<Complex64> slice, Span<Complex64> image)
    {
        for (var i = 0; i < slice.Length; i++)
            image[i] = Times(slice[i], Sensitivity(coil, i / columns, i % columns));
    }

    /// <summary>Product of two numbers.</summary>
    internal static Complex64 Times(Complex64 a, Complex64 b) => new((a.Real * b.Real) - (a.Imaginary * b.Imaginary), (a.Real * b.Imaginary) + (a.Imaginary * b.Real));

    private Complex64 Sensitivity(int coil, int row, int column) => Times(downwards[coil][row], across[coil][column]);
}
