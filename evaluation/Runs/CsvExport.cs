using I2M2.Cli;
using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>Writes predictions as CSV for programs that read nothing else, see <see cref="PredictionsCsv"/>, <see cref="LabelPredictionsCsv"/> and <see cref="AnswerPredictionsCsv"/>.</summary>
public sealed class CsvExport
{
    private readonly string folder;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <param name="folder">Made if it is not there; must be empty, so that nothing is replaced.</param>
    /// <exception cref="UsageException">It holds something already, or cannot be written.</exception>
    public CsvExport(string folder)
    {
        this.folder = FolderPath.ToWrite("--export-csv", folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UsageException($"--export-csv {SafeText.ForTerminal(folder, 300)}: expected a new or an empty folder.");
        DurableFolder.Create(folder);
    }

    /// <summary>
    /// Writes one file, named after the run, e.g. "avmnist-digit-i2m2-concat-clean-seed-0-test.csv", or after the file it was read from.
    /// </summary>
    /// <param name="predictions">What to write.</param>
    /// <param name="source">Folder or file.</param>
    /// <param name="split">Which part of the data the rows are.</param>
    /// <param name="run">What made them; null when nobody knows.</param>
    public void Write(Predictions predictions, string source, string split, RunDescription? run) =>
        Write(source, split, run, (csv, _) => PredictionsCsv.Write(predictions, csv));

    /// <summary>The same of independent labels, see <see cref="LabelPredictionsCsv"/>.</summary>
    /// <param name="predictions">What to write.</param>
    /// <param name="source">Folder or file.</param>
    /// <param name="split">Which part of the data the rows are.</param>
    /// <param name="run">What made them; null when nobody knows.</param>
    public void Write(LabelPredictions predictions, string source, string split, RunDescription? run) =>
        Write(source, split, run, (csv, _) => LabelPredictionsCsv.Write(predictions, TaskList.Find(run?.Dataset, run?.Task)?.IdColumns ?? [], csv));

    /// <summary>The same of rows with several right answers, see <see cref="AnswerPredictionsCsv"/>; the run is called as the file is.</summary>
    /// <param name="predictions">What to write.</param>
    /// <param name="source">Folder or file.</param>
    /// <param name="split">Which part of the data the rows are.</param>
    /// <param name="run">What made them.</param>
    public void Write(AnswerPredictions predictions, string source, string split, RunDescription run) => Write(
        source, split, run, (csv, name) => AnswerPredictionsCsv.Write(predictions, name, run, [.. AnswerScore.Rules.Select(r => (r.Key, (Func<int, double>)(n => AnswerScore.Worth(r.Rule, n))))], csv));

    private void Write(string source, string split, RunDescription? run, Action<TextWriter, string> write)
    {
        string?[] parts = run is null
            ? [Path.GetFileNameWithoutExtension(source)]
            : [run.Dataset, run.Task, run.Paradigm, run.Variant, run.Profile, $"seed-{run.Seed}", split];
        // What a run is called stands in a file and may hold anything, path separators too.
        var wished = string.Join('-', parts.Where(p => p is not null));
        var name = string.Concat(wished.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        var unique = name;
        for (var i = 2; !names.Add(unique); i++)
            unique = $"{name}-{i}";
        AtomicFile.Write(Path.Combine(folder, unique + ".csv"), stream =>
        {
            using var csv = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            write(csv, unique);
        });
    }
}
