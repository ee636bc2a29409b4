using System.Text.Json;
using System.Text.RegularExpressions;
using I2M2.Cli;

using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>The program as its user meets it: what it prints and how it ends. Not parallel: standard error is the process's.</summary>
[Collection(nameof(EvaluateCommandTests))]
[CollectionDefinition(nameof(EvaluateCommandTests), DisableParallelization = true)]
public sealed class EvaluateCommandTests : IDisposable
{
    private static readonly int[] Labels = [0, 0, 1, 1];
    private readonly RunsOnDisk runs = new();

    [Fact]
    public void Two_paradigms_over_two_seeds()
    {
        runs.Add("i2m2", "concat", 0, Labels, [0.1, 0.2, 0.8, 0.9], ["image", "joint"]);
        runs.Add("i2m2", "concat", 1, Labels, [0.1, 0.6, 0.8, 0.9], ["image", "joint"]);
        runs.Add("intra", null, 0, Labels, [0.1, 0.6, 0.4, 0.9], ["image", "audio"]);
        runs.Add("intra", null, 1, Labels, [0.1, 0.6, 0.4, 0.9], ["image", "audio"]);
        runs.Write("toy/digit/intra/seed-2/last/state", "");

        var (code, output, error) = Evaluate.Run(runs.Root);

        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.Equal(
            $"""
            i2m2 concat has the highest mean accuracy on toy digit (test, n = 4, 2 seeds): 0.875 ± 0.177, 0.375 above intra [-0.435, 0.935], p = 0.406: chance over rows and seeds can explain it, so the order is not settled. The majority baseline has 0.500.

            paradigm         accuracy       balanced acc   auroc          auprc          nll            entropy        params  seeds
            majority         0.500          0.500          0.500          0.500          0.693          0.693               -      -
            intra            0.500 ± 0.000  0.500 ± 0.000  0.750 ± 0.000  0.833 ± 0.000  0.511 ± 0.000  0.499 ± 0.000   1,234      2
            intra (mixture)  0.500 ± 0.000  0.500 ± 0.000  0.750 ± 0.000  0.833 ± 0.000  0.578 ± 0.000  0.650 ± 0.000   1,234      2
            i2m2 concat      0.875 ± 0.177  0.875 ± 0.177  1.000 ± 0.000  1.000 ± 0.000  0.251 ± 0.123  0.434 ± 0.031   1,234      2
            mean ± sample standard deviation over seeds; n = 4, split test, label entropy 0.693; entropies and nll in nats
            the lead's interval is 95 %, paired, over rows and seeds
            majority gives every row the class shares of these labels
            (mixture) joins the same experts by the mean of their probabilities instead of their product

            paradigm     expert        accuracy       entropy        entropy when right  entropy when wrong
            intra        image         0.500 ± 0.000  0.499 ± 0.000  0.325 ± 0.000       0.673 ± 0.000
            intra        audio         0.500 ± 0.000  0.693 ± 0.000  0.693 ± 0.000       0.693 ± 0.000
            intra        all together  0.500 ± 0.000  0.499 ± 0.000  0.325 ± 0.000       0.673 ± 0.000
            i2m2 concat  image         0.875 ± 0.177  0.434 ± 0.031  0.398 ± 0.021       -
            i2m2 concat  joint         0.500 ± 0.000  0.693 ± 0.000  0.693 ± 0.000       0.693 ± 0.000
            i2m2 concat  all together  0.875 ± 0.177  0.434 ± 0.031  0.398 ± 0.021       -
            - stands where a seed has no such row

            Left out 1 run:
              {runs.Root}/toy/digit/intra/seed-2: not finished: has no best.safetensors

            """,
            output);
    }

    [Fact]
    public void A_file_of_someone_elses_predictions()
    {
        var path = runs.Write("their.csv", RunsOnDisk.Csv(Labels, [0.1, 0.6, 0.4, 0.9]));

        var (code, output, _) = Evaluate.Run(path);

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(
            """
            their.csv has accuracy 0.500 [0.150, 0.850] on these rows (test, n = 4). It does not beat the majority baseline, 0.500.

            paradigm  accuracy  balanced acc  auroc  auprc  nll  entropy  seeds
            majority  0.500  0.500  0.500  0.500  0.693  0.693  -
            their.csv  0.500 [0.150, 0.850]  0.500  0.750  0.833  0.511  0.499  -
            [95 % Wilson interval of a single accuracy]; n = 4, split test, label entropy 0.693; entropies and nll in nats
            majority gives every row the class shares of these labels


            """,
            Narrow(output.Replace(path, "their.csv")));
    }

