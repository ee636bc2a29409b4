using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Evaluation.Tests;

/// <summary>Predictions of independent labels as files.</summary>
public sealed class LabelPredictionsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("i2m2-label-files-");

    private string Path => System.IO.Path.Combine(folder.FullName, "predictions-test.parquet");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_again_and_twice_gives_the_same_bytes(bool units)
    {
        var given = Given(units);
        LabelPredictionsParquet.Write(Path, given, Metadata);
        var bytes = File.ReadAllBytes(Path);
        Assert.True(LabelPredictionsParquet.IsAt(Path));
        var (read, metadata) = LabelPredictionsParquet.Read(Path);
        Assert.Equal(given.Margins, read.Margins);
        Assert.Equal(given.Rows.Ids, read.Rows.Ids);
        Assert.Equal(given.Rows.Names, read.Rows.Names);
        Assert.Equal(given.Rows.Labels, read.Rows.Labels);
        Assert.Equal(given.Rows.Clusters, read.Rows.Clusters);
        Assert.Equal(given.Rows.Groups, read.Rows.Groups);
        Assert.Equal(given.Experts.Select(e => (e.Name, string.Join(' ', e.Margins))), read.Experts.Select(e => (e.Name, string.Join(' ', e.Margins))));
        Assert.Equal(("fastmri", "test", given.RowsFingerprint()), (metadata!.Run.Dataset, metadata.Split, read.RowsFingerprint()));
        LabelPredictionsParquet.Write(Path, given, Metadata);
        Assert.Equal(bytes, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_file_whose_rows_are_not_those_that_were_written_is_refused()
    {
        LabelPredictionsParquet.Write(Path, Given(true), Metadata);
        using (var database = DuckDatabase.Open(new DuckOptions { Files = [Path, Path + ".other"], MemoryLimit = 1L << 30 }))
        {
            using var file = ParquetFile.Open(Path);
            var metadata = string.Join(", ", file.Metadata.Where(m => m.Key.StartsWith("i2m2", StringComparison.Ordinal)).Select(m => $"\"{m.Key}\": '{m.Value}'"));
            database.Execute("test", $"COPY (SELECT * REPLACE (list_transform(logit, x -> -x) AS logit) FROM '{Path}') TO '{Path}.other' (FORMAT parquet, KV_METADATA {{{metadata}}})");
        }

        Assert.Contains("not those that were written", Assert.Throws<InputRefusedException>(() => LabelPredictionsParquet.Read(Path + ".other")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT 'a' AS id, [0, 1] AS labels, [0.5::FLOAT] AS logit", "column logit: expected 2 values")]
    [InlineData("SELECT 'a' AS id, [0, 2] AS labels, [0.5::FLOAT, 1] AS logit", "label label 1: neither 0 nor 1")]
    [InlineData("SELECT 'a' AS id, [0, 1] AS labels, ['nan'::FLOAT, 1] AS logit", "a margin of the model is no finite number")]
    [InlineData("SELECT 'a' AS id, [0, 1] AS labels, [0.5::FLOAT, 1] AS logit FROM range(2)", "an earlier row has the same id")]
    [InlineData("SELECT 'a' AS id, [0, 1] AS labels, [0.5::FLOAT, NULL] AS logit", "expected numbers, found nothing")]
    [InlineData("SELECT 'a' AS id, 1 AS labels, [0.5::FLOAT] AS logit", "labels")]
    [InlineData("SELECT 7 AS id, [1] AS labels, [0.5::FLOAT] AS logit", "id")]
    public void What_is_no_prediction_is_refused_by_row_and_column(string rows, string says)
    {
        Make(rows);
        Assert.Contains(says, Assert.Throws<InputRefusedException>(() => LabelPredictionsParquet.Read(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Anyones_file_will_do()
    {
        Make("SELECT 'a' AS id, [0, 1] AS labels, [0.5::DOUBLE, -1] AS logit, [0.25::DOUBLE, -1] AS logit_phase, 3 AS other");
        var (read, metadata) = LabelPredictionsParquet.Read(Path);
        Assert.Null(metadata);
        Assert.Equal(["label 0", "label 1"], read.Rows.Names);
        Assert.Equal([0.5, -1], read.Margins);
        Assert.Equal("phase", read.Experts.Single().Name);
    }

    private static PredictionsMetadata Metadata => new()
    {
        Run = new RunDescription { Dataset = "fastmri", Task = "pathology", Paradigm = "inter", Variant = "early", Seed = 0 },
        Split = "test",
        ClassNames = ["acl", "meniscus"],
    };

    private static LabelPredictions Given(bool units) => LabelPredictions.Create(
        "given",
        new(["a/0", "a/1", "ü/0"], ["acl", "meniscus"], [0, 1, 1, 1, 0, 0], units ? ["p", "p", "q"] : null, units ? ["a", "a", "ü"] : null),
        [0.5, -1.25, 3, 1e-3f, -4, 0],
        [("phase", [0.25, -1.25, 1, 1e-3f, -4, 0]), ("joint", [0.25, 0, 2, 0, 0, 0])]);

    private void Make(string rows)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Files = [Path], MemoryLimit = 1L << 30 });
        database.Execute("test", $"COPY ({rows}) TO '{Path}' (FORMAT parquet)");
    }
}
