using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Shards;

namespace I2M2.Tests.FastMri;

public class KneeAnnotationsTests
{
    private const string Header = "file,slice,study_level,x,y,width,height,label\n";
    private const string Good = "file1000001,3,No,1,2,3,4,Meniscus Tear\n";

    [Fact]
    public void A_row_is_read_as_it_stands()
    {
        var read = Read(Header + "file1000001,3,No,90,-1,35,0,Joint Effusion \nfile1000001,0,Yes,,,,,artifact\n");
        Assert.Equal(
            [
                new KneeAnnotation(2, "file1000001", 3, false, new BoundingBox(90, -1, 35, 0), KneeLabel.Find("Joint Effusion")!),
                new KneeAnnotation(3, "file1000001", 0, true, null, KneeLabel.Find("artifact")!),
            ],
            read.Rows);
        Assert.Empty(read.Skipped);
    }

    [Theory]
    [InlineData("../../x,0,No,1,2,3,4,Meniscus Tear", "column file")]
    [InlineData("file100000\u0661,0,No,1,2,3,4,Meniscus Tear", "column file")]
    [InlineData("file1000001.h5,0,No,1,2,3,4,Meniscus Tear", "column file")]
    [InlineData("file1000001,-1,No,1,2,3,4,Meniscus Tear", "column slice")]
    [InlineData("file1000001,10000,No,1,2,3,4,Meniscus Tear", "column slice")]
    [InlineData("file1000001,1.5,No,1,2,3,4,Meniscus Tear", "column slice")]
    [InlineData("file1000001,,No,1,2,3,4,Meniscus Tear", "column slice")]
    [InlineData("file1000001,0,no,1,2,3,4,Meniscus Tear", "column study_level")]
    [InlineData("file1000001,0,No,1,,3,4,Meniscus Tear", "column x")]
    [InlineData("file1000001,0,No,1,2,3,four,Meniscus Tear", "column height")]
    [InlineData("file1000001,0,No,1,2,3,4,Secret Word", "column label")]
    [InlineData("file1000001,0,No,1,2,3,4", "7 fields")]
    public void A_row_that_cannot_be_read_is_refused_by_line_and_column_or_left_out_and_counted(string row, string place)
    {
        using var folder = new TemporaryFolder();
        var path = With(folder, Header + Good + row + "\n" + Good);
        var refused = Assert.Throws<InputRefusedException>(() => KneeAnnotations.Read(path, skipBad: false));
        Assert.Contains($"{path}: line 3", refused.Message, StringComparison.Ordinal);
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", refused.Message, StringComparison.Ordinal);

        var read = KneeAnnotations.Read(path, skipBad: true);
        Assert.Equal([2L, 4L], read.Rows.Select(r => r.Line));
        Assert.Equal(3, Assert.Single(read.Skipped).Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Header)]
    [InlineData("file,slice,study_level,x,y,width,height\nfile1000001,3,No,1,2,3,4\n")]
    public void A_file_without_annotations_is_refused(string text)
    {
        using var folder = new TemporaryFolder();
        var path = With(folder, text);
        foreach (var skipBad in new[] { false, true })
            Assert.Contains(path, Assert.Throws<InputRefusedException>(() => KneeAnnotations.Read(path, skipBad)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_of_a_slice_are_all_those_of_its_rows()
    {
        var found = Read(Header + Good + Good + "file1000001,3,No,1,2,3,4,Ligament - ACL High Grade Sprain\nfile1000001,0,Yes,,,,,artifact\n");
        Assert.Equal(
            new Dictionary<(string, int), Pathologies> { [("file1000001", 3)] = Pathologies.Meniscus | Pathologies.Acl, [("file1000001", 0)] = Pathologies.Others },
            found.OfSlices(countsArtifact: true));
        Assert.Equal(
            new Dictionary<(string, int), Pathologies> { [("file1000001", 3)] = Pathologies.Meniscus | Pathologies.Acl },
            found.OfSlices(countsArtifact: false));
    }

    [Fact]
    public void Rows_of_volumes_that_are_not_there_are_counted_and_others_are_kept()
    {
        var read = Read(Header + Good + "file1000002,3,No,1,2,3,4,Muscle Strain\nfile1000002,4,No,1,2,3,4,Muscle Strain\n");
        var kept = read.Within(new Dictionary<string, int> { ["file1000001"] = 4 }, skipBad: false, out var absent);
        Assert.Equal([2L], kept.Rows.Select(r => r.Line));
        Assert.Equal(new Dictionary<string, int> { ["file1000002"] = 2 }, absent);
    }

    [Fact]
    public void A_slice_beyond_its_volume_is_refused_or_left_out_and_counted()
    {
        var read = Read(Header + Good + "file1000001,2,No,1,2,3,4,Muscle Strain\n");
        var slices = new Dictionary<string, int> { ["file1000001"] = 3 };
        var refused = Assert.Throws<InputRefusedException>(() => read.Within(slices, skipBad: false, out _));
        Assert.Contains("line 2, column slice", refused.Message, StringComparison.Ordinal);
        Assert.Contains("0 to 2", refused.Message, StringComparison.Ordinal);

        var kept = read.Within(slices, skipBad: true, out var absent);
        Assert.Equal([3L], kept.Rows.Select(r => r.Line));
        Assert.Equal((2, "slice"), (Assert.Single(kept.Skipped).Line, kept.Skipped[0].Column));
        Assert.Empty(absent);
    }

    private static KneeAnnotations Read(string text)
    {
        using var folder = new TemporaryFolder();
        return KneeAnnotations.Read(With(folder, text), skipBad: false);
    }

    private static string With(TemporaryFolder folder, string text)
    {
        File.WriteAllText(folder.At("knee.csv"), text);
        return folder.At("knee.csv");
    }
}
