using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Metrics;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>Runs with independent labels, from their folders to table, JSON and reports.</summary>
public sealed class LabelEvaluationTests : IDisposable
{
    private readonly LabelRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public void The_best_mean_leads_and_every_label_level_and_expert_is_shown()
    {
        AddAll();
        var (code, output, error) = Evaluate.Run(runs.Root);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.StartsWith("i2m2 early has the highest mean AUROC over 2 labels on fastmri pathology, profile tiny (test, 60 slices in 8 units that are independent of each other, 2 seeds): ", output, StringComparison.Ordinal);
        foreach (var part in new[] { "AUROC by slice", "Lead of i2m2 early by slice", "Every metric by slice", "Every metric by volume", "Experts by themselves, AUROC by slice", "unimodal phase", "sensitivity", "(Holm, 2 comparisons)", "chosen there for each label and run" })
            Assert.Contains(part, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_the_metrics_of_each_label_by_slice_and_by_volume()
    {
        AddAll();
        using var json = JsonDocument.Parse(Evaluate.Run(runs.Root, "--json").Output);
        var run = json.RootElement.GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("paradigm").GetString() == "inter" && r.GetProperty("seed").GetInt32() == 1);
        var (test, valid) = (Read("inter-early", 1, "test"), Read("inter-early", 1, "valid"));
        var acl = run.GetProperty("levels").GetProperty("slice").GetProperty("labels").GetProperty("acl");
        var (margins, positive) = (LabelMetrics.Column(test.Margins, 2, 0), LabelMetrics.Positive(test.Rows.Labels, 2, 0));
        Assert.Equal(Auroc.Binary(margins, positive).Value!.Value, acl.GetProperty("auroc").GetDouble(), 1e-12);
        Assert.Equal(AveragePrecision.Binary(margins, positive).Value!.Value, acl.GetProperty("average_precision").GetDouble(), 1e-12);

        // The validation rows choose the threshold.
        var point = OperatingPoint.Choose(LabelMetrics.Column(valid.Margins, 2, 0), LabelMetrics.Positive(valid.Rows.Labels, 2, 0))!.Value;
        Assert.Equal(point.On(margins, positive).Sensitivity.Value!.Value, acl.GetProperty("sensitivity").GetDouble(), 1e-12);
        Assert.Equal(point.On(margins, positive).Specificity.Value!.Value, acl.GetProperty("specificity").GetDouble(), 1e-12);

        // The largest margin of a volume's four slices.
        var volume = run.GetProperty("levels").GetProperty("volume");
        double[] largest = [.. Enumerable.Range(0, 15).Select(v => margins[(4 * v)..((4 * v) + 4)].Max())];
        bool[] any = [.. Enumerable.Range(0, 15).Select(v => positive.Skip(4 * v).Take(4).Contains(true))];
        Assert.Equal((15, 8, any.Count(a => a)), (volume.GetProperty("n").GetInt32(), volume.GetProperty("units").GetInt32(), volume.GetProperty("labels").GetProperty("acl").GetProperty("positives").GetInt32()));
        Assert.Equal(Auroc.Binary(largest, any).Value!.Value, volume.GetProperty("labels").GetProperty("acl").GetProperty("auroc").GetDouble(), 1e-12);
    }

    [Fact]
    public void A_label_of_one_class_is_undefined_and_left_out_of_the_mean_with_a_warning()
    {
        runs.Add("inter", "early", 0, 1, present: (row, label) => label == 0 && row % 3 == 0);
        using var json = JsonDocument.Parse(Evaluate.Run(runs.Root, "--json").Output);
        var slice = json.RootElement.GetProperty("runs")[0].GetProperty("levels").GetProperty("slice");
        var meniscus = slice.GetProperty("labels").GetProperty("meniscus");
        Assert.Equal(JsonValueKind.Null, meniscus.GetProperty("auroc").ValueKind);
        Assert.Equal("only one class in the labels", meniscus.GetProperty("reasons").GetProperty("auroc").GetString());
        Assert.Equal(slice.GetProperty("labels").GetProperty("acl").GetProperty("auroc").GetDouble(), slice.GetProperty("mean").GetProperty("auroc").GetDouble());
        Assert.Contains("meniscus: every slice is of one class; auroc and average precision are undefined there, and means over labels are without them.", Evaluate.Run(runs.Root).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_validation_predictions_there_is_no_operating_point_and_it_is_said()
    {
        runs.Add("inter", "early", 0, 1, null, null, "test");
        Assert.Contains("there are no validation predictions of both classes to choose the operating point on: inter early", Evaluate.Run(runs.Root).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("md")]
    public void A_report_has_every_table(string form)
    {
        AddAll();
        var file = Path.Combine(runs.Root, $"report.{form}");
        Assert.Equal(ExitCode.Done, Evaluate.Run(runs.Root, "--report", file).Code);
        var text = File.ReadAllText(file);
        foreach (var part in new[] { "Verdict", "AUROC by slice", "Every metric by volume", "Lead of i2m2 early by slice", "not a further modality" })
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_modality_the_remaining_experts_are_judged()
    {
        AddAll();
        using var json = JsonDocument.Parse(Evaluate.Run(runs.Root, "--modalities", "phase", "--json").Output);
        var run = json.RootElement.GetProperty("runs").EnumerateArray().First(r => r.GetProperty("paradigm").GetString() == "i2m2");
        Assert.Equal("phase", run.GetProperty("experts").EnumerateObject().Single().Name);
        Assert.DoesNotContain(json.RootElement.GetProperty("runs").EnumerateArray(), r => r.GetProperty("paradigm").GetString() == "inter");
    }

    [Fact]
    public void A_file_by_itself_is_judged_under_its_own_name()
    {
        var file = Path.Combine(runs.Add("inter", "early", 0, 1), "predictions-test.parquet");
        var (code, output, _) = Evaluate.Run(file);
        Assert.Equal(ExitCode.Done, code);
        Assert.StartsWith("inter early has mean AUROC ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_is_refused()
    {
        AddAll();
        Evaluate.Refused(ExitCode.Usage, "kept as Parquet alone", runs.Root, "--export-csv", Path.Combine(runs.Root, "csv"));
    }

    private void AddAll()
    {
        foreach (var seed in new[] { 0, 1 })
        {
            runs.Add("unimodal", "phase", seed, 0.3);
            runs.Add("inter", "early", seed, 0.8);
            runs.Add("i2m2", "early", seed, 2, ["magnitude", "phase", "joint"]);
        }
    }

    private LabelPredictions Read(string paradigm, int seed, string split) =>
        LabelPredictionsParquet.Read(Path.Combine(runs.Root, "fastmri", "pathology", paradigm, $"seed-{seed}", $"predictions-{split}.parquet")).Predictions;
}
