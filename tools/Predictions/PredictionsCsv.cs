using System.Text;
using CsvHelper;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>
/// Predictions as CSV, ours or anyone's: a header, then a row for each example, UTF-8, commas, RFC 4180 quotes.
/// <list type="table">
/// <item><term>id</term><description>text, unique</description></item>
/// <item><term>label</term><description>the true class, 0..C-1</description></item>
/// <item><term>p_0 .. p_{C-1}</term><description>probabilities, or log_p_0 .. in nats ("-inf" for probability 0)</description></item>
/// <item><term>NAME:p_0 ..</term><description>optional, the same for an expert; or NAME:log_p_0 ..</description></item>
/// </list>
/// Columns may stand in any order; others are ignored.
/// </summary>
public static class PredictionsCsv
{
    // The parser holds a row in memory; 256 classes and eight experts are some 64 KiB.
    private const int LongestRow = 1 << 24;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputRefusedException">The file is not as described; says where and what to do.</exception>
    public static Predictions Read(string path)
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        using var reader = new StreamReader(path, strict, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16);
        return Read(reader, path);
    }

    /// <summary>Reads from text.</summary>
    /// <param name="text">The whole table; not disposed.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="InputRefusedException">The text is not as described; says where and what to do.</exception>
    public static Predictions Read(TextReader text, string source)
    {
        using var csv = CsvReader.Create(text, ReaderOptions, leaveOpen: true);
        try
        {
            return Read(csv, source);
        }
        catch (CsvFormatException e)
        {
            var where = e.RecordNumber > 1 ? $"row {e.RecordNumber - 1}" : "header";
            throw new InputRefusedException(
                source,
                $"{where}: expected quotes as CSV uses them and at most 16 MiB a row, found otherwise",
                "write the file with a CSV library",
                e);
        }
        catch (DecoderFallbackException e)
        {
            throw new InputRefusedException(source, "not text in UTF-8", "give a CSV file saved as UTF-8", e);
        }
    }

    /// <summary>
    /// Writes id, label, log_p_k, then NAME:log_p_k of each expert. Numbers round-trip; the same predictions give the same bytes.
    /// An id that a spreadsheet would run as a formula is guarded by an apostrophe, which <see cref="Read(string)"/> removes.
    /// </summary>
    /// <param name="predictions">What to write.</param>
    /// <param name="output">Text in UTF-8 without a byte order mark, if it goes to a file; flushed, not disposed.</param>
    public static void Write(Predictions predictions, TextWriter output)
    {
        using var csv = CsvWriter.Create(output, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteField("id");
        csv.WriteField("label");
        var distributions = predictions.Experts.Select(e => (Prefix: $"{e.Name}:", e.LogProbabilities))
            .Prepend((Prefix: "", LogProbabilities: predictions.Product)).ToArray();
        foreach (var (prefix, _) in distributions)
        {
            for (var k = 0; k < predictions.Classes; k++)
                csv.WriteField($"{prefix}log_p_{k}");
        }

        csv.EndRecord();
        for (var i = 0; i < predictions.Rows; i++)
        {
            csv.WriteField(SafeText.ForCell(predictions.Ids[i]));
            csv.WriteField(predictions.Labels[i]);
            foreach (var (_, logs) in distributions)
            {
                foreach (var value in logs.Row(i))
                    csv.WriteField(NumberCell.Format(value));
            }

            csv.EndRecord();
        }

        csv.Flush();
    }

    private static CsvReaderOptions ReaderOptions => new()
    {
        Separator = ',',
        MaxRecordSize = LongestRow,
        MalformedData = CsvMalformedDataHandling.Throw,
        IncludeValuesInExceptions = false,
    };

    private static Predictions Read(CsvReader csv, string source)
    {
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
            throw new InputRefusedException(source, "the file is empty; expected id,label,p_0,p_1,...", "write the predictions again");
        var header = new PredictionsHeader(source, [.. csv.Headers]);
        var ids = new List<string>();
        var labels = new List<int>();
        var values = header.Distributions.Select(_ => new List<double>()).ToArray();
        while (csv.Read())
        {
            if (csv.FieldCount != header.Names.Length)
            {
                throw new InputRefusedException(
                    source,
                    $"row {ids.Count + 1}: expected {header.Names.Length} cells as in the header, found {csv.FieldCount}",
                    "the file may be cut short, or an id with a comma stands without quotes: write it again");
            }

            var row = new PredictionsRow(source, header, csv, ids.Count);
            ids.Add(row.Id);
            labels.Add(row.Label());
            for (var d = 0; d < values.Length; d++)
                row.AddLogProbabilities(header.Distributions[d], values[d]);
        }

        var model = header.Distributions.ToList().IndexOf(header.Model);
        return Predictions.Create(
            source,
            ids,
            [.. labels],
            header.Model.Columns.Length,
            [.. values[model]],
            [.. header.Distributions.Select((d, i) => (Name: d.Expert, LogProbabilities: values[i]))
                .Where(e => e.Name is not null).Select(e => (e.Name!, e.LogProbabilities.ToArray()))]);
    }
}
