using I2M2.Preprocessing.Pipeline;
using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>
/// A volume's slices as they would be seen without coils and noise: magnitude times exp(i phase). Lesions stand in for the tissue: within one the magnitude is one of
/// two values and the phase is shifted by one of two angles, neither of which changes the other.
/// </summary>
internal sealed class KneePhantom
{
    /// <summary>Magnitude of the brightest tissue; single-coil knee images of the release are of this order.</summary>
    internal const double Brightest = 2e-4;

    /// <summary>Magnitude of bright and of dark lesions, of the brightest tissue.</summary>
    internal const double Bright = 1.0, Dark = 0.3;

    /// <summary>Radians by which lesions are ahead or behind.</summary>
    internal const double Turn = 1.0;

    // Radians: below what makes a lesion's phase pass pi.
    private const double MostPhase = 0.35;
    private const double MostTexture = 0.06;
    private readonly KneeOptions options;
    private readonly VolumePlan plan;
    private readonly double size;
    private readonly double gain;
    private readonly double[] phases;
    private readonly float[] magnitude;
    private readonly float[] phase;

    internal KneePhantom(KneeOptions options, VolumePlan plan)
    {
        (this.options, this.plan) = (options, plan);
        size = 0.94 + (0.12 * new RandomNumbers(options.Seed, $"fastmri patient {plan.Patient}").Uniform());
        var random = new RandomNumbers(options.Seed, $"fastmri volume {plan.Index}");
        gain = 0.8 + (0.4 * random.Uniform());
        phases = [.. Enumerable.Range(0, 6).Select(_ => MostPhase * ((2 * random.Uniform()) - 1))];
        (magnitude, phase) = (new float[options.Rows * plan.Width], new float[options.Rows * plan.Width]);
    }

    /// <summary>Magnitude of this volume's brightest tissue.</summary>
    internal double Unit => Brightest * gain;

    /// <summary>Makes a slice. Not for several threads at once.</summary>
    /// <param name="slice">From 0.</param>
    /// <param name="image">[rows, width], row-major.</param>
    internal void Draw(int slice, Span<Complex64> image)
    {
        var depth = (((slice + 0.5) / options.Slices) * 2) - 1;
        Array.Clear(magnitude);
        foreach (var organ in Organ.Knee(depth, size))
            Paint(organ);
        AddPhase(depth);
        foreach (var lesion in plan.Slices[slice])
            Plant(lesion);
        AddTexture(new RandomNumbers(options.Seed, $"fastmri texture {plan.Index} {slice}"));
        for (var i = 0; i < image.Length; i++)
        {
            var (sine, cosine) = MathF.SinCos(phase[i]);
            var strength = (float)Unit * magnitude[i];
            image[i] = new Complex64(strength * cosine, strength * sine);
        }
    }

    // Edges of about a pixel and a half, as the resolution of a scanner gives.
    private void Paint(Organ organ)
    {
        var (half, value) = (options.Side / 2.0, (float)organ.Tissue.In(plan.FatSuppressed));
        var sharpness = Math.Min(organ.RadiusU, organ.RadiusV) * half / 1.5;
        var reach = 1 + (1 / sharpness);
        var (top, bottom) = Range(organ.V, organ.RadiusV * reach, options.Rows);
        var (left, right) = Range(organ.U, organ.RadiusU * reach, plan.Width);
        for (var r = top; r < bottom; r++)
        {
            var y = (V(r) - organ.V) / organ.RadiusV;
            for (var c = left; c < right; c++)
            {
                var x = (U(c) - organ.U) / organ.RadiusU;
                var share = (float)Math.Clamp(0.5 + ((1 - Math.Sqrt((x * x) + (y * y))) * sharpness), 0, 1);
                ref var there = ref magnitude[(r * plan.Width) + c];
                there += share * (value - there);
            }
        }
    }

    private void AddPhase(double depth)
    {
        for (var r = 0; r < options.Rows; r++)
        {
            var v = V(r);
            for (var c = 0; c < plan.Width; c++)
            {
                var u = U(c);
                phase[(r * plan.Width) + c] = (float)(phases[0] + (phases[1] * u) + (phases[2] * v) + (phases[3] * u * v)
                    + (phases[4] * ((u * u) - (v * v))) + (phases[5] * depth * 0.5));
            }
        }
    }

    private void Plant(LesionPlan lesion)
    {
        var (place, state) = lesion;
        var (value, turn) = ((float)(state.Brightness > 0 ? Bright : Dark), (float)(Turn * state.Turn));
        var (top, bottom) = Range(place.V, place.RadiusV, options.Rows);
        var (left, right) = Range(place.U, place.RadiusU, plan.Width);
        for (var r = top; r < bottom; r++)
        {
            for (var c = left; c < right; c++)
            {
                var (at, weight) = ((r * plan.Width) + c, (float)place.Weight(U(c), V(r)));
                magnitude[at] += weight * (value - magnitude[at]);
                phase[at] += weight * turn;
            }
        }
    }

    private void AddTexture(RandomNumbers random)
    {
        var (across, down) = (6 + (4 * random.Uniform()), 6 + (4 * random.Uniform()));
        var (startU, startV) = (6 * random.Uniform(), 6 * random.Uniform());
        var columns = Enumerable.Range(0, plan.Width).Select(c => (float)(MostTexture * Math.Sin((across * U(c)) + startU))).ToArray();
        for (var r = 0; r < options.Rows; r++)
        {
            var row = (float)Math.Sin((down * V(r)) + startV);
            var line = magnitude.AsSpan(r * plan.Width, plan.Width);
            for (var c = 0; c < line.Length; c++)
                line[c] *= 1 + (columns[c] * row);
        }
    }

    private double U(int column) => (column - (plan.Width / 2)) / (options.Side / 2.0);

    private double V(int row) => (row - options.Side) / (options.Side / 2.0);

    private (int From, int Until) Range(double centre, double radius, int count)
    {
        var (half, middle) = (options.Side / 2.0, count / 2);
        return (Math.Max(0, (int)Math.Floor(((centre - radius) * half) + middle)), Math.Min(count, (int)Math.Ceiling(((centre + radius) * half) + middle) + 1));
    }
}
