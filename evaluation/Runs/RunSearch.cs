using I2M2.Modeling.Training;

namespace I2M2.Evaluation;

/// <summary>
/// Finds runs on disk. Training writes them as <c>runs/DATASET/TASK/PARADIGM[-VARIANT]/seed-N/</c>, but what a run is stands in its
/// <c>run.json</c>, not in its path.
/// </summary>
public static class RunSearch
{
    private const int DeepestNesting = 16;

    /// <summary>The run at a folder, or every run below it, in ordinal order of their paths.</summary>
    /// <param name="folder">An existing folder. Symbolic links and hidden folders below it are not followed.</param>
    /// <returns>Finished runs, and the others with the reason they cannot be evaluated.</returns>
    public static (List<RunFolder> Finished, List<LeftOut> Unfinished) Find(string folder)
    {
        var finished = new List<RunFolder>();
        var unfinished = new List<LeftOut>();
        Visit(new RunFolder(folder), 0);
        return (finished, unfinished);

        void Visit(RunFolder at, int depth)
        {
            if (at is { IsRun: true, WhyUnfinished: null })
                finished.Add(at);
            else if (at.IsRun)
                unfinished.Add(new LeftOut(at.Path, at.WhyUnfinished!));
            else if (depth < DeepestNesting)
                VisitBelow(at.Path, depth);
        }

        void VisitBelow(string at, int depth)
        {
            var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden };
            foreach (var child in Directory.EnumerateDirectories(at, "*", options).Order(StringComparer.Ordinal))
                Visit(new RunFolder(child), depth + 1);
        }
    }
}

/// <summary>A run or a file that was found and not evaluated.</summary>
/// <param name="Path">The folder or file.</param>
/// <param name="Why">Sentence part.</param>
/// <param name="IsRefused">Whether something in it is broken, not merely not there yet.</param>
public sealed record LeftOut(string Path, string Why, bool IsRefused = false);
