using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Storage;
using I2M2.Tests;
using Parquet;
using Parquet.Schema;

namespace I2M2.Evaluation.Tests;

public sealed class PredictionsParquetTests : IDisposable
{
    private static readonly PredictionsMetadata Metadata = new()
    {
        Run = new RunDescription { Dataset = "toy", Task = "digit", Paradigm = "i2m2", Variant = "concat", Seed = 3, Profile = "clean", Params = 7, DataHash = "ab", Data = "/home/someone/data" },
        Split = "valid",
        ClassNames = ["\"zero\"", "eins"],
    };

    private readonly TemporaryFolder folder = new();

    private string File => folder.At("predictions-valid.parquet");

    [Fact]
    public void What_a_float32_network_said_reads_back_bit_for_bit()
    {
        var random = new Random(20240517);
        double[] Rows() => [.. Enumerable.Range(0, 3000).SelectMany(_ => Softmax(random.NextDouble(), random.NextDouble() * 20))];
        var predictions = Predictions.Create(
            "test", [.. Enumerable.Range(0, 3000).Select(i => $"id {3000 - i}")], [.. Enumerable.Range(0, 3000).Select(i => i % 2)], 2, Rows(), [("image", Rows()), ("joint.2", Rows())]);
        PredictionsParquet.Write(File, predictions, Metadata);

        var (back, _) = PredictionsParquet.Read(File);

        Assert.Equal(predictions.Ids, back.Ids);
        Assert.Equal(predictions.Labels, back.Labels);
        Assert.Equal(["image", "joint.2"], back.Experts.Select(e => e.Name));
        Assert.Equal(Values(predictions), Values(back));

        static double[] Softmax(double a, double b)
        {
            var sum = Math.Log(Math.Exp(a) + Math.Exp(b));
            return [(float)(a - sum), (float)(b - sum)];
        }
    }

    [Fact]
    public void The_metadata_let_the_file_stand_alone_and_name_no_folder()
    {
        PredictionsParquet.Write(File, Given.Predictions([1], [[0.25, 0.75]]), Metadata);

        var read = PredictionsParquet.Read(File).Metadata!;

        Assert.Equal(Metadata.Run with { Data = null }, read.Run);
        Assert.Equal("valid", read.Split);
        Assert.Equal(Metadata.ClassNames, read.ClassNames);
        Assert.DoesNotContain("someone", System.Text.Encoding.Latin1.GetString(System.IO.File.ReadAllBytes(File)));
    }

