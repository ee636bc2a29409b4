using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.FastMri.Splits;

namespace I2M2.Tests.FastMri;

/// <summary>The published annotations. Totals were counted over the same two files by a script of their own, in Python, and agree with the fastMRI+ article.</summary>
public class FastMriPlusTests
{
    private const string Folder = "data/fastmri-plus";

    // Others, meniscus, ACL, cartilage.
    private static readonly Pathologies[] Groups = [Pathologies.Others, Pathologies.Meniscus, Pathologies.Acl, Pathologies.Cartilage];

    [DataFact(Folder)]
    public void Every_row_and_every_volume_is_read()
    {
        var (annotations, reviewed) = (Annotations(), Reviewed());
        Assert.Equal((16_167, 0), (annotations.Rows.Count, annotations.Skipped.Count));
        Assert.Equal((1_172, 1), (reviewed.Volumes.Count, reviewed.OtherLines));
        Assert.All(annotations.Rows.Where(r => r.IsStudyLevel), r => Assert.Equal((0, null, "artifact"), (r.Slice, r.Box, r.Label.Name)));
        Assert.Equal(13, annotations.Rows.Count(r => r.IsStudyLevel));
        Assert.Equal(16_154, annotations.Rows.Count(r => r.Box is not null));
        var annotated = annotations.Rows.Select(r => r.Volume).ToHashSet();
        Assert.Equal(974, annotated.Count);
        Assert.Equal(198, reviewed.Volumes.Except(annotated).Count());
        Assert.Subset(new HashSet<string>(reviewed.Volumes), annotated);
    }

    [DataFact(Folder)]
    public void Groups_have_the_known_boxes_slices_and_volumes()
    {
        var annotations = Annotations();
        var found = annotations.OfSlices(countsArtifact: true);
        Assert.Equal([5_466, 5_658, 1_443, 3_600], Groups.Select(g => annotations.Rows.Count(r => r.Label.Group == g)));
        Assert.Equal([4_497, 4_858, 1_439, 2_986], Groups.Select(g => found.Count(s => s.Value.HasFlag(g))));
        Assert.Equal([585, 663, 254, 594], Groups.Select(g => found.Where(s => s.Value.HasFlag(g)).Select(s => s.Key.Volume).Distinct().Count()));
        Assert.Equal(9_594, found.Count);
        Assert.Equal([6_392, 2_332, 756, 114], Enumerable.Range(1, 4).Select(n => found.Count(s => int.PopCount((int)s.Value) == n)));
    }

    [DataTheory(Folder)]
    [InlineData("Meniscus Tear", 5658, 4858, 663)]
    [InlineData("Cartilage - Partial Thickness loss/defect", 2985, 2659, 588)]
    [InlineData("Ligament - ACL Low Grade sprain", 765, 765, 153)]
    [InlineData("Joint Effusion", 1311, 1003, 142)]
    [InlineData("Displaced Meniscal Tissue", 232, 225, 56)]
    [InlineData("Patellar Retinaculum - High grade sprain", 24, 24, 4)]
    [InlineData("artifact", 13, 13, 13)]
    public void Labels_have_the_known_boxes_slices_and_volumes(string label, int boxes, int slices, int volumes)
    {
        var rows = Annotations().Rows.Where(r => r.Label.Name == label).ToList();
        Assert.Equal((boxes, slices, volumes), (rows.Count, rows.DistinctBy(r => (r.Volume, r.Slice)).Count(), rows.DistinctBy(r => r.Volume).Count()));
    }

    [DataFact(Folder)]
    public void Every_label_occurs() => Assert.Equal(KneeLabel.All.Count, Annotations().Rows.Select(r => r.Label).Distinct().Count());

    [DataTheory(Folder)]
    [InlineData("file1000001", 13, Pathologies.None)]
    [InlineData("file1000001", 14, Pathologies.Cartilage)]
    [InlineData("file1000001", 15, Pathologies.Cartilage | Pathologies.Others)]
    [InlineData("file1000015", 19, Pathologies.Others | Pathologies.Meniscus | Pathologies.Acl | Pathologies.Cartilage)]
    [InlineData("file1000172", 15, Pathologies.Others)]
    public void Slices_have_the_known_findings(string volume, int slice, object expected) =>
        Assert.Equal(expected, Annotations().OfSlices(countsArtifact: true).GetValueOrDefault((volume, slice)));

    [DataFact(Folder)]
    public void Without_artifact_the_first_slices_of_13_volumes_have_no_finding()
    {
        var (all, without) = (Annotations().OfSlices(countsArtifact: true), Annotations().OfSlices(countsArtifact: false));
        Assert.Equal(13, all.Count(s => s.Value != without.GetValueOrDefault(s.Key)));
        Assert.All(all.Where(s => s.Value != without.GetValueOrDefault(s.Key)), s => Assert.Equal((0, Pathologies.Others, Pathologies.None), (s.Key.Slice, s.Value, without.GetValueOrDefault(s.Key))));
    }

    [DataFact(Folder)]
    public void Volumes_are_divided_820_176_176()
    {
        var splits = VolumeSplits.ByVolume(Reviewed().Volumes, seed: 0);
        Assert.Equal([820, 176, 176], VolumeSplits.Names.Select(s => splits.Volumes(s).Count()));
    }

    private static KneeAnnotations Annotations() => KneeAnnotations.Read(TestData.At($"{Folder}/knee.csv"), skipBad: false);

    private static ReviewedVolumes Reviewed() => ReviewedVolumes.Read(TestData.At($"{Folder}/knee_file_list.csv"));
}
