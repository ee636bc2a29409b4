using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using I2M2.Cli;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>Writes answers as VQA's evaluation servers take them: a JSON array of {"question_id", "answer"}, in order of the questions' numbers, a file for each run.</summary>
public sealed class AnswersExport
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly string folder;

    /// <param name="folder">Made if it is not there; must be empty, so that nothing is replaced.</param>
    /// <exception cref="UsageException">It holds something already, or cannot be written.</exception>
    public AnswersExport(string folder)
    {
        this.folder = FolderPath.ToWrite("--export-answers", folder);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UsageException($"--export-answers {SafeText.ForTerminal(folder, 300)}: expected a new or an empty folder.");
        DurableFolder.Create(folder);
    }

    /// <summary>Writes one file, named after the run, e.g. "vqa-vs-answer-i2m2-fiber-clean-seed-0-test.json".</summary>
    internal void Write(AnswerPredictions predictions, string split, RunDescription run)
    {
        string?[] parts = [run.Dataset, run.Task, run.Paradigm, run.Variant, run.Profile, $"seed-{run.Seed}", split];
        var name = string.Concat(string.Join('-', parts.Where(p => p is not null)).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        var answers = predictions.Rows.Ids.Select((id, row) => (Number: Number(id, row), Answer: predictions.Vocabulary[predictions.Product.Best[row][0]]));
        var lines = answers.OrderBy(a => a.Number).Select(a => JsonSerializer.Serialize(new Dictionary<string, object> { ["question_id"] = a.Number, ["answer"] = a.Answer }, Plain));
        var path = Path.Combine(folder, $"{name}.json");
        if (File.Exists(path))
            throw new InputRefusedException(path, "two of the runs would be written under this name", "export them one at a time, each into its own folder");
        AtomicFile.WriteText(path, $"[{string.Join(",\n", lines)}]\n");

        long Number(string id, int row) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InputRefusedException(name, $"{Predictions.RowName(row, id)}: its id is no question's number, which the servers want", "export runs on VQA alone");
    }
}
