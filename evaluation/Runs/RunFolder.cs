using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// A finished training run on disk: a folder that holds <c>best.safetensors</c>. Training writes them as
/// <c>runs/DATASET/TASK/PARADIGM[-VARIANT]/seed-N/</c>, but what a run is stands in its <c>run.json</c>, not in its path.
/// </summary>
/// <param name="Path">The folder.</param>
public sealed record RunFolder(string Path)
{
    private const string Checkpoint = "best.safetensors";
    private const int DeepestNesting = 16;

    /// <summary>The run's best weights.</summary>
    public string CheckpointPath => System.IO.Path.Combine(Path, Checkpoint);

    /// <summary>What the run is.</summary>
    public string DescriptionPath => System.IO.Path.Combine(Path, "run.json");

    /// <summary>Where the run's predictions of a split lie, if they were written.</summary>
    /// <param name="split">E.g. "test".</param>
    public string PredictionsPath(string split) => System.IO.Path.Combine(Path, $"predictions-{split}.csv");

    /// <summary>The run at a folder, or every run below it, in ordinal order of their paths.</summary>
    /// <param name="folder">An existing folder. Symbolic links and hidden folders below it are not followed.</param>
    /// <returns>Finished runs, and the others with the reason they cannot be evaluated.</returns>
    public static (List<RunFolder> Finished, List<LeftOut> Unfinished) Find(string folder)
    {
        var finished = new List<RunFolder>();
        var unfinished = new List<LeftOut>();
        Visit(folder, 0);
        return (finished, unfinished);

        void Visit(string at, int depth)
        {
            var hasCheckpoint = File.Exists(System.IO.Path.Combine(at, Checkpoint));
            var hasDescription = File.Exists(System.IO.Path.Combine(at, "run.json"));
            if (hasCheckpoint && hasDescription)
                finished.Add(new RunFolder(at));
            else if (hasCheckpoint)
                unfinished.Add(new LeftOut(at, "has no run.json"));
            else if (hasDescription || IsSeedFolder(at))
                unfinished.Add(new LeftOut(at, $"not finished: has no {Checkpoint}"));
            else if (depth < DeepestNesting)
                VisitBelow(at, depth);
        }

        void VisitBelow(string at, int depth)
        {
            var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
            foreach (var child in Directory.EnumerateDirectories(at, "*", options).Order(StringComparer.Ordinal))
                Visit(child, depth + 1);
        }
    }

    private static bool IsSeedFolder(string path) => System.IO.Path.GetFileName(path).StartsWith("seed-", StringComparison.Ordinal);
}

/// <summary>A run that was found and not evaluated.</summary>
/// <param name="Path">Its folder.</param>
/// <param name="Why">Sentence part.</param>
public sealed record LeftOut(string Path, string Why);
