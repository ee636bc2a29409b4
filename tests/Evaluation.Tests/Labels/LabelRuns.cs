using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>A folder of runs with two independent labels as training leaves it, gone with the test.</summary>
internal sealed class LabelRuns : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("i2m2-labels-");

    internal string Root => folder.FullName;

    /// <summary>Writes a run of fastMRI with predictions of valid and test: a margin is the label's sign, times skill, and noise.</summary>
    /// <param name="paradigm">Kind.</param>
    /// <param name="variant">Variant, or null.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="skill">How good the model is.</param>
    /// <param name="experts">Names of experts that share the margin alike.</param>
    /// <param name="present">Whether a label is present in a row.</param>
    /// <param name="splits">Which splits' predictions are written.</param>
    internal string Add(string paradigm, string? variant, int seed, double skill, string[]? experts = null, Func<int, int, bool>? present = null, params string[] splits)
    {
        experts ??= [variant ?? "joint"];
        var run = Path.Combine(Root, "fastmri", "pathology", variant is null ? paradigm : $"{paradigm}-{variant}", $"seed-{seed}");
        Directory.CreateDirectory(run);
        File.WriteAllBytes(Path.Combine(run, "best.safetensors"), []);
        File.WriteAllText(Path.Combine(run, "run.json"), $$"""
            {"dataset":"fastmri","task":"pathology","paradigm":"{{paradigm}}","variant":{{(variant is null ? "null" : $"\"{variant}\"")}},"seed":{{seed}},"profile":"tiny","params":99}
            """);
        foreach (var split in splits.Length > 0 ? splits : ["valid", "test"])
        {
            var predictions = Predictions(skill, HashCode(paradigm, variant, seed, split), experts, present ?? ((row, label) => (row / 2) % (3 + label) == 0));
            LabelPredictionsParquet.Write(Path.Combine(run, $"predictions-{split}.parquet"), predictions, new PredictionsMetadata
            {
                Run = RunDescription.Read(Path.Combine(run, "run.json")),
                Split = split,
                ClassNames = ["acl", "meniscus"],
            });
        }

        return run;
    }

    /// <summary>Sixty slices, four a volume, eight a patient.</summary>
    internal static LabelPredictions Predictions(double skill, int seed, string[] experts, Func<int, int, bool> present)
    {
        const int rows = 60;
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, rows).SelectMany(r => new[] { 0, 1 }.Select(k => present(r, k) ? 1 : 0))];
        double[] margins = [.. labels.Select(y => (double)(float)((skill * ((2 * y) - 1)) + (random.NextDouble() * 4) - 2))];
        return LabelPredictions.Create(
            "given",
            new([.. Enumerable.Range(0, rows).Select(r => $"{r / 4}/{r % 4}")], ["acl", "meniscus"], labels, [.. Enumerable.Range(0, rows).Select(r => $"{r / 8}")], [.. Enumerable.Range(0, rows).Select(r => $"{r / 4}")]),
            margins,
            [.. experts.Select(e => (e, margins.Select(m => m / experts.Length).ToArray()))]);
    }

    public void Dispose() => folder.Delete(recursive: true);

    // The same in every process.
    private static int HashCode(string paradigm, string? variant, int seed, string split) => $"{paradigm}/{variant}/{seed}/{split}".Sum(c => c * 31) + seed;
}
