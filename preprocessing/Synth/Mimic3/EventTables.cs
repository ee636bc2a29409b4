using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Writes CHARTEVENTS, LABEVENTS and OUTPUTEVENTS: one batch of patients is compressed while the next is drawn.</summary>
/// <param name="folder">Where to.</param>
/// <param name="patients">In the order of their rows.</param>
/// <param name="counts">Rows of each without padding.</param>
/// <param name="padding">Rows of unwanted ITEMIDs in all.</param>
/// <param name="events">Draws the rows.</param>
internal sealed class EventTables(string folder, PatientPlan[] patients, RowCounts[] counts, long padding, EventRows events)
{
    private const int Batch = 64;

    /// <summary>Writes the tables and returns their rows.</summary>
    internal RowCounts Write(int workers)
    {
        using var chart = new TableFile(folder, ReleasedTables.ChartEvents);
        using var lab = new TableFile(folder, ReleasedTables.LabEvents);
        using var output = new TableFile(folder, ReleasedTables.OutputEvents);
        var (first, shares, total) = Places();
        using var meter = new ProgressMeter("mimic3-synth", total.Chart, "chart rows");
        var spare = NewBuffers();
        var full = NewBuffers();
        var writing = Task.CompletedTask;
        try
        {
            for (var start = 0; start < patients.Length; start += Batch)
            {
                var (from, count) = (start, Math.Min(Batch, patients.Length - start));
                var buffers = spare;
                Workers.For(count, workers, i => events.Write(patients[from + i], first[from + i], shares[from + i], buffers[i]));
                writing.GetAwaiter().GetResult();
                meter.Advance(Enumerable.Range(from, count).Sum(i => counts[i].Chart + shares[i]));
                (spare, full) = (full, spare);
                writing = Task.Run(() => Compress(buffers.AsSpan(0, count), chart, lab, output));
            }
        }
        finally
        {
            writing.GetAwaiter().GetResult();
        }

        return total;
    }

    private static void Compress(Span<(CsvBuffer Chart, CsvBuffer Lab, CsvBuffer Output)> buffers, TableFile chart, TableFile lab, TableFile output)
    {
        foreach (var (chartRows, labRows, outputRows) in buffers)
        {
            chart.Write(chartRows);
            lab.Write(labRows);
            output.Write(outputRows);
            chartRows.Clear();
            labRows.Clear();
            outputRows.Clear();
        }
    }

    private static (CsvBuffer Chart, CsvBuffer Lab, CsvBuffer Output)[] NewBuffers()
        => [.. Enumerable.Range(0, Batch).Select(_ => (new CsvBuffer(), new CsvBuffer(), new CsvBuffer()))];

    // Padding in proportion to the other rows, rounded so that the sum is exact.
    private (RowCounts[] First, long[] Shares, RowCounts Total) Places()
    {
        var (first, shares) = (new RowCounts[patients.Length], new long[patients.Length]);
        var wanted = Math.Max(1, counts.Sum(c => c.Chart));
        var (next, seen, given) = (new RowCounts(1, 1, 1), 0L, 0L);
        for (var i = 0; i < patients.Length; i++)
        {
            first[i] = next;
            seen += counts[i].Chart;
            shares[i] = (long)((Int128)padding * seen / wanted) - given;
            given += shares[i];
            next += counts[i] + new RowCounts(shares[i], 0, 0);
        }

        return (first, shares, new(next.Chart - 1, next.Lab - 1, next.Output - 1));
    }
}
