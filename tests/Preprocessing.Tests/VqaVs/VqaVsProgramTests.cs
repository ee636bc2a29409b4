using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;
using I2M2.Storage;
using I2M2.Storage.Images;
using I2M2.Tests.Images;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.VqaVs;

[Collection(ConsoleTests.Name)]
public sealed class VqaVsProgramTests
{
    [Theory]
    [InlineData("table", 0.9f, 0.6f)]
    [InlineData("thirds", 1, 2 / 3f)]
    public void A_row_is_what_the_files_say(string target, float three, float two)
    {
        using var folder = VqaRaw.Given();
        var (code, output, error) = VqaRaw.Run(folder, "--set", $"target={target}");
        Assert.True(code == 0, error);
        Assert.Contains("vqa-vs  74 rows (train 36, valid 14, test 24)", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        using var archive = ImageArchive.Open(folder.At("out"));
        Assert.Equal(["yes", "no"], set.Manifest.ClassNames.Take(2));
        var test = set["test"];
        for (var row = 0; row < test.Rows; row++)
        {
            var number = VqaRaw.Splits["test"].First + row;
            Assert.Equal(VqaRaw.Id(number), One<long>(test, "question_id", row));
            Assert.Equal(TinyTokenizer.Encode(VqaRaw.Text(number), 24), All<int>(test, "input_ids", row));
            Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)(i < VqaRaw.Text(number).Length + 2 ? 1 : 0)), All<byte>(test, "attention_mask", row));
            Assert.Equal(Enumerable.Range(0, 9).Sum(s => VqaRaw.IsIn(s, number) ? 1 << s : 0), One<int>(test, "ood_mask", row));
            Assert.Equal(number % 3 == 0 ? "is it" : "is", Column(set, "question_type").ClassNames![One<int>(test, "question_type", row)]);
            Assert.Equal(number % 9 == 8 ? "other" : "yes/no", Column(set, "answer_type").ClassNames![One<byte>(test, "answer_type", row)]);
            Assert.Equal(VqaRaw.ImageOf(number), One<long>(test, "image_id", row));
            var picture = VqaRaw.ImageOf(number) - 100;
            Assert.Equal(Picture.Size(picture), (One<int>(test, "width", row), One<int>(test, "height", row)));
            Assert.Equal(File.ReadAllBytes(folder.At($"raw/{VqaRaw.ImageName(picture)}")), archive.Read(One<int>(test, "part", row), One<int>(test, "row", row)));
        }

        // Question 56 has 2 x 3, maybe, yes x 6; "maybe" is nobody's majority answer, nor is "2".
        Assert.Equal([0, -1, -1, -1, -1, -1, -1, -1, -1, -1], All<int>(test, "answer_ids", 0));
        Assert.Equal([6, 0, 0, 0, 0, 0, 0, 0, 0, 0], All<byte>(test, "answer_counts", 0));
        Assert.Equal(0, One<long>(test, "majority", 0));

        // With a vocabulary of its own, of all that the annotators said, in another order.
        File.WriteAllText(folder.At("answers.json"), "[\"maybe\", \"2\", \"no\", \"yes\"]");
        (code, _, error) = PreprocessingProgram.Run("vqa-vs", "--raw", folder.At("raw"), "--out", folder.At("named"), "--set", $"answers={folder.At("answers.json")}", "--set", $"target={target}");
        Assert.True(code == 0, error);
        using var named = ShardSet.Open(folder.At("named"));
        Assert.Equal([1, 0, 3, -1, -1, -1, -1, -1, -1, -1], All<int>(named["test"], "answer_ids", 0));
        Assert.Equal([3, 1, 6, 0, 0, 0, 0, 0, 0, 0], All<byte>(named["test"], "answer_counts", 0));
        Assert.Equal([three, target == "table" ? 0.3f : 1 / 3f, 1, 0, 0, 0, 0, 0, 0, 0], All<float>(named["test"], "answer_scores", 0));
        Assert.Equal(two, All<float>(named["test"], "answer_scores", 1)[0]);
        Assert.Equal(3, One<long>(named["test"], "majority", 0));
    }

    [Fact]
    public void Questions_without_an_answer_of_the_vocabulary_are_left_out_of_train_and_valid_and_kept_in_test()
    {
        using var folder = VqaRaw.Given();
        Assert.Equal(0, VqaRaw.Run(folder).Code);
        using (var set = ShardSet.Open(folder.At("out")))
        {
            Assert.DoesNotContain(VqaRaw.Id(8), set["train"]["question_id"].ToArray<long>());
            Assert.Contains(VqaRaw.Id(62), set["test"]["question_id"].ToArray<long>());
            Assert.Equal(-1, One<long>(set["test"], "majority", 62 - 56));
            Assert.All(All<int>(set["test"], "answer_ids", 62 - 56), id => Assert.Equal(-1, id));
            Assert.Contains(set.Manifest.Funnel, f => f == new FunnelStep("train", "with an answer of the vocabulary", 36));
            Assert.Contains(set.Manifest.Funnel, f => f == new FunnelStep("OOD-Test/QT", "of test", 12));
        }

        Assert.Equal(0, VqaRaw.Run(folder, "--replace", "--set", "without_answer=keep").Code);
        Assert.Equal(40, ShardSet.ReadManifest(folder.At("out")).Splits[0].Rows);
    }

    [Fact]
    public void The_same_bytes_come_of_any_number_of_workers_and_a_second_run_has_nothing_to_do()
    {
        using var folder = VqaRaw.Given();
        foreach (var workers in new[] { "1", "2", "4" })
            Assert.Equal(0, PreprocessingProgram.Run([.. VqaRaw.Args(folder, $"out{workers}"), "--workers", workers]).Code);
        var one = SynthTables.Bytes(folder.At("out1"));
        SynthTables.Same(one, SynthTables.Bytes(folder.At("out2")));
        SynthTables.Same(one, SynthTables.Bytes(folder.At("out4")));
        Assert.Contains("nothing to do", PreprocessingProgram.Run(VqaRaw.Args(folder, "out1")).Output, StringComparison.Ordinal);

        // Another picture of the same name is another set.
        Picture.Write(folder.At($"raw/{VqaRaw.ImageName(4)}"), 5);
        var (code, _, error) = PreprocessingProgram.Run(VqaRaw.Args(folder, "out1"));
        Assert.NotEqual(0, code);
        Assert.Contains("images", error, StringComparison.Ordinal);
        SynthTables.Same(one, SynthTables.Bytes(folder.At("out1")));
        Assert.Equal(0, PreprocessingProgram.Run([.. VqaRaw.Args(folder, "out1"), "--replace"]).Code);
    }

    [Fact]
    public void Parquet_has_the_rows_with_their_texts_and_says_what_they_were_made_with()
    {
        using var folder = VqaRaw.Given();
        Assert.Equal(0, VqaRaw.Run(folder).Code);
        using var table = ParquetFile.Open(folder.At("out/shards/test-00000.parquet"));
        Assert.Equal(
            ["question_id", "image_id", "split", "ood_mask", "question", "input_ids", "attention_mask", "answer_ids", "answer_scores", "raw_answers", "answer_type", "question_type"],
            table.Columns.Select(c => c.Name));
        Assert.Equal(("24", 64, 64), (table.Metadata["max_length"], table.Metadata["vocabulary_sha256"].Length, table.Metadata["tokenizer_sha256"].Length));
        var rows = new List<string>();
        table.Read([new("question", "question"), new("raw_answers", "array_to_string(raw_answers, '|')")], result =>
        {
            for (var i = 0; i < result.Rows; i++)
                rows.Add($"{result.Column(0).Text(i)} {result.Column(1).Text(i)}");
        });
        Assert.Equal(Enumerable.Range(56, 24).Select(n => $"{VqaRaw.Text(n)} {string.Join('|', VqaRaw.Answers(n))}"), rows);

        var images = new List<string>();
        foreach (var part in new[] { 0, 1, 2 })
        {
            using var file = ParquetFile.Open(folder.At($"out/shards/images-{part:D5}.parquet"));
            Assert.Equal(["image_key", "bytes", "byte_length", "width", "height"], file.Columns.Select(c => c.Name));
            file.Read([new("image_key", "image_key"), new("bytes", "md5(bytes)")], result =>
            {
                for (var i = 0; i < result.Rows; i++)
                    images.Add($"{result.Column(0).Text(i)} {result.Column(1).Text(i)}");
            });
        }

#pragma warning disable CA5351 // What DuckDB has.
        Assert.Equal(Enumerable.Range(0, 12).Select(p => $"{100 + p} {Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(File.ReadAllBytes(folder.At($"raw/{VqaRaw.ImageName(p)}"))))}"), images);
#pragma warning restore CA5351
    }

    [Fact]
    public void A_set_of_texts_alone_has_no_images()
    {
        using var folder = VqaRaw.Given(hasImages: false);
        var (code, output, error) = VqaRaw.Run(folder, "--set", "images=none");
        Assert.True(code == 0, error);
        Assert.Contains("no images", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Empty(set.Manifest.Tables);
        Assert.Equal(VqaRaw.ImageOf(0), One<long>(set["train"], "image_id", 0));
        Assert.Contains("images=embed", Assert.Throws<InputRefusedException>(() => ImageArchive.Open(folder.At("out"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_vqa_v2_the_validation_images_are_divided_and_none_is_on_both_sides()
    {
        using var folder = VqaRaw.Given();
        foreach (var unwanted in new[] { "Training", "Val", "IID-Test", "OOD-Test" })
            Directory.Delete(folder.At($"raw/{unwanted}"), recursive: true);
        foreach (var (name, first, count) in new[] { ("train2014", 0, 40), ("val2014", 40, 40) })
        {
            VqaRaw.Put(folder, $"v2_OpenEnded_mscoco_{name}_questions.json", Enumerable.Range(first, count).Select(VqaRaw.Question));
            VqaRaw.Put(folder, $"v2_mscoco_{name}_annotations.json", Enumerable.Range(first, count).Select(VqaRaw.Annotation));
        }

        var (code, _, error) = VqaRaw.Run(folder, "--set", "valid_share=0.4", "--set", "without_answer=keep");
        Assert.True(code == 0, error);
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal("vqa-v2", set.Manifest.Options["layout"]);
        var (valid, test) = (set["valid"]["image"].ToArray<long>(), set["test"]["image"].ToArray<long>());
        Assert.Equal(40, valid.Length + test.Length);
        Assert.InRange(valid.Length, 1, 39);
        Assert.Empty(valid.Intersect(test));
    }

    internal static T One<T>(ShardSplit split, string column, int row)
        where T : unmanaged => All<T>(split, column, row)[0];

    internal static T[] All<T>(ShardSplit split, string column, int row)
        where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(split[column].Row(row)).ToArray();

    private static ColumnSchema Column(ShardSet set, string name) => set.Manifest.Columns.Single(c => c.Name == name);
}
