using I2M2.Shards;
using I2M2.Storage;
using I2M2.Storage.Images;

namespace I2M2.Tests.Storage.Images;

/// <summary>Images written to Parquet parts and read in place: by us, by DuckDB, by many threads, and when a part was changed.</summary>
public sealed class ImageArchiveTests : IDisposable
{
    private const int Rows = 150;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_image_comes_back_in_any_order_and_on_any_thread()
    {
        Given();
        using var archive = ImageArchive.Open(folder.Path);
        Assert.Equal((2, 2L * Rows), (archive.Parts, archive.Rows));
        var random = new Random(3);
        int[] order = [.. Enumerable.Range(0, 2 * Rows).OrderBy(_ => random.Next())];
        Parallel.ForEach(order, i =>
        {
            Assert.Equal(Image(i), archive.Read(i / Rows, i % Rows));
            var into = new byte[archive.Length(i / Rows, i % Rows)];
            archive.Read(i / Rows, i % Rows, into);
            Assert.Equal(Image(i), into);
        });
        Assert.Equal("images-00001.parquet, row 7", archive.NameOf(1, 7));
    }

    [Fact]
    public void DuckDB_reads_the_same_and_a_group_has_64_rows_at_most()
    {
        Given();
        using var file = ParquetFile.Open(folder.At("shards/images-00001.parquet"));
        Assert.Equal(["image_key", "bytes", "byte_length", "width", "height"], file.Columns.Select(c => c.Name));
        Assert.Equal(("b", Hash), (file.Metadata["a"], file.Metadata[ParquetPart.InputsKey]));
        var found = new List<(string, byte[], int, int, int)>();
        file.Read([new("image_key", "image_key"), new("bytes", "bytes"), new("byte_length", "byte_length"), new("width", "width"), new("height", "height")], result =>
        {
            for (var i = 0; i < result.Rows; i++)
                found.Add((result.Column(0).Text(i), result.Column(1).Bytes(i).ToArray(), result.Column(2).Values<int>()[i], result.Column(3).Values<int>()[i], result.Column(4).Values<int>()[i]));
        });
        Assert.Equal(Enumerable.Range(Rows, Rows).Select(i => ($"image {i}", Image(i).Length, i, 2 * i)), found.Select(f => (f.Item1, f.Item3, f.Item4, f.Item5)));
        Assert.All(found, (f, i) => Assert.Equal(Image(Rows + i), f.Item2));
        using var database = DuckDatabase.Open(new DuckOptions { Files = [folder.At("shards/images-00001.parquet")] });
        using var groups = database.Query("groups", $"SELECT max(row_group_num_rows)::BIGINT, count(DISTINCT row_group_id)::BIGINT FROM parquet_metadata('{folder.At("shards/images-00001.parquet")}')");
        Assert.True(groups.Read());
        Assert.Equal((64L, 3L), (groups.Column(0).Values<long>()[0], groups.Column(1).Values<long>()[0]));
    }

    [Fact]
    public void The_same_images_give_the_same_bytes()
    {
        Given();
        var first = File.ReadAllBytes(folder.At("shards/images-00000.parquet"));
        ImagePartWriter.Write(folder.At("again.parquet"), Part(0), Metadata(Hash));
        Assert.True(first.AsSpan().SequenceEqual(File.ReadAllBytes(folder.At("again.parquet"))));
    }

    [Fact]
    public void Large_images_make_smaller_groups()
    {
        ImagePartWriter.Write(folder.At("a.parquet"), Enumerable.Range(0, 5).Select(i => new ImageRow($"{i}", new byte[(ImagePartWriter.GroupBytes / 2) + i], 1, 1)), new Dictionary<string, string>());
        using var database = DuckDatabase.Open(new DuckOptions { Files = [folder.At("a.parquet")] });
        using var groups = database.Query("groups", $"SELECT count(DISTINCT row_group_id)::BIGINT FROM parquet_metadata('{folder.At("a.parquet")}')");
        Assert.True(groups.Read());
        Assert.Equal(3, groups.Column(0).Values<long>()[0]);
    }

