using System.Text;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>A folder of runs as training leaves it, gone with the test.</summary>
public sealed class RunsOnDisk : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("i2m2-runs-");

    /// <summary>The folder of all runs.</summary>
    public string Root => folder.FullName;

    /// <summary>Writes a run and its test predictions, see <see cref="Csv"/>.</summary>
    public string Add(
        string paradigm, string? variant, int seed, int[] labels, double[] ofClass1, string[]? experts = null, string json = "")
    {
        var run = Path.Combine(Root, "toy", "digit", variant is null ? paradigm : $"{paradigm}-{variant}", $"seed-{seed}");
        Directory.CreateDirectory(run);
        File.WriteAllBytes(Path.Combine(run, "best.safetensors"), []);
        var variantJson = variant is null ? "null" : $"\"{variant}\"";
        File.WriteAllText(
            Path.Combine(run, "run.json"),
            $$"""
            {"dataset":"toy","task":"digit","paradigm":"{{paradigm}}","variant":{{variantJson}},"seed":{{seed}},"params":1234{{json}}}
            """);
        Predict(run, Csv(labels, ofClass1, experts ?? []));
        return run;
    }

    /// <summary>Writes a run's test predictions: two classes, given as CSV, kept as training keeps them.</summary>
    public static void Predict(string run, string csv) => PredictionsParquet.Write(
        Path.Combine(run, "predictions-test.parquet"),
        PredictionsCsv.Read(new StringReader(csv), "given"),
        new PredictionsMetadata { Run = RunDescription.Read(Path.Combine(run, "run.json")), Split = "test", ClassNames = ["no", "yes"] });

    /// <summary>Writes a file under the folder.</summary>
    public string Write(string relative, string text)
    {
        var path = Path.Combine(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Two classes. The first expert says what the model says, the others say nothing.</summary>
    public static string Csv(int[] labels, double[] ofClass1, params string[] experts)
    {
        var csv = new StringBuilder("id,label,p_0,p_1");
        foreach (var expert in experts)
            csv.Append($",{expert}:p_0,{expert}:p_1");
        for (var i = 0; i < labels.Length; i++)
        {
            csv.Append($"\nr{i},{labels[i]},{1 - ofClass1[i]},{ofClass1[i]}");
            for (var e = 0; e < experts.Length; e++)
                csv.Append(e == 0 ? $",{1 - ofClass1[i]},{ofClass1[i]}" : ",0.5,0.5");
        }

        return csv.Append('\n').ToString();
    }

    public void Dispose() => folder.Delete(recursive: true);
}