    [Fact]
    public void Predictions_for_the_same_rows_stand_in_one_table_with_the_runs()
    {
        runs.Add("inter", "concat", 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        var theirs = runs.Write("their.csv", RunsOnDisk.Csv(Labels, [0.1, 0.6, 0.4, 0.9]));
        var others = runs.Write("others.csv", RunsOnDisk.Csv([1, 1, 0, 0], [0.1, 0.6, 0.4, 0.9]));

        var (_, output, _) = Evaluate.Run(runs.Root, theirs, others);

        Assert.StartsWith(
            "inter concat has the highest mean accuracy on toy digit (test, n = 4, 1 seed): 1.000 [0.510, 1.000], 0.500 above "
                + $"{theirs} [-0.384, 1.000], p = 0.286: chance over rows alone can explain it, so the order is not settled.",
            output);
        Assert.Contains(
            $"\n{others} has accuracy 0.500 [0.150, 0.850] on these rows (test, n = 4). It does not beat the majority baseline, 0.500.",
            output);
    }

    [Fact]
    public void A_lead_that_chance_does_not_explain_is_called_one()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 2)];
        foreach (var seed in new[] { 0, 1 })
        {
            runs.Add("inter", "concat", seed, labels, Array.ConvertAll(labels, y => y == 1 ? 0.9 : 0.1));
            runs.Add("intra", null, seed, labels, Array.ConvertAll(labels, _ => 0.9));
        }

        Assert.Contains(
            "0.500 above intra [0.390, 0.591], p < 0.001: more than chance over rows and seeds explains. The majority", Evaluate.Run(runs.Root).Output);
    }

    [Fact]
    public void Over_one_run_each_a_lead_is_never_settled()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(i => i % 2)];
        runs.Add("inter", "concat", 0, labels, Array.ConvertAll(labels, y => y == 1 ? 0.9 : 0.1));
        runs.Add("intra", null, 0, labels, Array.ConvertAll(labels, _ => 0.9));

        Assert.Contains(
            "p < 0.001: more than chance over rows explains; with one run each the spread over seeds is not known, so the order is not settled.",
            Evaluate.Run(runs.Root).Output);
    }

    [Fact]
    public void Data_that_are_not_the_published_ones_go_by_their_own_name()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"data_source\":\"toy-mini: made up\"");

        var output = Evaluate.Run(runs.Root).Output;

        Assert.StartsWith("intra has accuracy 1.000 [0.510, 1.000] on toy-mini digit (", output);
        Assert.Contains("\nData: toy-mini: made up\n", output);
    }

    [Fact]
    public void A_source_without_a_name_still_is_not_the_published_data()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"data_source\":\"whatever there was\"");

        Assert.StartsWith("intra has accuracy 1.000 [0.510, 1.000] on toy (see Data) digit (", Evaluate.Run(runs.Root).Output);
    }

    [Fact]
    public void Runs_of_two_profiles_are_never_in_one_table()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"profile\":\"clean\"");
        runs.Add("intra", null, 1, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"profile\":\"reference\"");

        var output = Evaluate.Run(runs.Root).Output;

        Assert.Contains("intra has accuracy 1.000 [0.510, 1.000] on toy digit, profile clean (", output);
        Assert.Contains("intra has accuracy 1.000 [0.510, 1.000] on toy digit, profile reference (", output);
    }

    [Fact]
    public void Runs_trained_on_other_data_are_never_in_one_table()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"data_hash\":\"a\"");
        runs.Add("intra", null, 1, Labels, [0.1, 0.2, 0.8, 0.9], json: ",\"data_hash\":\"b\"");

        Assert.Contains(
            "Not in one table with the runs above: trained on other data, or judged on other rows.\nintra has accuracy",
            Evaluate.Run(runs.Root).Output);
    }

    [Fact]
    public void A_table_says_why_a_figure_is_missing()
    {
        runs.Add("inter", "concat", 0, [1, 1], [0.5, 0]);

        var output = Evaluate.Run(runs.Root).Output;

        Assert.Contains("\nauroc is undefined, only one class in the labels: majority, inter concat\n", output);
        Assert.Contains("\nnll is undefined, the true class has probability 0 in 1 row: inter concat\n", output);
    }

    [Fact]
    public void A_product_that_is_not_one_is_told()
    {
        var run = runs.Add("i2m2", "concat", 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        RunsOnDisk.Predict(
            run,
            "id,label,p_0,p_1,image:p_0,image:p_1,joint:p_0,joint:p_1\na,0,0.5,0.5,0.5,0.5,0.5,0.5\nb,1,0.2,0.8,0.5,0.5,0.5,0.5\n");

        Assert.Contains($"{run}: in 1 row the probabilities are not the product of the experts", Evaluate.Run(runs.Root).Output);
    }

    [Fact]
    public void With_json_standard_output_holds_nothing_else()
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        runs.Write("toy/digit/intra/seed-2/last/state", "");

        var (code, output, error) = Evaluate.Run(runs.Root, "--json");

        Assert.Equal(ExitCode.Done, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(1, json.RootElement.GetProperty("runs")[0].GetProperty("metrics").GetProperty("accuracy").GetDouble());
        Assert.StartsWith("Left out 1 run:", error);
    }

    [Fact]
    public void Predictions_that_were_not_written_are_made_from_the_checkpoint_which_must_be_one()
    {
        var run = runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);

        Evaluate.Refused(ExitCode.InputRefused, Path.Combine(run, "best.safetensors"), runs.Root, "--split", "valid");
    }

    [Fact]
    public void A_path_that_does_not_exist_is_refused() =>
        Evaluate.Refused(ExitCode.InputRefused, "no such file or folder", Path.Combine(runs.Root, "nope"));

    [Fact]
    public void A_file_of_a_run_where_its_folder_belongs_is_called_one()
    {
        var run = runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);

        Evaluate.Refused(ExitCode.InputRefused, "expected a run's folder, found a file of it", Path.Combine(run, "run.json"));
    }

    [Fact]
    public void A_misspelt_option_is_wrong_usage() => Evaluate.Refused(ExitCode.Usage, "Unknown option --jsno", "--jsno");

    [Fact]
    public void A_split_that_is_a_path_is_wrong_usage() =>
        Evaluate.Refused(ExitCode.Usage, "--split: expected a name", runs.Root, "--split", "../x");

    [Theory]
    [InlineData("--export-csv", "", "--export-csv: the path is empty")]
    [InlineData("--export-csv", "/dev/null", "--export-csv /dev/null: ")]
    [InlineData("--export-csv", "/proc/x", "--export-csv /proc/x: nothing can be written there (")]
    [InlineData("--report", "/proc/r.md", "--report /proc/r.md: nothing can be written there (")]
    [InlineData("--report", "/nowhere/r.md", "there is no folder /nowhere")]
    [InlineData("--data", "", "--data: the path is empty")]
    public void A_path_that_cannot_be_used_is_wrong_usage_before_any_work(string option, string path, string problem)
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        Evaluate.Refused(ExitCode.Usage, problem, runs.Root, option, path);
    }

    [Fact]
    public void A_folder_without_runs_is_refused() => Evaluate.Refused(ExitCode.InputRefused, "expected a run", runs.Root);

    [Fact]
    public void A_broken_file_is_refused() =>
        Evaluate.Refused(ExitCode.InputRefused, "column label is missing", runs.Write("broken.csv", "id,p_0,p_1\na,0,1\n"));

    [Fact]
    public void A_broken_checkpoint_alone_is_refused() =>
        Evaluate.Refused(ExitCode.InputRefused, "best.safetensors", runs.Write("best.safetensors", ""));

    [Fact]
    public void The_same_run_named_twice_counts_once()
    {
        var run = runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);

        Assert.Contains("1 seed)", Evaluate.Run(run, run + "/", runs.Root).Output);
    }

    [Fact]
    public void A_copy_of_a_run_is_refused_it_would_count_as_two_seeds()
    {
        var run = runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        foreach (var file in Directory.GetFiles(run))
            File.Copy(file, runs.Write(Path.Combine("copy", Path.GetFileName(file)), ""), overwrite: true);

        Evaluate.Refused(ExitCode.InputRefused, "same paradigm, variant and seed", runs.Root);
    }

    public void Dispose() => runs.Dispose();

    // The width of a column depends on where temporary files lie.
    private static string Narrow(string output) => Regex.Replace(output, " {2,}", "  ");
}
