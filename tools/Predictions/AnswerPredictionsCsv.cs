using CsvHelper;
using I2M2.Cli;

namespace I2M2.PredictionFiles;

/// <summary>
/// Predictions of rows with several right answers as CSV for statistics programs: a header, then a row for each row in their order, UTF-8, commas, RFC 4180 quotes.
/// <list type="table">
/// <item><term>id, picture, question_type, answer_type</term><description>text; questions about one picture are not independent</description></item>
/// <item><term>ood_mask</term><description>bit k where the row is in the k-th out-of-distribution set</description></item>
/// <item><term>run, paradigm, variant, seed</term><description>what said it, the same in every row, so that files of several runs can be put together</description></item>
/// <item><term>majority</term><description>the answer that most annotators gave; empty where it is no class</description></item>
/// <item><term>answer</term><description>the model's best answer</description></item>
/// <item><term>score_RULE, ...</term><description>what it is worth by each rule, 0 to 1</description></item>
/// <item><term>p</term><description>its probability</description></item>
/// <item><term>entropy</term><description>of the model's distribution, nats</description></item>
/// <item><term>NAME:answer, NAME:score_RULE, ..., NAME:p, NAME:entropy</term><description>the same of each expert</description></item>
/// </list>
/// </summary>
public static class AnswerPredictionsCsv
{
    /// <summary>Numbers round-trip; the same predictions give the same bytes. Text that a spreadsheet would run as a formula is guarded by an apostrophe.</summary>
    /// <param name="predictions">What to write.</param>
    /// <param name="name">What the run is called.</param>
    /// <param name="run">What made them.</param>
    /// <param name="rules">Name of each rule, and what an answer is worth by it that so many annotators gave.</param>
    /// <param name="output">Text in UTF-8 without a byte order mark, if it goes to a file; flushed, not disposed.</param>
    public static void Write(AnswerPredictions predictions, string name, RunDescription run, IReadOnlyList<(string Name, Func<int, double> Worth)> rules, TextWriter output)
    {
        var rows = predictions.Rows;
        AnswerDistribution[] all = [predictions.Product, .. predictions.Experts];
        using var csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        string[] header =
        [
            "id", "picture", "question_type", "answer_type", "ood_mask", "run", "paradigm", "variant", "seed", "majority",
            .. all.Select(d => d.Name.Length > 0 ? $"{d.Name}:" : "").SelectMany(prefix => (string[])[$"{prefix}answer", .. rules.Select(r => $"{prefix}score_{r.Name}"), $"{prefix}p", $"{prefix}entropy"]),
        ];
        foreach (var column in header)
            csv.WriteField(column);
        csv.EndRecord();
        for (var row = 0; row < rows.Count; row++)
        {
            Texts(rows.Ids[row], rows.Clusters[row], rows.QuestionTypes[row], rows.AnswerTypes[row]);
            csv.WriteField(rows.Sets[row]);
            Texts(name, run.Paradigm, run.Variant ?? "");
            csv.WriteField(run.Seed);
            Texts(rows.Majority[row] < 0 ? "" : predictions.Vocabulary[rows.Majority[row]]);
            foreach (var of in all)
            {
                var answer = of.Best[row][0];
                Texts(predictions.Vocabulary[answer]);
                foreach (var (_, worth) in rules)
                    csv.WriteField(NumberCell.Format(worth(rows.CountOf(row, answer))));
                csv.WriteField(NumberCell.Format(Math.Exp(of.BestLogs[row][0])));
                csv.WriteField(NumberCell.Format(of.Entropies[row]));
            }

            csv.EndRecord();
        }

        csv.Flush();

        void Texts(params ReadOnlySpan<string> texts)
        {
            foreach (var text in texts)
                csv.WriteField(SafeText.ForCell(text));
        }
    }
}