    [Fact]
    public void A_row_or_part_that_is_not_there_is_out_of_range()
    {
        Given();
        using var archive = ImageArchive.Open(folder.Path);
        Assert.Throws<ArgumentOutOfRangeException>(() => archive.Read(0, Rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => archive.Read(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => archive.Read(2, 0));
        Assert.Throws<ArgumentException>(() => archive.Read(0, 1, new byte[archive.Length(0, 1) + 1]));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("cut")]
    [InlineData("other")]
    [InlineData("footer")]
    [InlineData("first length")]
    public void A_part_that_has_changed_is_refused_by_name(string fault)
    {
        Given();
        var path = folder.At("shards/images-00001.parquet");
        var bytes = File.ReadAllBytes(path);
        switch (fault)
        {
            case "gone":
                File.Delete(path);
                break;
            case "cut":
                File.WriteAllBytes(path, bytes[..^9]);
                break;
            case "other":
                File.WriteAllBytes(path, File.ReadAllBytes(folder.At("shards/images-00000.parquet")));
                break;
            case "footer":
                bytes.AsSpan(bytes.Length - 600, 400).Clear();
                File.WriteAllBytes(path, bytes);
                break;
            default:
                // The length before the first image: that image is 150 bytes and more of one value.
                bytes[bytes.AsSpan().IndexOf(Image(Rows)) - 4] ^= 1;
                File.WriteAllBytes(path, bytes);
                break;
        }

        var refusal = Assert.Throws<InputRefusedException>(() => ImageArchive.Open(folder.Path).Dispose());
        Assert.Contains("images-00001.parquet", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_changed_byte_of_a_footer_is_refused_or_reads_the_same()
    {
        Given();
        var path = folder.At("shards/images-00000.parquet");
        var bytes = File.ReadAllBytes(path);
        var random = new Random(5);
        for (var i = 0; i < 1000; i++)
        {
            var changed = bytes.ToArray();
            changed[^(1 + random.Next(3000))] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, changed);
            try
            {
                using var archive = ImageArchive.Open(folder.Path);
                for (var row = 0; row < Rows; row++)
                    Assert.Equal(Image(row).Length, archive.Read(0, row).Length);
            }
            catch (InputRefusedException e)
            {
                Assert.Contains("images-00000.parquet", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private const string Hash = "0123456789";

    private static Dictionary<string, string> Metadata(string hash) => new() { ["a"] = "b", [ParquetPart.InputsKey] = hash };

    private static byte[] Image(int number) => [.. Enumerable.Repeat((byte)number, Rows + (number * 7 % 100)), (byte)(number >> 8)];

    private static IEnumerable<ImageRow> Part(int part) => Enumerable.Range(part * Rows, Rows).Select(i => new ImageRow($"image {i}", Image(i), i, 2 * i));

    // A set of one number a row, with two parts of images.
    private void Given()
    {
        var plan = new ShardSetPlan
        {
            Dataset = "toy",
            ToolVersion = "1",
            Options = new Dictionary<string, string>(),
            Columns = [new ColumnSchema { Name = "x", Role = ColumnRole.Id, Dtype = Dtype.I64, Shape = [], Unit = "index", Description = "The row." }],
            ClassNames = [],
            RawFiles = [],
            Splits = [("train", 1)],
            Parquet = [new ParquetPart("train", 0, 1), new ParquetPart("images", 0, Rows), new ParquetPart("images", 1, Rows)],
            RowsPerShard = 1,
        };
        using var writer = new ShardSetWriter(folder.Path, plan);
        writer.Write(writer.Parts[0], shard => shard.Append("x", BitConverter.GetBytes(0L)));
        foreach (var part in plan.Parquet)
            writer.WriteParquet(part, (path, _) => ImagePartWriter.Write(path, Part(part.Index).Take((int)part.Rows), Metadata(Hash)));
        writer.Finish(new Dictionary<string, ColumnStatistics>());
    }
}
