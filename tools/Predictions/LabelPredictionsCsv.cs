using CsvHelper;
using I2M2.Cli;

namespace I2M2.PredictionFiles;

/// <summary>
/// Predictions of independent labels as CSV for statistics programs, which take one outcome a row: a header, then a row for each row and
/// label, rows in their order and labels in theirs, UTF-8, commas, RFC 4180 quotes.
/// <list type="table">
/// <item><term>id</term><description>text, the same for every label of a row</description></item>
/// <item><term>volume, slice or group</term><description>the parts of the id by name, where they are known; else what the row is a part of, where that is</description></item>
/// <item><term>label</term><description>the label's name</description></item>
/// <item><term>present</term><description>1 where it is present, else 0</description></item>
/// <item><term>logit</term><description>the model's margin, nats</description></item>
/// <item><term>p</term><description>the probability of it, 1 / (1 + exp(-logit))</description></item>
/// <item><term>NAME:logit</term><description>the margin of each expert</description></item>
/// </list>
/// The units, such as patients, that rows belong to are left out.
/// </summary>
public static class LabelPredictionsCsv
{
    // Joins the parts of an id.
    private const char Joint = '/';

    /// <summary>Numbers round-trip; the same predictions give the same bytes. Text that a spreadsheet would run as a formula is guarded by an apostrophe.</summary>
    /// <param name="predictions">What to write.</param>
    /// <param name="parts">Names of the parts of an id, e.g. volume and slice; empty: not known. Ids of other parts are taken for such.</param>
    /// <param name="output">Text in UTF-8 without a byte order mark, if it goes to a file; flushed, not disposed.</param>
    public static void Write(LabelPredictions predictions, IReadOnlyList<string> parts, TextWriter output)
    {
        var (rows, width) = (predictions.Rows, predictions.Rows.Names.Count);
        var named = parts.Count > 1 && rows.Ids.All(id => id.Split(Joint).Length == parts.Count);
        using var csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        string[] header =
        [
            "id", .. named ? parts : rows.Groups is null ? [] : ["group"], "label", "present", "logit", "p",
            .. predictions.Experts.Select(e => $"{e.Name}:logit"),
        ];
        foreach (var name in header)
            csv.WriteField(name);
        csv.EndRecord();
        for (var row = 0; row < rows.Ids.Count; row++)
        {
            string[] names = [rows.Ids[row], .. named ? rows.Ids[row].Split(Joint) : rows.Groups is { } groups ? [groups[row]] : Array.Empty<string>()];
            for (var at = row * width; at < (row + 1) * width; at++)
            {
                foreach (var name in names.Append(rows.Names[at - (row * width)]))
                    csv.WriteField(SafeText.ForCell(name));
                csv.WriteField(rows.Labels[at]);
                foreach (var value in new[] { predictions.Margins[at], LabelPredictions.Probability(predictions.Margins[at]) }.Concat(predictions.Experts.Select(e => e.Margins[at])))
                    csv.WriteField(NumberCell.Format(value));
                csv.EndRecord();
            }
        }

        csv.Flush();
    }
}
