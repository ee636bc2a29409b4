using FsCheck;
using FsCheck.Fluent;

using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

public class PredictionsCsvTests
{
    [Fact]
    public void Reads_probabilities_from_anyone()
    {
        var predictions = Read("id,label,p_0,p_1\na,1,0.25,0.75\nb,0,0.5,0.5\n");

        Assert.Equal(["a", "b"], predictions.Ids);
        Assert.Equal([1, 0], predictions.Labels);
        Assert.Equal([Math.Log(0.25), Math.Log(0.75)], predictions.Product.Row(0).ToArray());
        Assert.Empty(predictions.Experts);
    }

    [Fact]
    public void Columns_stand_in_any_order_and_unknown_ones_are_ignored()
    {
        var predictions = Read("p_1,cluster,label,p_0,id\n0.75,ward,1,0.25,a\n");

        Assert.Equal([Math.Log(0.25), Math.Log(0.75)], predictions.Product.Row(0).ToArray());
    }

    [Fact]
    public void Reads_experts_as_probabilities_or_as_logarithms()
    {
        var predictions = Read(
            "id,label,log_p_0,log_p_1,image:p_0,image:p_1,joint:log_p_0,joint:log_p_1\na,0,0,-inf,0.5,0.5,-Infinity,0\n");

        Assert.Equal(["image", "joint"], predictions.Experts.Select(e => e.Name));
        Assert.Equal([0, double.NegativeInfinity], predictions.Product.Row(0).ToArray());
        Assert.Equal([double.NegativeInfinity, 0], predictions.Experts[1].LogProbabilities.Row(0).ToArray());
    }

    [Fact]
    public void Rows_that_sum_to_nearly_1_are_normalised()
    {
        var row = Read("id,label,p_0,p_1,p_2\na,0,0.333,0.333,0.3335\n").Product.Row(0).ToArray();

        Assert.Equal(1, row.Sum(Math.Exp), 12);
        Assert.Equal(0.3335 / 0.9995, Math.Exp(row[2]), 12);
    }

    [Fact]
    public void Windows_line_ends_a_byte_order_mark_and_quotes_are_read()
    {
        var folder = Directory.CreateTempSubdirectory("i2m2-");
        var path = Path.Combine(folder.FullName, "excel.csv");
        File.WriteAllText(path, "\uFEFFid,label,\"p_0\",p_1\r\n\"a, b\",0,1,0\r\n");

        Assert.Equal(["a, b"], PredictionsCsv.Read(path).Ids);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void What_is_written_is_this_text()
    {
        var predictions = Given.Predictions([1], [[0.25, 0.75]], ("image", [[1, 0]]));

        Assert.Equal(
            "id,label,log_p_0,log_p_1,image:log_p_0,image:log_p_1\na,1,-1.3862943611198906,-0.2876820724517809,0,-inf\n",
            Written(predictions));
    }

    [Fact]
    public void What_is_written_reads_back_bit_for_bit() => Given.Always(Any(), predictions =>
    {
        var back = Read(Written(predictions));
        return back.Ids.SequenceEqual(predictions.Ids)
            && back.Labels.SequenceEqual(predictions.Labels)
            && Values(back).SequenceEqual(Values(predictions))
            && Written(back) == Written(predictions);
    });

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@x", "'@x")]
    [InlineData("'=1", "''=1")]
    [InlineData("'plain", "'plain")]
    public void An_id_that_a_spreadsheet_would_run_is_guarded_in_the_file_and_itself_again_when_read(string id, string cell)
    {
        var written = Written(Predictions.Create("test", [id], [0], 2, [0, double.NegativeInfinity], []));

        Assert.Contains($"\n{cell},0,", written);
        Assert.Equal([id], Read(written).Ids);
    }

    private static Arbitrary<Predictions> Any() => (
        from classes in Gen.Choose(2, 5)
        from rows in Given.Labelled(classes)
        from other in Gen.Choose(1, 6).ArrayOf(classes).ArrayOf(rows.Labels.Length)
        from ids in Gen.Elements("=", "'", "-", "a", ",", "\"", "\n", "\r", " ", "é", "\u202E", "\u001B[31m")
            .ArrayOf(4).ArrayOf(rows.Labels.Length)
        select Predictions.Create(
            "test",
            [.. ids.Select((parts, i) => string.Concat(parts) + i)],
            rows.Labels,
            classes,
            [.. rows.Rows.SelectMany(r => r).Select(p => Math.Log(p))],
            [("image", [.. other.SelectMany(r => r.Select(w => Math.Log((double)w / r.Sum())))])])).ToArbitrary();

    private static IEnumerable<double> Values(Predictions predictions) => predictions.Experts.Select(e => e.LogProbabilities)
        .Prepend(predictions.Product).SelectMany(p => Enumerable.Range(0, p.Classes).SelectMany(p.Column));

    private static Predictions Read(string csv) => PredictionsCsv.Read(new StringReader(csv), "their.csv");

    private static string Written(Predictions predictions)
    {
        using var text = new StringWriter();
        PredictionsCsv.Write(predictions, text);
        return text.ToString();
    }
}
