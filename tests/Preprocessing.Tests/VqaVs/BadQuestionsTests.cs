using I2M2.Shards;
using I2M2.Tests.Images;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.VqaVs;

[Collection(ConsoleTests.Name)]
public sealed class BadQuestionsTests
{
    [Theory]
    [InlineData("missing")]
    [InlineData("html")]
    [InlineData("cut")]
    public void An_image_that_cannot_be_read_is_named_or_left_out_with_its_questions(string fault)
    {
        using var folder = VqaRaw.Given();
        var (path, name) = (folder.At($"raw/{VqaRaw.ImageName(7)}"), "COCO_train2014_000000000107.jpg");
        if (fault == "missing")
            File.Delete(path);
        else if (fault == "html")
            File.WriteAllText(path, "<html>404</html>");
        else
            File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);
        var (code, _, error) = VqaRaw.Run(folder);
        Assert.Equal(3, code);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));

        var (found, list, _) = VqaRaw.Run(folder, "--check", "full");
        Assert.Equal(3, found);
        Assert.Contains("11 of 12 images can be read", list, StringComparison.Ordinal);

        (code, var output, error) = VqaRaw.Run(folder, "--skip-bad");
        Assert.True(code == 0, error);
        // 7, 19, 31, 43, 55, 67 and 79.
        Assert.Contains("left out 1 image and 7 questions, listed in rejects.jsonl", output, StringComparison.Ordinal);
        Assert.Contains(name, File.ReadAllText(folder.At("out/rejects.jsonl")), StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal((1L, 7L), (set.Manifest.Rejects["images"], set.Manifest.Rejects["questions"]));
        Assert.Equal(11, set.Manifest.Tables[0].Rows);
        Assert.DoesNotContain(107L, set.Manifest.Splits.SelectMany(s => Enumerable.Range(0, (int)s.Rows).Select(r => VqaVsProgramTests.One<long>(set[s.Name], "image_id", r))));
    }

    [Fact]
    public void A_question_in_two_splits_is_refused()
    {
        using var folder = VqaRaw.Given();
        VqaRaw.Put(folder, "Val/Val-Ques.json", [VqaRaw.Question(3)]);
        VqaRaw.Put(folder, "Val/Val-Ans.json", [VqaRaw.Annotation(3)]);
        Refused(folder, $"question {VqaRaw.Id(3)}: it is in a split before this one too");
    }

    [Fact]
    public void A_question_out_of_distribution_that_test_has_not_is_refused()
    {
        using var folder = VqaRaw.Given();
        VqaRaw.Put(folder, "OOD-Test/QT+KW/OOD-Test-QT+KW-Ques.json", [VqaRaw.Question(56), VqaRaw.Question(3)]);
        Refused(folder, $"OOD-Test-QT+KW-Ques.json: question {VqaRaw.Id(3)}: not in IID-Test/IID-Test-Ques.json");
        Assert.Equal(0, VqaRaw.Run(folder, "--set", "ood=none").Code);
    }

    [Fact]
    public void What_is_missing_is_said_with_the_way_to_do_without()
    {
        using var folder = VqaRaw.Given();
        Directory.Delete(folder.At("raw/IID-Test"), recursive: true);
        Refused(folder, "missing: IID-Test/IID-Test-Ques.json, IID-Test/IID-Test-Ans.json");
        Assert.Equal(0, VqaRaw.Run(folder, "--set", "splits=train,valid").Code);
        Directory.Delete(folder.At("raw/tokenizer"), recursive: true);
        Refused(folder, "--set tokenizer=DIR", "--set", "splits=train,valid");
    }

    [Fact]
    public void Two_layouts_and_two_files_of_one_image_are_refused()
    {
        using var folder = VqaRaw.Given();
        Picture.Write(folder.At("raw/val2014/COCO_val2014_000000000101.png"), 1);
        Refused(folder, "image 101 is ");
        File.WriteAllText(folder.At("raw/v2_OpenEnded_mscoco_train2014_questions.json"), "[]");
        Refused(folder, "--set layout=vqa-vs");
    }

    [Theory]
    [InlineData("splits=train,all")]
    [InlineData("vocabulary_from=training")]
    [InlineData("target=half")]
    [InlineData("max_length=1")]
    [InlineData("answers=a.json", "minimum_count=3")]
    [InlineData("colour=red")]
    public void A_setting_that_is_none_is_wrong_usage(params string[] settings)
    {
        using var folder = VqaRaw.Given(hasImages: false);
        var (code, _, error) = PreprocessingProgram.Run(["vqa-vs", "--raw", folder.At("raw"), "--out", folder.At("out"), .. settings.SelectMany(s => new[] { "--set", s })]);
        Assert.Equal(2, code);
        Assert.Contains("--set", error, StringComparison.Ordinal);
    }

    private static void Refused(TemporaryFolder folder, string message, params string[] more)
    {
        var (code, _, error) = VqaRaw.Run(folder, more);
        Assert.Equal(3, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")) && more.Length == 0);
    }
}
