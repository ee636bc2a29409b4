using System.Text.Json;
using System.Text.RegularExpressions;
using I2M2.Cli;

namespace I2M2.Evaluation.Tests;

/// <summary>`--report` from run folders to the file. Not parallel with others that watch the process's outputs.</summary>
[Collection(nameof(EvaluateCommandTests))]
public sealed partial class EvaluationReportTests : IDisposable
{
    private static readonly int[] Labels = [0, 0, 1, 1];
    private readonly RunsOnDisk runs = new();

    [Fact]
    public void Says_what_the_terminal_says_and_how_it_came_about()
    {
        var (output, markdown) = Report();

        foreach (var line in output.Split('\n').Where(l => l.StartsWith("i2m2 concat has the highest", StringComparison.Ordinal) || l.StartsWith("mean ±", StringComparison.Ordinal)))
            Assert.Contains(MarkdownReport.Escape(line), markdown, StringComparison.Ordinal);
        string[] headings = ["Verdict", "Results", "What chance can explain", "Experts and entropy", "Classes", "Calibration", "Runs", "Data", "How the numbers were computed", "Made with"];
        Assert.Equal(headings, Heading().Matches(markdown).Select(m => m.Groups["text"].Value));
        Assert.Contains("| majority | 0.500 |", markdown, StringComparison.Ordinal);
        Assert.Contains("| intra | 0.375 | \\[-0.435, 0.935\\] | 0.406 | 0.406 | chance over rows and seeds can explain it, so the order is not settled |", markdown, StringComparison.Ordinal);
        Assert.Contains("| i2m2 concat | 1 | 0.750 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_runs_give_the_same_bytes()
    {
        Add();
        var (first, second) = (runs.Write("a.html", ""), runs.Write("b.html", ""));

        Evaluate(runs.Root, "--report", first);
        Evaluate(runs.Root, "--report", second);

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void Plots_carry_every_paradigm_and_seed()
    {
        Add();
        Evaluate(runs.Root, "--report", Path.Combine(runs.Root, "r.html"));

        var html = File.ReadAllText(Path.Combine(runs.Root, "r.html"));
        using var accuracy = JsonDocument.Parse(Spec().Match(html).Groups["json"].Value);
        var values = accuracy.RootElement.GetProperty("data").GetProperty("values").EnumerateArray().ToArray();
        Assert.Equal(
            ["mean intra", "seed intra", "seed intra", "mean i2m2 concat", "seed i2m2 concat", "seed i2m2 concat", "majority "],
            values.Select(v => $"{v.GetProperty("kind").GetString()} {(v.TryGetProperty("paradigm", out var name) ? name.GetString() : "")}"));
        Assert.Equal(5, Spec().Count(html));
    }

    [Fact]
    public void Settings_and_learning_curves_are_told_where_a_run_has_them()
    {
        var run = runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        File.WriteAllText(Path.Combine(run, "metrics.jsonl"), "{\"epoch\":1,\"train_loss\":0.9,\"valid_accuracy\":0.5,\"best\":true}\n{\"epoch\":2,\"train_loss\":0.7,\"valid_accuracy\":0.625,\"best\":true}\n");

        var markdown = ReportOf(runs.Root);

        Assert.Contains("| intra | 0 | 0.500, 0.625 | 0.900, 0.700 |", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics.jsonl", "{\"epoch\":1}\n", "metrics.jsonl: line 1: expected epoch, train\\_loss")]
    [InlineData("metrics.jsonl", "{\"epoch\":1,\"train_loss\":1e999,\"valid_accuracy\":0}\n", "metrics.jsonl: line 1: expected")]
    [InlineData("metrics.jsonl", "\n", "metrics.jsonl: line 1: expected")]
    [InlineData("config.yaml", "[", "config.yaml: the run's configuration cannot be read")]
    public void What_cannot_be_read_and_bears_no_figure_is_left_out_and_told(string file, string content, string told)
    {
        var run = runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        File.WriteAllText(Path.Combine(run, file), content);

        Assert.Contains(told, ReportOf(runs.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_shards_the_data_card_says_so()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"data\":\"/nowhere\"");

        var markdown = ReportOf(runs.Root);

        Assert.Contains("the shards are no longer where the runs were trained on them", markdown, StringComparison.Ordinal);
        Assert.Contains("| 0 | 2 (50.0 %) |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_peoples_predictions_are_reported_by_their_path()
    {
        var theirs = runs.Write("their.csv", RunsOnDisk.Csv(Labels, [0.1, 0.6, 0.4, 0.9]));

        var markdown = ReportOf(theirs);

        Assert.StartsWith("# Evaluation of these rows\n", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("### Data\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_over_more_classes_than_ours_stand_beside_them_without_a_matrix()
    {
        Add();
        var theirs = runs.Write("their.csv", "id,label,p_0,p_1,p_2\nr0,0,1,0,0\nr1,0,1,0,0\nr2,1,0,1,0\nr3,1,0,0,1\n");

        var path = Path.Combine(runs.Root, "r.md");
        Assert.Equal(ExitCode.Done, Evaluate(runs.Root, theirs, "--report", path).Code);

        var markdown = File.ReadAllText(path);
        Assert.Contains("their.csv | 0.750", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("### Classes\n", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_comparisons_are_kept_apart()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"profile\":\"clean\"");
        runs.Add("intra", null, 1, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"profile\":\"reference\"");

        var markdown = ReportOf(runs.Root);

        Assert.Contains("## toy digit, profile clean\n", markdown, StringComparison.Ordinal);
        Assert.Contains("## toy digit, profile reference\n", markdown, StringComparison.Ordinal);
        Assert.Contains("are not to be set against each other", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Paradigms_of_other_seeds_are_told()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        runs.Add("inter", "concat", 1, Labels, [0.1, 0.2, 0.8, 0.9]);

        Assert.Contains("Not every paradigm was trained with the same seeds", ReportOf(runs.Root), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("r.pdf", "expected a name that ends in .html or .md")]
    [InlineData("nowhere/r.html", "there is no folder")]
    [InlineData(".md", "is a folder")]
    public void A_report_that_cannot_be_written_is_wrong_usage_before_any_work(string name, string problem)
    {
        Directory.CreateDirectory(Path.Combine(runs.Root, ".md"));

        var (code, _, error) = Evaluate("no such run", "--report", Path.Combine(runs.Root, name));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    [Fact]
    public void With_json_standard_output_still_holds_nothing_else()
    {
        Add();
        var path = Path.Combine(runs.Root, "r.md");

        var (code, output, _) = Evaluate(runs.Root, "--json", "--report", path);

        Assert.Equal(ExitCode.Done, code);
        using var json = JsonDocument.Parse(output);
        Assert.True(File.Exists(path));
    }

    public void Dispose() => runs.Dispose();

    private void Add()
    {
        runs.Add("i2m2", "concat", 0, Labels, [0.1, 0.2, 0.8, 0.9], ["image", "joint"]);
        runs.Add("i2m2", "concat", 1, Labels, [0.1, 0.6, 0.8, 0.9], ["image", "joint"]);
        runs.Add("intra", null, 0, Labels, [0.1, 0.6, 0.4, 0.9], ["image", "audio"]);
        runs.Add("intra", null, 1, Labels, [0.1, 0.6, 0.4, 0.9], ["image", "audio"]);
    }

    private (string Output, string Markdown) Report()
    {
        Add();
        var path = Path.Combine(runs.Root, "r.md");
        var (code, output, _) = Evaluate(runs.Root, "--report", path);
        Assert.Equal(ExitCode.Done, code);
        Assert.EndsWith($"report  {path}\n", output, StringComparison.Ordinal);
        return (output, File.ReadAllText(path));
    }

    private string ReportOf(string source)
    {
        var path = Path.Combine(runs.Root, "r.md");
        Assert.Equal(ExitCode.Done, Evaluate(source, "--report", path).Code);
        return File.ReadAllText(path);
    }

    private static (int Code, string Output, string Error) Evaluate(params string[] args) => global::I2M2.Evaluation.Tests.Evaluate.Run(args);

    [GeneratedRegex("^##+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("<script type=\"application/json\" id=\"plot-\\d+\">(?<json>.*?)</script>")]
    private static partial Regex Spec();
}
