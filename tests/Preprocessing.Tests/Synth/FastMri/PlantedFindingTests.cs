using I2M2.Preprocessing.FastMri;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.Synth.FastMri;
using I2M2.Tests.FastMri;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace I2M2.Tests.Synth.FastMri;

/// <summary>
/// What mean magnitude and circular mean phase in a lesion's place tell of its label, on images made as preprocessing makes them: of k-space filled up with zeros.
/// </summary>
[Collection(EngineTests.Name)]
[NoTensorLeak]
public class PlantedFindingTests(ITestOutputHelper output)
{
    private const int Side = 64, Columns = 80;

    [Theory]
    [InlineData(KneeSignal.All, 1)]
    [InlineData(KneeSignal.Magnitude, 1)]
    [InlineData(KneeSignal.Phase, 1)]
    [InlineData(KneeSignal.Relation, 1)]
    [InlineData(KneeSignal.None, 1)]
    [InlineData(KneeSignal.All, 4)]
    public void A_finding_shows_where_it_is_planted_and_nowhere_else(KneeSignal signal, int coils)
    {
        var options = new KneeOptions { Volumes = 60, Slices = 6, Side = Side, Coils = coils, Signal = signal };
        var (folder, set) = SmallKnees.Written(options);
        using var _ = folder;
        var seen = set.Plans.SelectMany(p => Seen(folder, p)).ToArray();
        for (var g = 0; g < LesionPlace.All.Count; g++)
        {
            var law = new LesionLaw(LesionLaw.Of(signal)[g], options.Prevalence);
            var places = seen.Select(s => s[g]).ToArray();
            var labels = places.Select(p => p.Present).ToArray();
            var middle = places.Select(p => p.Magnitude).Order().ElementAt(places.Length / 2);
            Check(law, magnitude: true, phase: false, labels, [.. places.Select(p => p.Magnitude)]);
            Check(law, magnitude: false, phase: true, labels, [.. places.Select(p => p.Phase)]);
            if (law.Evidence == Evidence.Relation)
                Check(law, magnitude: true, phase: true, labels, [.. places.Select(p => (p.Magnitude - middle) * p.Phase)]);
        }
    }

    [Fact]
    public void Figures_are_those_of_the_planted_distribution()
    {
        var each = new LesionLaw(Evidence.Each, 0.3);
        Assert.Equal(LesionLaw.Agreement, each.AreaUnderRoc(true, false), 1e-12);

        // Both agree, one does or none: 0.7225, 0.255, 0.0225 with the finding, the other way round without.
        Assert.Equal((0.7225 * (0.255 + 0.7225)) + (0.255 * 0.7225) + (0.5 * ((2 * 0.7225 * 0.0225) + (0.255 * 0.255))), each.AreaUnderRoc(true, true), 1e-12);
        var relation = new LesionLaw(Evidence.Relation, 0.3);
        Assert.Equal((0.5, 0.5, 0.5, 1), (relation.AreaUnderRoc(false, false), relation.AreaUnderRoc(true, false), relation.AreaUnderRoc(false, true), relation.AreaUnderRoc(true, true)));
    }

    private void Check(LesionLaw law, bool magnitude, bool phase, bool[] labels, double[] scores)
    {
        var (best, found) = (law.AreaUnderRoc(magnitude, phase), AreaUnderRoc(labels, scores));
        output.WriteLine($"{law.Evidence,-10} {(magnitude ? "magnitude" : ""),-10}{(phase ? "phase" : ""),-6} {found:0.000}, at best {best:0.000}");
        Assert.InRange(found, best - 0.09, best + 0.09);
    }

    // In the middle of each lesion of each slice.
    private static (bool Present, double Magnitude, double Phase)[][] Seen(TemporaryFolder folder, VolumePlan plan)
    {
        using var scope = NewDisposeScope();
        using var file = SmallKnees.Open(folder, plan);
        var image = SliceImages.Of(SmallKnees.KSpace(file), new SliceGrid(2 * Side, Columns, Side)).to(complex128);
        return [.. plan.Slices.Select((lesions, s) =>
        {
            using var each = NewDisposeScope();
            var pixels = Complexes.Elements(image.select(0, s));
            var loudness = pixels.Average(p => p.Magnitude);
            return lesions.Select(l =>
            {
                var core = pixels.Where((_, i) => IsCore(l.Place, i, plan.Width)).ToArray();
                var turned = core.Aggregate(System.Numerics.Complex.Zero, (sum, p) => sum + (p / p.Magnitude));
                return (l.State.Present, core.Average(p => p.Magnitude) / loudness, turned.Phase);
            }).ToArray();
        })];
    }

    // The image shows Columns / width times as many pixels across as the native one.
    private static bool IsCore(LesionPlace place, int pixel, int width)
    {
        const double half = Side / 2;
        var (u, v) = (((pixel % Side) - half) / half * width / Columns, ((pixel / Side) - half) / half);
        return place.Weight(u, v) > 0.999;
    }

    private static double AreaUnderRoc(bool[] labels, double[] scores)
    {
        var (with, without) = (scores.Where((_, i) => labels[i]).ToArray(), scores.Where((_, i) => !labels[i]).ToArray());
        return with.Average(p => without.Average(n => p > n ? 1 : p < n ? 0 : 0.5));
    }
}