    [Fact]
    public void The_same_predictions_give_the_same_bytes()
    {
        var predictions = Given.Predictions([1, 0], [[0.25, 0.75], [1, 0]], ("image", [[1, 0], [0.5, 0.5]]));
        PredictionsParquet.Write(File, predictions, Metadata);
        PredictionsParquet.Write(folder.At("again"), predictions, Metadata);
        PredictionsParquet.Write(folder.At("read and written"), PredictionsParquet.Read(File).Predictions, Metadata);

        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(folder.At("again")));
        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(folder.At("read and written")));
    }

    [Fact]
    public void Named_parts_of_the_rows_read_back_and_belong_to_the_hash()
    {
        double[] even = [Math.Log(0.5), Math.Log(0.5), Math.Log(0.5), Math.Log(0.5), Math.Log(0.5), Math.Log(0.5)];
        Predictions Of(params string[] subsets) => Predictions.Create("test", ["a", "b", "c"], [0, 1, 1], 2, even, [("image", even)], subsets);
        PredictionsParquet.Write(File, Of("balanced", "", "unbalanced"), Metadata);
        PredictionsParquet.Write(folder.At("other"), Of("balanced", "unbalanced", ""), Metadata);

        Assert.Equal(["balanced", "", "unbalanced"], PredictionsParquet.Read(File).Predictions.Subsets);
        Assert.NotEqual(Hash(File), Hash(folder.At("other")));
        Assert.Throws<InputRefusedException>(() => Of("balanced"));

        static string Hash(string path)
        {
            using var file = ParquetFile.Open(path);
            return file.Metadata["i2m2.sha256"];
        }
    }

    [Fact]
    public async Task Another_implementation_reads_what_we_write()
    {
        PredictionsParquet.Write(File, Given.Predictions([1, 0], [[0.25, 0.75], [1, 0]], ("image", [[0.5, 0.5], [0.5, 0.5]])), Metadata);

        await using var reader = await ParquetReader.CreateAsync(File);

        Assert.Equal(["id", "label", "log_prob", "log_prob_image"], reader.Schema.Fields.Select(f => f.Name));
        Assert.Contains("\"dataset\":\"toy\"", reader.CustomMetadata[PredictionsMetadata.Key]);
        using var group = reader.OpenRowGroupReader(0);
        var (values, defined, levels) = (new float[4], new int[4], new int[4]);
        await group.ReadRawAsync<float>(reader.Schema.DataFields[2], values, defined, levels);
        Assert.Equal([(float)Math.Log(0.25), (float)Math.Log(0.75), 0, float.NegativeInfinity], values);
        Assert.Equal([0, 1, 0, 1], levels);
    }

    [Fact]
    public async Task We_read_what_another_implementation_writes()
    {
        var schema = new ParquetSchema(
            new DataField<float>("p_1"), new DataField<string>("ward"), new DataField<long>("label"), new DataField<double>("p_0"), new DataField<long>("id"),
            new DataField<double>("image:p_0"), new DataField<double>("image:p_1"));
        await using (var stream = System.IO.File.Create(File))
        await using (var writer = await Parquet.ParquetWriter.CreateAsync(schema, stream))
        {
            using var group = writer.CreateRowGroup();
            var fields = schema.DataFields;
            await group.WriteAsync<float>(fields[0], new[] { 0.75f, 0.5f });
            await group.WriteAsync(fields[1], new[] { "a", "b" });
            await group.WriteAsync<long>(fields[2], new[] { 1L, 0L });
            await group.WriteAsync<double>(fields[3], new[] { 0.25, 0.5 });
            await group.WriteAsync<long>(fields[4], new[] { 17L, 4L });
            await group.WriteAsync<double>(fields[5], new[] { 1.0, 0.0 });
            await group.WriteAsync<double>(fields[6], new[] { 0.0, 1.0 });
        }

        var (predictions, metadata) = PredictionsFile.Read(File);

        Assert.Null(metadata);
        Assert.Equal(["17", "4"], predictions.Ids);
        Assert.Equal([1, 0], predictions.Labels);
        Assert.Equal([Math.Log(0.25), Math.Log(0.75), Math.Log(0.5), Math.Log(0.5)], predictions.Product.Column(0).Zip(predictions.Product.Column(1)).SelectMany(p => new[] { p.First, p.Second }));
        Assert.Equal([0, double.NegativeInfinity], predictions.Experts.Single().LogProbabilities.Column(0));
    }

    [Theory]
    [InlineData("SELECT 'a' AS id, 0 AS label", "header: column p_0 (or log_p_0) is missing")]
    [InlineData("SELECT 0 AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "header: column id is missing")]
    [InlineData("SELECT 0 AS label, [0.0::FLOAT, '-inf'] AS log_prob", "column id is missing; expected text or whole numbers")]
    [InlineData("SELECT 'a' AS id, 0 AS label, 1 AS log_prob", "column log_prob: expected lists of float or double, found Integer")]
    [InlineData("SELECT 'a' AS id, 0 AS label, ['x'] AS log_prob", "column log_prob: expected lists of float or double, found list of Varchar")]
    [InlineData("SELECT 1.5::DOUBLE AS id, 0 AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "column id: expected text or whole numbers, found Double")]
    [InlineData("SELECT 'a' AS id, 0.5::DOUBLE AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "column label: expected whole numbers, found Double")]
    [InlineData("SELECT 'a' AS id, 0 AS label, '1' AS p_0, 0.0::DOUBLE AS p_1", "column p_0: expected float or double, found Varchar")]
    [InlineData("SELECT 'a' AS id, 0 AS label, [0.0::FLOAT, '-inf'] AS log_prob, [0.0::FLOAT, '-inf'] AS \"log_prob_=1\"", "expert \"=1\" is not a name")]
    public void A_schema_that_is_not_of_predictions(string select, string problem) => Refused(select, problem);

    [Theory]
    [InlineData("SELECT NULL::VARCHAR AS id, 0 AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "row 1, column id: expected a name")]
    [InlineData("SELECT '' AS id, 0 AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "row 1, column id: expected a name")]
    [InlineData("SELECT 'a' AS id, NULL::INTEGER AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "row 1 (id \"a\"), column label: expected a class")]
    [InlineData("SELECT 'a' AS id, 2 AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "row 1 (id \"a\"), column label: expected a class 0..1")]
    [InlineData("SELECT 'a' AS id, 4294967296 AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "row 1 (id \"a\"), column label: expected a class")]
    [InlineData("SELECT 'a' AS id, 0 AS label, NULL::DOUBLE AS p_0, 0.0::DOUBLE AS p_1", "row 1 (id \"a\"), column p_0: expected a probability 0..1")]
    [InlineData("SELECT 'a' AS id, 0 AS label, 1.0::DOUBLE AS p_0, 'nan'::DOUBLE AS p_1", "row 1 (id \"a\"), column p_1: expected a probability 0..1")]
    [InlineData("SELECT 'a' AS id, 0 AS label, 0.5::DOUBLE AS p_0, 0.4::DOUBLE AS p_1", "row 1 (id \"a\"): the probabilities of the model do not sum to 1")]
    [InlineData("SELECT 'a' AS id, 0 AS label, NULL::FLOAT[] AS log_prob", "row 1 (id \"a\"), column log_prob: expected a list")]
    [InlineData("SELECT 'a' AS id, 0 AS label, [0.0::FLOAT, NULL] AS log_prob", "row 1 (id \"a\"), column log_prob: expected the logarithm")]
    [InlineData("SELECT 'a' AS id, 0 AS label, [0.0::FLOAT, 'inf'] AS log_prob", "row 1 (id \"a\"), column log_prob: expected the logarithm")]
    [InlineData("SELECT 'a' AS id, 0 AS label, [0.0::FLOAT] AS log_prob", "expected two classes or more, found 1")]
    [InlineData("SELECT 'a' AS id, 0 AS label, []::FLOAT[] AS log_prob", "expected two classes or more, found 0")]
    [InlineData("SELECT id, 0 AS label, [0.0::FLOAT, '-inf'] AS log_prob, CASE WHEN id = 'b' THEN [0.0::FLOAT] ELSE [0.0::FLOAT, '-inf'] END AS log_prob_x FROM (VALUES ('a'), ('b')) t(id)", "row 2 (id \"b\"), column log_prob_x: expected 2 values")]
    [InlineData("SELECT 'a' AS id, 0 AS label, [0.0::FLOAT, '-inf'] AS log_prob FROM range(2)", "row 2 (id \"a\"): an earlier row has the same id")]
    [InlineData("SELECT 'a' AS id, 0 AS label, [0.0::FLOAT, '-inf'] AS log_prob WHERE false", "expected one row or more, found none")]
    public void A_value_that_cannot_be(string select, string problem) => Refused(select, problem);

    [Fact]
    public void A_small_file_that_says_one_row_a_million_times_is_refused_at_its_second()
    {
        using (var database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] }))
        {
            database.Execute("test", $"COPY (SELECT 'a' AS id, 0 AS label, 1.0::DOUBLE AS p_0, 0.0::DOUBLE AS p_1 FROM range(3000000)) TO {Sql.WritePath(File)} (FORMAT parquet)");
        }

        Assert.InRange(new FileInfo(File).Length, 0, 1 << 20);
        Assert.Contains("row 2 (id \"a\"): an earlier row has the same id", Assert.Throws<InputRefusedException>(() => PredictionsFile.Read(File)).Message);
    }

    [Theory]
    [InlineData("{", "line 1: not JSON")]
    [InlineData("{\"dataset\":\"toy\",\"paradigm\":\"intra\",\"seed\":0,\"split\":\"test\",\"class_names\":[\"one\"]}", "key \"class_names\": expected 2 texts")]
    [InlineData("{\"dataset\":\"toy\",\"paradigm\":\"intra\",\"seed\":0,\"split\":\"test\",\"class_names\":[\"\\ud800\",\"b\"]}", "key \"class_names\": expected a text")]
    [InlineData("{\"dataset\":\"toy\",\"paradigm\":\"intra\",\"seed\":0,\"split\":\"\",\"class_names\":[\"a\",\"b\"]}", "key \"split\": expected a text")]
    public void Metadata_that_do_not_describe_the_rows(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<InputRefusedException>(() => PredictionsMetadata.Parse("x.parquet", json, 2)).Message);

    [Theory]
    [InlineData("id, 0::INTEGER AS label, log_prob", PredictionsMetadata.Key, ContentHash.Key)]
    [InlineData("id, label, log_prob", PredictionsMetadata.Key)]
    [InlineData("id, label, log_prob", ContentHash.Key)]
    public void Rows_or_metadata_that_are_not_those_written_are_refused(string columns, params string[] kept)
    {
        PredictionsParquet.Write(File, Given.Predictions([1], [[0.25, 0.75]]), Metadata);
        using (var written = ParquetFile.Open(File))
        using (var database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] }))
        {
            I2M2.Storage.ParquetWriter.Write(
                database,
                folder.At("other"),
                $"SELECT {columns} FROM read_parquet({Sql.ReadPath(File)})",
                "id",
                kept.ToDictionary(k => k, k => written.Metadata[k]));
        }

        var e = Assert.Throws<InputRefusedException>(() => PredictionsFile.Read(folder.At("other")));
        Assert.Contains("are not those that were written", e.Message);
    }

    public void Dispose() => folder.Dispose();

    private void Refused(string select, string problem)
    {
        using (var database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] }))
            database.Execute("test", $"COPY ({select}) TO {Sql.WritePath(File)} (FORMAT parquet)");
        var e = Assert.Throws<InputRefusedException>(() => PredictionsFile.Read(File));
        Assert.StartsWith($"{File}: {problem}", e.Message);
    }

    private static IEnumerable<double> Values(Predictions predictions) => predictions.Experts.Select(e => e.LogProbabilities)
        .Prepend(predictions.Product).SelectMany(p => Enumerable.Range(0, p.Classes).SelectMany(p.Column));
}
