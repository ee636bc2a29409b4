using System.Globalization;
using CsvHelper;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>One row of a predictions file, its cells read as what their columns mean.</summary>
/// <param name="source">What errors call the file.</param>
/// <param name="header">Meaning of the columns.</param>
/// <param name="csv">Stands on the row.</param>
/// <param name="row">Zero-based number of the row, the header left out.</param>
internal readonly struct PredictionsRow(string source, PredictionsHeader header, CsvReader csv, int row)
{
    /// <summary>The row's name.</summary>
    public string Id => SafeText.FromCell(csv.GetString(header.Id));

    /// <summary>The true class; its range is checked with the whole table.</summary>
    public int Label() => int.TryParse(csv.GetString(header.Label), NumberStyles.Integer, CultureInfo.InvariantCulture, out var label)
        ? label
        : throw Refuse(header.Label, $"expected a whole number 0..{header.Model.Columns.Length - 1}", "write the class's number");

    /// <summary>Appends the C log-probabilities of one distribution, nats, not yet normalised.</summary>
    public void AddLogProbabilities(DistributionColumns distribution, List<double> values)
    {
        foreach (var column in distribution.Columns)
        {
            if (!NumberCell.TryParse(csv.GetString(column), out var value))
                throw Refuse(column, "expected a number", "write numbers with a decimal point, such as 0.25 or 1e-7");
            if (!ProbabilityValue.TryLog(value, distribution.Logs, out var log))
                throw Refuse(column, ProbabilityValue.Expected(distribution.Logs), ProbabilityValue.Remedy(distribution.Logs));
            values.Add(log);
        }
    }

    private InputRefusedException Refuse(int column, string expected, string remedy) => new(
        source,
        $"{Predictions.RowName(row, Id)}, column {SafeText.ForTerminal(header.Names[column])}: {expected}, found something else",
        remedy);
}
