namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>Brightness of tissues in proton density images, of the brightest.</summary>
/// <param name="Plain">Without fat suppression.</param>
/// <param name="Suppressed">With it.</param>
internal sealed record Tissue(double Plain, double Suppressed)
{
    internal static readonly Tissue Fat = new(0.85, 0.25);
    internal static readonly Tissue Muscle = new(0.45, 0.5);
    internal static readonly Tissue Cortex = new(0.1, 0.08);
    internal static readonly Tissue Marrow = new(0.7, 0.22);
    internal static readonly Tissue Cartilage = new(0.65, 0.78);
    internal static readonly Tissue Meniscus = new(0.12, 0.15);
    internal static readonly Tissue Fluid = new(0.75, 0.95);
    internal static readonly Tissue Ligament = new(0.2, 0.25);

    /// <summary>Its brightness.</summary>
    internal double In(bool fatSuppressed) => fatSuppressed ? Suppressed : Plain;
}

/// <summary>An ellipse of one tissue, in the units of <see cref="LesionPlace"/>.</summary>
internal readonly record struct Organ(Tissue Tissue, double U, double V, double RadiusU, double RadiusV)
{
    /// <summary>A coronal slice through a knee, what lies behind before what lies in front of it.</summary>
    /// <param name="depth">From the front, -1, to the back, 1.</param>
    /// <param name="size">Of the patient's joint; near 1.</param>
    internal static Organ[] Knee(double depth, double size)
    {
        var condyle = size * Math.Sqrt(1 - (0.3 * depth * depth));
        var shaft = size * (1 - (0.25 * Math.Abs(depth)));
        List<Organ> organs =
        [
            new(Tissue.Fat, 0, 0.1, 0.86, 1.7),
            new(Tissue.Muscle, 0, 0.1, 0.76, 1.62),
            .. Bone(0, -1.05, 0.28 * shaft, 0.75),
            new(Tissue.Cartilage, -0.38, -0.27, 0.35 * condyle, 0.38 * condyle),
            new(Tissue.Cartilage, 0.38, -0.27, 0.35 * condyle, 0.38 * condyle),
            .. Bone(-0.38, -0.3, 0.32 * condyle, 0.35 * condyle),
            .. Bone(0.38, -0.3, 0.32 * condyle, 0.35 * condyle),
            .. Bone(-0.62, 1.0, 0.1, 0.45),
            .. Bone(0, 1.2, 0.28 * shaft, 0.75),
            new(Tissue.Cartilage, 0, 0.47, 0.67 * condyle, 0.33 * condyle),
            .. Bone(0, 0.51, 0.65 * condyle, 0.31 * condyle),
            new(Tissue.Fluid, 0, 0.0, 0.13, 0.17),
            new(Tissue.Meniscus, -0.55, 0.13, 0.16, 0.06),
            new(Tissue.Meniscus, 0.55, 0.13, 0.16, 0.06),
            new(Tissue.Ligament, 0.05 * depth, -0.02, 0.05, 0.16),
        ];
        if (depth < -0.3)
            organs.AddRange(Bone(0, -0.62, 0.26 * Math.Min(1, -depth * 1.4), 0.24));
        return [.. organs];
    }

    private static IEnumerable<Organ> Bone(double u, double v, double radiusU, double radiusV) =>
    [
        new(Tissue.Cortex, u, v, radiusU, radiusV),
        new(Tissue.Marrow, u, v, radiusU - 0.03, radiusV - 0.03),
    ];
}
