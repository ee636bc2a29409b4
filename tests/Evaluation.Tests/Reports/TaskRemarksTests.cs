using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>What is said of a task beside its figures, and which metric it is judged by.</summary>
[Collection(nameof(EvaluateCommandTests))]
public class TaskRemarksTests
{
    private static readonly int[] Labels = [0, 0, 1, 1];

    [Theory]
    [InlineData("icd9-1", "Label leakage: The static features hematologic_malignancy and metastatic_cancer")]
    [InlineData("icd9-1-drop-leaky", "Trained without hematologic_malignancy and metastatic_cancer")]
    public void Leakage_is_told_on_the_terminal_and_in_the_report(string task, string told)
    {
        var (output, markdown) = Evaluated(task);
        Assert.Contains(told, output, StringComparison.Ordinal);
        Assert.Contains(MarkdownReport.Escape(told), markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_leakage_nothing_is_said()
    {
        Assert.Null(TaskRemarks.Leakage(Run("icd9-7")));
        Assert.Null(TaskRemarks.Leakage(null));
    }

    [Theory]
    [InlineData("30d_after_discharge", "30 days after discharge")]
    [InlineData("7d_after_icu_in", "7 days after the first ICU admission")]
    public void The_definition_of_mortality_class_4_is_stated(string option, string told) => Assert.Contains(
        TaskRemarks.Of(Run("mortality"), new Dictionary<string, string> { ["mortality_class4"] = option }), r => r.Contains(told, StringComparison.Ordinal));

    [Fact]
    public void Where_the_shards_are_out_of_reach_the_definition_is_said_to_be_unknown() => Assert.Contains(
        TaskRemarks.Of(Run("mortality"), new Dictionary<string, string>()), r => r.Contains("not known here", StringComparison.Ordinal));

    [Fact]
    public void Tasks_of_two_uneven_classes_are_headlined_by_AUROC_with_average_precision_against_the_share_of_class_1()
    {
        var (output, _) = Evaluated("icd9-7");
        Assert.Contains("intra has AUROC 0.750 [", output, StringComparison.Ordinal);
        Assert.Contains("Its average precision is 0.833, that of chance, the share of class 1, 0.500", output, StringComparison.Ordinal);
    }

    private static RunDescription Run(string task) => new() { Dataset = "mimic3", Task = task, Paradigm = "intra", Seed = 0 };

    private static (string Output, string Markdown) Evaluated(string task)
    {
        using var runs = new RunsOnDisk();
        var run = runs.Add("intra", null, 0, Labels, [0.1, 0.6, 0.4, 0.9]);
        var json = Path.Combine(run, "run.json");
        File.WriteAllText(json, File.ReadAllText(json).Replace("\"toy\"", "\"mimic3\"", StringComparison.Ordinal).Replace("\"digit\"", $"\"{task}\"", StringComparison.Ordinal));
        RunsOnDisk.Predict(run, RunsOnDisk.Csv(Labels, [0.1, 0.6, 0.4, 0.9]));
        var report = Path.Combine(runs.Root, "r.md");
        var (_, output, _) = Evaluate.Run([runs.Root, "--report", report]);
        return (output, File.ReadAllText(report));
    }
}
