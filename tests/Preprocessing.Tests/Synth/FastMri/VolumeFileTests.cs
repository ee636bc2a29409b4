using System.Xml.Linq;
using I2M2.Preprocessing.FastMri;
using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.Synth.FastMri;
using I2M2.Storage.Hdf5;
using I2M2.Tests.FastMri;
using static TorchSharp.torch;

namespace I2M2.Tests.Synth.FastMri;

/// <summary>Files of `synth fastmri`: the release's layout, and reconstructions that are those of their k-space.</summary>
[Collection(EngineTests.Name)]
[NoTensorLeak]
public class VolumeFileTests
{
    private static readonly XNamespace Header = "http://www.ismrm.org/ISMRMRD";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_volume_has_the_released_layout(bool gzip)
    {
        var options = SmallKnees.Options with { Coils = 3, Gzip = gzip };
        var (folder, set) = SmallKnees.Written(options);
        using var _ = folder;
        foreach (var plan in set.Plans)
        {
            using var single = SmallKnees.Open(folder, plan);
            using var multi = SmallKnees.Open(folder, plan, multi: true);
            Assert.Equal(["ismrmrd_header", "kspace", "reconstruction_esc", "reconstruction_rss"], single.Datasets().Order(StringComparer.Ordinal));
            Assert.Equal(["ismrmrd_header", "kspace", "reconstruction_rss"], multi.Datasets().Order(StringComparer.Ordinal));
            Assert.Equal([2L, 64, plan.Width], single.Dataset("kspace").Shape);
            Assert.Equal([2L, 3, 64, plan.Width], multi.Dataset("kspace").Shape);
            Assert.All(new[] { single, multi }, file =>
            {
                Assert.Equal(Hdf5Type.C64, file.Dataset("kspace").Type);
                Assert.Equal(gzip ? Hdf5Layout.Chunked : Hdf5Layout.Contiguous, file.Dataset("kspace").Layout);
                Assert.Equal((Hdf5Type.F32, 2L * 32 * 32), (file.Dataset("reconstruction_rss").Type, file.Dataset("reconstruction_rss").Shape.Aggregate((a, b) => a * b)));
                Assert.Equal(plan.FatSuppressed ? "CORPDFS_FBK" : "CORPD_FBK", file.Attribute("acquisition")!.Text);
                Assert.Matches("^[0-9a-f]{64}$", file.Attribute("patient_id")!.Text);
                CheckHeader(file, plan.Width);
            });
        }

        Assert.Equal(["CORPDFS_FBK", "CORPD_FBK"], set.Plans.Select(p => p.Acquisition).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(set.Plans, p => p.Width % 2 == 1);
        Assert.Equal(set.Plans.Length - 1, set.Plans.Select(p => p.PatientId(0)).Distinct().Count());
        Assert.All(set.Plans.GroupBy(p => p.Patient), g => Assert.Single(g.Select(p => p.IsVal).Distinct()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Reconstructions_are_those_of_the_stored_k_space(int coils)
    {
        var (folder, set) = SmallKnees.Written(SmallKnees.Options with { Coils = coils });
        using var _ = folder;
        foreach (var plan in set.Plans)
        {
            using var scope = NewDisposeScope();
            using var single = SmallKnees.Open(folder, plan);
            var esc = SmallKnees.Real(single, "reconstruction_esc");
            var rss = SmallKnees.Real(single, "reconstruction_rss");
            Same(SliceImages.Of(SmallKnees.KSpace(single), new SliceGrid(64, null, 32)).abs(), esc);
            Assert.Equal(esc.max().item<float>(), single.Attribute("max")!.Number);
            Assert.Equal(esc.to(float64).mul(esc.to(float64)).sum().sqrt().item<double>(), single.Attribute("norm")!.Number!.Value, 1e-9);
            Assert.InRange(esc.max().item<float>(), 1e-4, 6e-4);
            if (coils == 1)
            {
                Same(esc, rss);
                continue;
            }

            using var multi = SmallKnees.Open(folder, plan, multi: true);
            Same(RootSumOfSquares.Of(SliceImages.Of(SmallKnees.KSpace(multi), new SliceGrid(64, null, 32))), SmallKnees.Real(multi, "reconstruction_rss"));
            Same(rss, SmallKnees.Real(multi, "reconstruction_rss"));
            Assert.Equal(rss.max().item<float>(), multi.Attribute("max")!.Number);

            // The sum in phase loses little of what the coils see together.
            Assert.InRange(esc.sum().item<float>() / rss.sum().item<float>(), 0.6, 1);
        }
    }

    [Fact]
    public void Tables_say_what_was_planted()
    {
        var options = SmallKnees.Options with { Slices = 6, Signal = KneeSignal.Relation };
        var (folder, set) = SmallKnees.Written(options);
        using var _ = folder;
        var reviewed = ReviewedVolumes.Read(folder.At("raw/knee_file_list.csv"));
        Assert.Equal(set.Plans.Select(p => p.Id), reviewed.Volumes.Order(StringComparer.Ordinal));
        Assert.Equal(1, reviewed.OtherLines);
        var read = KneeAnnotations.Read(folder.At("raw/knee.csv"), skipBad: false);
        var kept = read.Within(set.Plans.ToDictionary(p => p.Id, _ => options.Slices), skipBad: false, out var absent);
        Assert.Empty(absent);
        var found = kept.OfSlices(countsArtifact: false);
        Assert.All(set.Plans.SelectMany(p => p.Slices.Select((lesions, s) => (p.Id, s, lesions))), p => Assert.Equal(
            p.lesions.Where(l => l.State.Present).Aggregate(Pathologies.None, (all, l) => all | l.Place.Group),
            found.GetValueOrDefault((p.Id, p.s))));
        var whole = Assert.Single(read.Rows, r => r.IsStudyLevel);
        Assert.Equal((set.Plans[0].Id, 0, null, KneeLabel.Artifact), (whole.Volume, whole.Slice, whole.Box, whole.Label.Name));
        Assert.All(read.Rows.Where(r => !r.IsStudyLevel), r => Assert.True(r.Box is { X: >= 0, Y: >= 0, Width: > 3, Height: > 3 } b && b.X + b.Width <= 32 && b.Y + b.Height <= 32));
    }

    private static void CheckHeader(Hdf5File file, int width)
    {
        var encoding = XDocument.Parse(file.Dataset("ismrmrd_header").ReadText()).Root!.Element(Header + "encoding")!;
        int At(params string[] path) => (int)path.Aggregate(encoding, (e, name) => e.Element(Header + name)!);
        Assert.Equal((64, width), (At("encodedSpace", "matrixSize", "x"), At("encodedSpace", "matrixSize", "y")));
        Assert.Equal((32, 32), (At("reconSpace", "matrixSize", "x"), At("reconSpace", "matrixSize", "y")));
        var (maximum, centre) = (At("encodingLimits", "kspace_encoding_step_1", "maximum"), At("encodingLimits", "kspace_encoding_step_1", "center"));
        Assert.Equal((0, width), ((width / 2) - centre, maximum + 1));
    }

    private static void Same(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.shape, found.shape);
        Assert.InRange(Complexes.Distance(expected, found) / expected.max().item<float>(), 0, 1e-6);
    }
}
