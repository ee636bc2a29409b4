using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Shards;

namespace I2M2.Tests.FastMri;

/// <summary>Each broken knee.csv, with a volume of two slices, as the index of the corpus wants it.</summary>
public class HostileAnnotationTests
{
    private const string Index = "hostile/index.json";
    private const string Volume = "file1000001";
    private static readonly Dictionary<string, int> Slices = new() { [Volume] = 2 };

    private static readonly Dictionary<(string Volume, int Slice), Pathologies> Valid = new()
    {
        [(Volume, 0)] = Pathologies.Cartilage | Pathologies.Others,
        [(Volume, 1)] = Pathologies.Meniscus | Pathologies.Acl,
    };

    public static TheoryData<string, string> Cases { get; } = HostileCases.Of("fastmri-plus");

    [DataTheory(Index)]
    [MemberData(nameof(Cases))]
    public void A_file_is_refused_by_line_or_read_by_its_rule(string path, string allowed)
    {
        var file = TestData.At($"hostile/{path}");
        if (allowed.StartsWith("refuse", StringComparison.Ordinal))
        {
            var refused = Assert.Throws<InputRefusedException>(() => KneeAnnotations.Read(file, skipBad: false));
            Assert.Contains($"{file}: line ", refused.Message, StringComparison.Ordinal);
            return;
        }

        var kept = KneeAnnotations.Read(file, skipBad: false).Within(Slices, skipBad: false, out var absent);
        Assert.Equal(Expected(path), kept.OfSlices(countsArtifact: true));
        if (allowed.StartsWith("skip-and-count", StringComparison.Ordinal))
            Assert.Equal(new Dictionary<string, int> { ["file9999999"] = 1 }, absent);
        else
            Assert.Empty(absent);
    }

    [DataTheory(Index)]
    [MemberData(nameof(Cases))]
    public void With_bad_rows_skipped_the_others_give_the_labels_of_the_good_file(string path, string allowed)
    {
        var kept = KneeAnnotations.Read(TestData.At($"hostile/{path}"), skipBad: true).Within(Slices, skipBad: true, out _);
        Assert.Equal(Expected(path), kept.OfSlices(countsArtifact: true));
        Assert.Equal(allowed.StartsWith("refuse", StringComparison.Ordinal) ? 1 : 0, kept.Skipped.Count);
    }

    // A label without its trailing blank is the same label: one more finding, of the group Others, on slice 1.
    private static Dictionary<(string Volume, int Slice), Pathologies> Expected(string path) =>
        path.Contains("label_blank_trimmed", StringComparison.Ordinal) ? new(Valid) { [(Volume, 1)] = Valid[(Volume, 1)] | Pathologies.Others } : Valid;
}
