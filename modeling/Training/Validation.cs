using I2M2.Modeling.Metrics;

namespace I2M2.Modeling.Training;

/// <summary>The look at the validation rows after each epoch.</summary>
internal sealed class Validation
{
    private readonly Predictor predictor;
    private readonly BatchLoader rows;
    private readonly int[] labels;

    /// <param name="predictor">Of the model that trains.</param>
    /// <param name="rows">The validation rows.</param>
    /// <param name="asked">The metric that the settings name.</param>
    internal Validation(Predictor predictor, BatchLoader rows, string asked)
    {
        (this.predictor, this.rows) = (predictor, rows);
        labels = [.. rows.Labels.Select(y => (int)y)];
        Selection = rows.Answers is not null ? new(Selection.VqaScore, asked == Selection.VqaScore ? "" : $"{asked} is of rows with one right answer")
            : rows.LabelNames is { } names ? LabelMetrics.Selection(asked, labels, names)
            : Selection.Of(asked, rows.Labels);
    }

    /// <summary>Which metric chooses the best epoch.</summary>
    internal Selection Selection { get; }

    /// <summary>Its value now.</summary>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    internal double Metric(CancellationToken stop)
    {
        if (rows.Answers is { } answers)
            return predictor.Best(rows, stop).Index().Average(a => answers.Worth(a.Index, a.Item));
        return rows.LabelNames is { } names
            ? LabelMetrics.Mean(Selection.Metric, predictor.Margins(rows, stop), labels, names.Count)
            : Selection.Of(predictor.Product(rows, stop), labels);
    }
}
