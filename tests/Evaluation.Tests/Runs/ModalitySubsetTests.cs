using System.Text.Json;
using I2M2.Cli;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>Judging as if modalities were missing. Not parallel: standard error is the process's.</summary>
[Collection(nameof(EvaluateCommandTests))]
public sealed class ModalitySubsetTests : IDisposable
{
    private static readonly int[] Labels = [0, 0, 1, 1];
    private static readonly double[][] Image = [[0.9, 0.1], [0.4, 0.6], [0.3, 0.7], [0.2, 0.8]];
    private static readonly double[][] Audio = [[0.6, 0.4], [0.7, 0.3], [0.6, 0.4], [0.1, 0.9]];
    private static readonly double[][] Joint = [[0.8, 0.2], [0.9, 0.1], [0.1, 0.9], [0.2, 0.8]];
    private readonly RunsOnDisk runs = new();

    public void Dispose() => runs.Dispose();

    [Theory]
    [InlineData("i2m2", "image", "image")]
    [InlineData("i2m2", "audio", "audio")]
    [InlineData("intra", "image", "image")]
    [InlineData("unimodal", "image", "image")]
    public void Experts_that_need_a_missing_modality_are_dropped(string paradigm, string modalities, string left)
    {
        var predictions = All();
        var rest = new ModalitySubset(modalities).Of(predictions, Run(paradigm))!;
        Assert.Equal([left], rest.Experts.Select(e => e.Name));
        Assert.Equal(predictions.Experts.Single(e => e.Name == left).LogProbabilities.Row(1).ToArray(), rest.Product.Row(1).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal((predictions.Ids, predictions.Labels), (rest.Ids, rest.Labels));
    }

    [Fact]
    public void With_every_modality_nothing_changes()
    {
        var predictions = All();
        Assert.Same(predictions, new ModalitySubset("audio,image").Of(predictions, Run("i2m2")));
    }

    [Fact]
    public void The_joint_expert_alone_does_without_none() =>
        Assert.Null(new ModalitySubset("image").Of(Given.Predictions(Labels, Joint, ("joint", Joint)), Run("inter")));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_remains_of_intra_is_joined_by_the_rule_it_was_joined_by(bool mixture)
    {
        // Three modalities, of which two remain.
        double[][] third = [[0.5, 0.5], [0.2, 0.8], [0.9, 0.1], [0.5, 0.5]];
        var experts = new[] { ("image", Image), ("audio", Audio), ("touch", third) };
        LogProbabilities[] all = [.. experts.Select(e => Given.Probabilities(e.Item2))];
        var whole = mixture ? ExpertRules.Mixture(all) : ExpertRules.Product(all);
        var rows = Enumerable.Range(0, 4).Select(i => whole.Row(i).ToArray().Select(Math.Exp).ToArray()).ToArray();
        var rest = new ModalitySubset("touch,image").Of(Given.Predictions(Labels, rows, experts), Run("intra"))!;
        var expected = mixture ? ExpertRules.Mixture([all[0], all[2]]) : ExpertRules.Product([all[0], all[2]]);
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected.Row(i).ToArray(), rest.Product.Row(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void The_program_says_so_wherever_results_appear()
    {
        runs.Add("i2m2", "concat", 0, Labels, [0.1, 0.2, 0.8, 0.9], ["image", "audio", "joint"]);
        runs.Add("inter", "concat", 0, Labels, [0.1, 0.2, 0.8, 0.9], ["joint"]);
        var report = Path.Combine(runs.Root, "report.md");

        var (code, output, error) = Evaluate.Run(runs.Root, "--modalities", "image", "--report", report);

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Contains("toy digit, with image alone (test", output, StringComparison.Ordinal);
        Assert.Contains("inter-concat/seed-0: no expert does with image alone", output, StringComparison.Ordinal);
        Assert.Contains("with image alone", File.ReadAllText(report), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Evaluate.Run(runs.Root, "--modalities", "image", "--json").Output);
        var run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal("image", run.GetProperty("modalities")[0].GetString());
        Assert.Equal("[[2,0],[0,2]]", run.GetProperty("confusion").GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "expected names")]
    [InlineData("image,", "expected names")]
    [InlineData("image,image", "image comes twice")]
    [InlineData("smell", "no")]
    public void Other_lists_are_wrong_usage(string list, string said)
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9], ["image", "audio"]);
        Evaluate.Refused(ExitCode.Usage, said, runs.Root, "--modalities", list);
    }

    [Fact]
    public void Predictions_without_experts_cannot_be_judged_so()
    {
        var path = runs.Write("their.csv", RunsOnDisk.Csv(Labels, [0.1, 0.6, 0.4, 0.9]));
        Evaluate.Refused(ExitCode.Usage, "there are none", path, "--modalities", "image");
    }

    private static Predictions All() => Given.Predictions(Labels, Joint, ("image", Image), ("audio", Audio), ("joint", Joint));

    private static RunDescription Run(string paradigm) => new() { Dataset = "toy", Task = "digit", Paradigm = paradigm, Seed = 0 };
}
