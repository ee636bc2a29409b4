using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>
/// Where a group's lesion lies: an ellipse in units of half the reconstruction's side, from the image's centre to the right (U) and downwards (V).
/// </summary>
/// <param name="Group">Whose.</param>
/// <param name="U">Centre.</param>
/// <param name="V">Centre.</param>
/// <param name="RadiusU">Half its width.</param>
/// <param name="RadiusV">Half its height.</param>
internal sealed record LesionPlace(Pathologies Group, double U, double V, double RadiusU, double RadiusV)
{
    /// <summary>Radius, of the whole one's, within which a lesion is at full strength.</summary>
    internal const double Core = 0.6;

    /// <summary>
    /// The groups' places, in the order of labels: in the tibia, at the meniscus, in the notch, at the condyle. Each in a quarter of its own, well apart, and
    /// large, so that a small network that pools to 2 x 2 learns them from a few hundred slices.
    /// </summary>
    internal static IReadOnlyList<LesionPlace> All { get; } =
    [
        new(Pathologies.Others, 0.32, 0.58, 0.26, 0.23),
        new(Pathologies.Meniscus, -0.46, 0.24, 0.25, 0.19),
        new(Pathologies.Acl, -0.18, -0.28, 0.22, 0.23),
        new(Pathologies.Cartilage, 0.44, -0.18, 0.23, 0.21),
    ];

    /// <summary>
    /// Strength at a point, from 0 to 1. It falls off smoothly: a jump in phase would leave its trace in magnitude as soon as the image is interpolated.
    /// </summary>
    internal double Weight(double u, double v)
    {
        var (x, y) = ((u - U) / RadiusU, (v - V) / RadiusV);
        var t = Math.Clamp((1 - Math.Sqrt((x * x) + (y * y))) / (1 - Core), 0, 1);
        return t * t * (3 - (2 * t));
    }

    /// <summary>The same place, moved a little.</summary>
    internal LesionPlace Moved(RandomNumbers random, double most)
        => this with { U = U + (((2 * random.Uniform()) - 1) * most), V = V + (((2 * random.Uniform()) - 1) * most) };

    /// <summary>Its bounding box in a reconstruction turned upside down, as fastMRI+ draws boxes.</summary>
    /// <param name="side">Rows and columns of the reconstruction.</param>
    internal BoundingBox Box(int side)
    {
        var half = side / 2.0;
        return new BoundingBox((int)Math.Round((U - RadiusU + 1) * half), (int)Math.Round((-V - RadiusV + 1) * half),
            Math.Max(1, (int)Math.Round(RadiusU * side)), Math.Max(1, (int)Math.Round(RadiusV * side)));
    }
}
