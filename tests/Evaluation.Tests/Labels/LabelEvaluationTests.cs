using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using I2M2.Cli;
using I2M2.Modeling.Metrics;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>Runs with independent labels, from their folders to table, JSON, CSV and reports. Not parallel with others that watch the process's outputs.</summary>
[Collection(nameof(EvaluateCommandTests))]
public sealed partial class LabelEvaluationTests : IDisposable
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
        Assert.Contains("slices are of one class in meniscus; auroc and average precision are undefined there, and the mean is that of one label.", Evaluate.Run(runs.Root).Output, StringComparison.Ordinal);
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
        var text = Report(form);
        foreach (var part in new[] { "Verdict", "AUROC by slice", "Every metric by volume", "Lead of i2m2 early by slice", "not a further modality", "ROC curves by slice", "Reliability of acl", "best epoch" })
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
    public void A_report_draws_roc_curves_of_every_label_and_paradigm_calibration_of_each_label_and_learning_curves()
    {
        AddAll();
        File.WriteAllText(Path.Combine(RunOf("inter-early", 1), "metrics.jsonl"), "{\"epoch\":1,\"train_loss\":0.9,\"valid_auroc\":0.5}\n{\"epoch\":2,\"train_loss\":0.7,\"valid_auroc\":0.625}\n");
        var plots = Plots();
        Assert.Equal(4, plots.Count);

        var roc = plots[0];
        Assert.Equal(
            from label in new[] { "acl", "meniscus" } from paradigm in new[] { "unimodal phase", "inter early", "i2m2 early" } from seed in new[] { 0, 1 } select (label, paradigm, seed),
            roc.Select(v => (Text(v, "label"), Text(v, "paradigm"), v.GetProperty("seed").GetInt32())).Distinct());

        var reliability = plots[1];
        Assert.Equal(["unimodal phase", "inter early", "i2m2 early"], reliability.Select(v => Text(v, "paradigm")).Distinct());
        // Sixty slices, two seeds together.
        Assert.All(reliability.GroupBy(v => Text(v, "paradigm")), g => Assert.Equal(120, g.Sum(v => v.GetProperty("rows").GetInt32())));
        var present = Read("inter-early", 0, "test").Rows.Labels.Where((_, i) => i % 2 == 0).Sum();
        Assert.Equal(2.0 * present, reliability.Where(v => Text(v, "paradigm") == "inter early").Sum(v => v.GetProperty("rows").GetInt32() * v.GetProperty("share present").GetDouble()), 1e-3);

        Assert.Equal([("inter early", 1, 1, 0.5), ("inter early", 1, 2, 0.625)], plots[3].Select(v =>
            (Text(v, "paradigm"), v.GetProperty("seed").GetInt32(), v.GetProperty("epoch").GetInt32(), v.GetProperty("metric").GetDouble())));
    }

    [Fact]
    public void A_label_of_one_class_has_no_roc_curve_and_one_without_any_no_plot_of_them()
    {
        runs.Add("inter", "early", 0, 1, present: (row, label) => label == 0 && row % 3 == 0);
        Assert.Equal(["acl"], Plots()[0].Select(v => Text(v, "label")).Distinct());
        runs.Add("inter", "early", 0, 1, present: (_, _) => false);
        // Calibration alone: a label that is never there can be foretold too often.
        Assert.Equal(2, Plots().Count);
    }

    [Fact]
    public void A_learning_curve_that_cannot_be_read_is_left_out_and_told()
    {
        AddAll();
        File.WriteAllText(Path.Combine(RunOf("inter-early", 1), "metrics.jsonl"), "{}\n");
        Assert.Contains("Not shown: ", Report("html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_probabilities_trained_with_balanced_weights_a_report_says_so()
    {
        const string Said = "not probabilities of the population";
        AddAll();
        Assert.DoesNotContain(Said, Report("html"), StringComparison.Ordinal);
        // The recipe's own settings.
        var config = new RunConfig
        {
            Dataset = "fastmri",
            Task = "pathology",
            Paradigm = new Paradigm(ParadigmKind.Inter, "early"),
            Seed = 1,
            Profile = "clean",
            Settings = Recipe.Of(TaskList.Find("fastmri", "pathology")!).Resolve(ParadigmKind.Inter, "clean", []),
            Limits = new Dictionary<string, long>(),
            DataHash = "00",
            Classes = 4,
            Device = "cpu",
            TorchVersion = "1",
        };
        File.WriteAllText(Path.Combine(RunOf("inter-early", 1), "config.yaml"), config.ToYaml());
        Assert.Contains(Said, Report("html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_has_a_row_for_each_slice_and_label_that_reads_back_to_the_same_numbers()
    {
        AddAll();
        var export = Path.Combine(runs.Root, "csv");
        Assert.Equal(ExitCode.Done, Evaluate.Run(RunOf("i2m2-early", 1), RunOf("inter-early", 0), "--export-csv", export).Code);

        Assert.Equal(["fastmri-pathology-i2m2-early-tiny-seed-1-test.csv", "fastmri-pathology-inter-early-tiny-seed-0-test.csv"], Directory.GetFiles(export).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string[][] csv = [.. File.ReadLines(Path.Combine(export, "fastmri-pathology-i2m2-early-tiny-seed-1-test.csv")).Select(line => line.Split(','))];
        Assert.Equal(["id", "volume", "slice", "label", "present", "logit", "p", "magnitude:logit", "phase:logit", "joint:logit"], csv[0]);
        var written = Read("i2m2-early", 1, "test");
        Assert.Equal(
            from row in Enumerable.Range(0, 60)
            from label in Enumerable.Range(0, 2)
            select (written.Rows.Ids[row], written.Rows.Groups![row], $"{row % 4}", written.Rows.Names[label], $"{written.Rows.Labels[(2 * row) + label]}"),
            csv.Skip(1).Select(cells => (cells[0], cells[1], cells[2], cells[3], cells[4])));
        Assert.Equal(written.Margins, csv.Skip(1).Select(cells => Number(cells[5])));
        Assert.Equal(written.Margins.Select(m => 1 / (1 + Math.Exp(-m))), csv.Skip(1).Select(cells => Number(cells[6])));
        Assert.Equal(written.Experts[2].Margins, csv.Skip(1).Select(cells => Number(cells[9])));
    }

    [Fact]
    public void Csv_of_a_bare_file_names_what_a_row_is_part_of_and_never_its_patient()
    {
        var rows = new LabelledRows(["one", "=two"], ["acl"], [0, 1], ["patient A", "patient B"], ["first knee", "second, left"]);
        using var text = new StringWriter { NewLine = "\n" };
        LabelPredictionsCsv.Write(LabelPredictions.Create("given", rows, [-1, 0], []), [], text);
        Assert.Equal("id,group,label,present,logit,p\none,first knee,acl,0,-1,0.2689414213699951\n'=two,\"second, left\",acl,1,0,0.5\n", text.ToString());
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

    private static string? Text(JsonElement value, string key) => value.GetProperty(key).GetString();

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private string RunOf(string paradigm, int seed) => Path.Combine(runs.Root, "fastmri", "pathology", paradigm, $"seed-{seed}");

    private string Report(string form)
    {
        var file = Path.Combine(runs.Root, $"report.{form}");
        Assert.Equal(ExitCode.Done, Evaluate.Run(runs.Root, "--report", file).Code);
        return File.ReadAllText(file);
    }

    // The values of each plot of the HTML report, in order.
    private List<JsonElement[]> Plots() => [.. Spec().Matches(Report("html")).Select(m =>
        JsonDocument.Parse(m.Groups["json"].Value).RootElement.GetProperty("data").GetProperty("values").EnumerateArray().ToArray())];

    private LabelPredictions Read(string paradigm, int seed, string split) =>
        LabelPredictionsParquet.Read(Path.Combine(RunOf(paradigm, seed), $"predictions-{split}.parquet")).Predictions;

    [GeneratedRegex("<script type=\"application/json\" id=\"plot-\\d+\">(?<json>.*?)</script>")]
    private static partial Regex Spec();
}
