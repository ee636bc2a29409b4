using I2M2.Shards;
using I2M2.Storage;
using I2M2.Storage.Images;
using I2M2.Tests.Images;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;
using I2M2.Tests.VqaVs;

namespace I2M2.Tests.Nlvr2;

[Collection(ConsoleTests.Name)]
public sealed class Nlvr2ProgramTests
{
    [Fact]
    public void A_row_is_what_the_files_say()
    {
        using var folder = Nlvr2Raw.Given();
        var (code, output, error) = Nlvr2Raw.Run(folder);
        Assert.True(code == 0, error);
        Assert.Contains("nlvr2  44 rows (train 24, valid 6, dev 8, test 6)", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        using var archive = ImageArchive.Open(folder.At("out"));
        Assert.Equal(["False", "True"], set.Manifest.ClassNames);
        var dev = set["dev"];
        for (var row = 0; row < 8; row++)
        {
            Assert.Equal((row / 2, 0L, row % 2), (One<long>(dev, "set_id", row), One<long>(dev, "pair_id", row), One<long>(dev, "sentence_id", row)));
            Assert.Equal(TinyTokenizer.Encode($"Left {row}.", 16), VqaVsProgramTests.All<int>(dev, "input_ids", row));
            Assert.Equal(row % 3 == 0 ? 1 : 0, One<long>(dev, "label", row));
            Assert.Equal(row < 4 ? 1 : row is 5 or 6 ? 2 : 0, One<byte>(dev, "subset", row));
            Assert.Equal(-1, One<int>(dev, "directory", row));
            foreach (var (side, image) in new[] { ("left", 0), ("right", 1) })
            {
                Assert.Equal(Picture.Size(20 + (row / 2) + (40 * image)), (One<int>(dev, $"{side}.width", row), One<int>(dev, $"{side}.height", row)));
                Assert.Equal(File.ReadAllBytes(folder.At($"raw/images/dev/dev-{row / 2}-0-img{image}.png")), archive.Read(One<int>(dev, $"{side}.part", row), One<int>(dev, $"{side}.row", row)));
            }
        }
    }

    [Fact]
    public void Validation_is_held_out_by_directory_and_shares_no_image_with_train()
    {
        using var folder = Nlvr2Raw.Given();
        Assert.Equal(0, Nlvr2Raw.Run(folder, "--set", "valid_directories=1,3").Code);
        using (var set = ShardSet.Open(folder.At("out")))
        {
            Assert.Equal([1, 3], set["valid"]["directory"].ToArray<int>().Distinct().Order());
            Assert.Equal([0, 2, 4], set["train"]["directory"].ToArray<int>().Distinct().Order());
            Assert.Empty(set["train"]["left"].ToArray<long>().Intersect(set["valid"]["left"].ToArray<long>()));
        }

        var (code, _, error) = Nlvr2Raw.Run(folder, "--replace", "--set", "valid_directories=7");
        Assert.Equal(3, code);
        Assert.Contains("no example is of directory 7", error, StringComparison.Ordinal);

        // Without a validation split nothing is held out.
        Assert.Equal(0, Nlvr2Raw.Run(folder, "--replace", "--set", "splits=train").Code);
        Assert.Equal(30, ShardSet.ReadManifest(folder.At("out")).Rows);
    }

    [Fact]
    public void The_same_bytes_come_of_any_number_of_workers()
    {
        using var folder = Nlvr2Raw.Given();
        Assert.Equal(0, Nlvr2Raw.Run(folder, "--workers", "1").Code);
        var one = SynthTables.Bytes(folder.At("out"));
        foreach (var workers in new[] { "2", "4" })
        {
            Directory.Delete(folder.At("out"), recursive: true);
            Assert.Equal(0, Nlvr2Raw.Run(folder, "--workers", workers).Code);
            SynthTables.Same(one, SynthTables.Bytes(folder.At("out")));
        }

        Assert.Contains("nothing to do", Nlvr2Raw.Run(folder).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Parquet_has_the_rows_with_their_texts()
    {
        using var folder = Nlvr2Raw.Given();
        Assert.Equal(0, Nlvr2Raw.Run(folder).Code);
        using var table = ParquetFile.Open(folder.At("out/shards/dev-00000.parquet"));
        Assert.Equal(["identifier", "pair_key", "split", "sentence", "input_ids", "attention_mask", "label", "subset", "directory"], table.Columns.Select(c => c.Name));
        var rows = new List<string>();
        table.Read([new("all", "concat_ws(' ', identifier, pair_key, split, sentence, label, subset, coalesce(directory, -1))")], result =>
        {
            for (var i = 0; i < result.Rows; i++)
                rows.Add(result.Column(0).Text(i));
        });
        Assert.Equal("dev-2-0-1 dev-2-0 dev Left 5. 0 unbalanced -1", rows[5]);
    }

    [Fact]
    public void A_pair_without_one_of_its_images_is_named_or_left_out()
    {
        using var folder = Nlvr2Raw.Given();
        File.Delete(folder.At("raw/images/train/2/train-7-0-img1.png"));
        var (code, _, error) = Nlvr2Raw.Run(folder);
        Assert.Equal(3, code);
        Assert.Contains("images/train/2/train-7-0-img1.png: no such image", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
        (code, var output, error) = Nlvr2Raw.Run(folder, "--skip-bad");
        Assert.True(code == 0, error);
        Assert.Contains("left out 1 image and 2 sentences, listed in rejects.jsonl", output, StringComparison.Ordinal);

        // The other image of the pair is needed by nobody.
        Assert.Equal((2 * 22) - 2, ShardSet.ReadManifest(folder.At("out")).Tables[0].Rows);
    }

    [Theory]
    [InlineData("dev.json", "dev", "its identifier does not begin with test1")]
    [InlineData("dev.json", "unbalanced", "it is listed as balanced too")]
    [InlineData("train.json", "train", "no 'directory'")]
    public void An_example_in_the_wrong_place_is_refused(string source, string fault, string message)
    {
        using var folder = Nlvr2Raw.Given();
        if (fault == "dev")
            File.Copy(folder.At($"raw/{source}"), folder.At("raw/test1.json"), overwrite: true);
        else if (fault == "unbalanced")
            File.Copy(folder.At("raw/balanced/balanced_dev.json"), folder.At("raw/unbalanced/unbalanced_dev.json"), overwrite: true);
        else
            Nlvr2Raw.Put(folder, source, [Nlvr2Raw.Example("train", 0, null)]);
        var (code, _, error) = Nlvr2Raw.Run(folder);
        Assert.Equal(3, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_draws_pairs_with_their_sentences()
    {
        using var folder = Nlvr2Raw.Given();
        Assert.Equal(0, Nlvr2Raw.Run(folder).Code);
        var (code, output, error) = PreprocessingProgram.Run("inspect", folder.At("out"), "--split", "dev", "--rows", "3", "--picture", folder.At("rows.png"));
        Assert.True(code == 0, error);
        Assert.Contains("of each row left, right", output, StringComparison.Ordinal);
        Assert.Contains("Left 1.  ->  False", output, StringComparison.Ordinal);
        Assert.Contains("left.width", output, StringComparison.Ordinal);
        Assert.True(new FileInfo(folder.At("rows.png")).Length > 1000);
    }

    [DataFact("data/nlvr2", "data/roberta-bpe")]
    public void The_published_sentences_have_the_published_counts()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = PreprocessingProgram.Run(
            "nlvr2", "--raw", TestData.At("data/nlvr2"), "--out", folder.At("out"), "--set", "images=none", "--set", "splits=dev,test2", "--set", "max_length=64", "--set", $"tokenizer={TestData.At("data/roberta-bpe")}");
        Assert.True(code == 0, error);
        using var set = ShardSet.Open(folder.At("out"));
        var (dev, test2) = (set["dev"], set["test2"]);
        Assert.Equal((6982L, 6970L), (dev.Rows, test2.Rows));
        Assert.Equal((3551L, 3584L), (dev["label"].ToArray<long>().Sum(), test2["label"].ToArray<long>().Sum()));
        Assert.Equal(132_295, Enumerable.Range(0, 6982).Sum(r => dev["attention_mask"].Row(r).Count((byte)1)));
        Assert.Equal(418_213_341, Enumerable.Range(0, 6982).Sum(r => VqaVsProgramTests.All<int>(dev, "input_ids", r).Sum(i => (long)i) - dev["attention_mask"].Row(r).Count((byte)0)));
        Assert.Equal(4051, Enumerable.Range(0, 6982).Select(r => (One<long>(dev, "set_id", r), One<long>(dev, "pair_id", r))).Distinct().Count());
        Assert.Equal(2018, Enumerable.Range(0, 6982).Select(r => (One<long>(dev, "set_id", r), One<long>(dev, "sentence_id", r))).Distinct().Count());
    }

    private static T One<T>(ShardSplit split, string column, int row)
        where T : unmanaged => VqaVsProgramTests.One<T>(split, column, row);
}
