namespace I2M2.PredictionFiles;

/// <summary>
/// One categorical distribution for every row: natural log-probabilities, [rows, classes], row-major. Every row's probabilities
/// sum to 1 within 1e-6, which is what float32 holds; a probability of 0 is stored as negative infinity. Never NaN.
/// </summary>
public sealed class LogProbabilities
{
    /// <summary>How far from 1 a row's probabilities may sum before the row is not a distribution.</summary>
    public const double SumTolerance = 1e-3;

    // Below this a row is kept bit for bit: a float32 network's log-softmax, written and read again, is what the network said.
    private const double AlreadyNormalised = 1e-6;

    private readonly double[] values;

    /// <param name="classes">Number of classes, C.</param>
    /// <param name="normalised">[rows, C], rows known to be normalised; owned by this object from now on.</param>
    public LogProbabilities(int classes, double[] normalised)
    {
        Classes = classes;
        values = normalised;
    }

    /// <summary>Number of classes, C.</summary>
    public int Classes { get; }

    /// <summary>Number of rows, N.</summary>
    public int Rows => values.Length / Classes;

    /// <summary>All log-probabilities, [N, C] row-major, nats.</summary>
    internal IReadOnlyList<double> Values => values;

    /// <summary>Log-probabilities of one row, [C], nats.</summary>
    public ReadOnlySpan<double> Row(int row) => values.AsSpan(row * Classes, Classes);

    /// <summary>The most probable class of a row; of tied classes, the lowest.</summary>
    public int ArgMax(int row)
    {
        var logs = Row(row);
        var best = 0;
        for (var k = 1; k < logs.Length; k++)
        {
            if (logs[k] > logs[best])
                best = k;
        }

        return best;
    }

    /// <summary>Log-probability of one class in every row, [N].</summary>
    public double[] Column(int @class)
    {
        var column = new double[Rows];
        for (var i = 0; i < column.Length; i++)
            column[i] = values[(i * Classes) + @class];
        return column;
    }

    /// <summary>
    /// Takes rows as a file gives them: each must sum to 1 within <see cref="SumTolerance"/>, and is then normalised,
    /// unless it sums to 1 within 1e-6.
    /// </summary>
    /// <param name="classes">Number of classes, C.</param>
    /// <param name="values">[rows, C] log-probabilities; owned, and changed in place.</param>
    /// <param name="refuseRow">Makes the error for a zero-based row and what is wrong with it.</param>
    public static LogProbabilities FromRows(int classes, double[] values, Func<int, string, Exception> refuseRow)
    {
        for (var row = 0; row < values.Length / classes; row++)
        {
            var logs = values.AsSpan(row * classes, classes);
            var logSum = LogSum.Exp(logs);
            if (double.IsNaN(logSum))
                throw refuseRow(row, "hold NaN");
            // Written so that an infinite sum fails too.
            if (!(Math.Abs(Math.Exp(logSum) - 1) <= SumTolerance))
                throw refuseRow(row, "do not sum to 1 (allowed difference 0.001)");
            if (Math.Abs(logSum) <= AlreadyNormalised)
                continue;
            for (var k = 0; k < classes; k++)
                logs[k] -= logSum;
        }

        return new LogProbabilities(classes, values);
    }
}
