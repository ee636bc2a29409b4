using System.Text.Json;
using I2M2.Cli;

namespace I2M2.Evaluation.Tests;

/// <summary>Runs and files as training and others leave them, whole and broken.</summary>
[Collection(nameof(EvaluateCommandTests))]
public sealed class PredictionFormatTests : IDisposable
{
    private static readonly int[] Labels = [0, 0, 1, 1];
    private readonly RunsOnDisk runs = new();

    [Theory]
    [InlineData("predictions-test.parquet", "id,label,p_0,p_1\na,7,0,1\n", "column label")]
    [InlineData("predictions-test.parquet", "PAR1 and no more", "expected PAR1 at the begin and at the end")]
    [InlineData("run.json", "{", "line 1: not JSON")]
    public void One_broken_run_of_many_is_listed_and_the_others_are_compared(string file, string content, string problem)
    {
        runs.Add("intra", null, 0, Labels, [0.1, 0.2, 0.8, 0.9]);
        var broken = Path.Combine(runs.Add("intra", null, 1, Labels, [0.1, 0.2, 0.8, 0.9]), file);
        File.WriteAllText(broken, content);

        var (code, output, error) = Evaluate.Run(runs.Root);

        Assert.Equal((ExitCode.InputRefused, ""), (code, error));
        Assert.StartsWith("intra has accuracy 1.000 [0.510, 1.000] on toy digit (test, n = 4, 1 seed).", output);
        Assert.Contains($"\nLeft out 1 run:\n  {broken}: ", output);
        Assert.Contains(problem, output);

        var asJson = Evaluate.Run(runs.Root, "--json");
        Assert.Equal(ExitCode.InputRefused, asJson.Code);
        Assert.Contains(problem, asJson.Error);
        Assert.Equal(1, JsonDocument.Parse(asJson.Output).RootElement.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public void A_broken_run_alone_is_refused()
    {
        var run = runs.Add("intra", null, 1, Labels, [0.1, 0.2, 0.8, 0.9]);
        File.WriteAllText(Path.Combine(run, "run.json"), "{");

        Evaluate.Refused(ExitCode.InputRefused, "run.json: line 1: not JSON", runs.Root);
    }

    [Fact]
    public void A_predictions_file_away_from_its_run_still_says_what_made_it()
    {
        var run = runs.Add("i2m2", "concat", 3, Labels, [0.1, 0.2, 0.8, 0.9], ["image", "joint"]);
        var moved = Path.Combine(runs.Root, "moved.csv");
        File.Move(Path.Combine(run, "predictions-test.parquet"), moved);

        var (code, output, _) = Evaluate.Run(moved, "--json", "--split", "valid");

        Assert.Equal(ExitCode.Done, code);
        var result = JsonDocument.Parse(output).RootElement.GetProperty("runs")[0];
        Assert.Equal(
            ("toy", "digit", "i2m2", "concat", 3, "test"),
            (Text(result, "dataset"), Text(result, "task"), Text(result, "paradigm"), Text(result, "variant"), result.GetProperty("seed").GetInt32(), Text(result, "split")));
        Assert.Equal(["image", "joint"], result.GetProperty("experts").EnumerateObject().Select(e => e.Name));
    }

    [Fact]
    public void Parquet_and_csv_give_the_same_results()
    {
        var run = runs.Add("inter", "concat", 0, Labels, [0.125, 0.7, 0.81, 0.9]);
        var csv = runs.Write("same.csv", RunsOnDisk.Csv(Labels, [0.125, 0.7, 0.81, 0.9]));
        var parquet = Path.Combine(run, "predictions-test.parquet");

        var (ofParquet, ofCsv) = (Metrics(Evaluate.Run(parquet, "--json").Output), Metrics(Evaluate.Run(csv, "--json").Output));

        Assert.Equal(ofCsv.Keys, ofParquet.Keys);
        Assert.All(ofCsv, m => Assert.Equal(m.Value, ofParquet[m.Key], 1e-6));
    }

    [Fact]
    public void Predictions_are_exported_as_csv_that_evaluates_the_same()
    {
        var ofRun = runs.Add("i2m2", "../x", 3, Labels, [0.1, 0.2, 0.8, 0.9], ["image", "joint"]);
        var theirs = runs.Write("theirs/their.csv", RunsOnDisk.Csv(Labels, [0.1, 0.6, 0.4, 0.9]));
        var export = Path.Combine(runs.Root, "export");

        Assert.Equal(ExitCode.Done, Evaluate.Run(ofRun, theirs, "--export-csv", export).Code);

        Assert.Equal(["their.csv", "toy-digit-i2m2-___x-seed-3-test.csv"], Directory.GetFiles(export).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var (ofParquet, ofCsv) = (Metrics(Evaluate.Run(ofRun, "--json").Output), Metrics(Evaluate.Run(Path.Combine(export, "toy-digit-i2m2-___x-seed-3-test.csv"), "--json").Output));
        Assert.Equal(ofParquet, ofCsv);
        Evaluate.Refused(ExitCode.Usage, "expected a new or an empty folder", ofRun, "--export-csv", export);
    }

    public void Dispose() => runs.Dispose();

    private static string? Text(JsonElement run, string key) => run.GetProperty(key).GetString();

    private static Dictionary<string, double> Metrics(string json) => JsonDocument.Parse(json).RootElement
        .GetProperty("runs")[0].GetProperty("metrics").EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetDouble());
}
