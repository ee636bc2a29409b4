using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Writes the set: nine tables as .csv.gz, as `preprocessing mimic3` reads them.</summary>
/// <param name="patients">Rows of PATIENTS.</param>
/// <param name="signal">What the labels owe to the inputs.</param>
/// <param name="chartRows">Rows of CHARTEVENTS; null: as many of ITEMIDs that nobody wants as of others.</param>
/// <param name="seed">Chooses everything else.</param>
internal sealed class Mimic3Set(int patients, Signal signal, long? chartRows, long seed)
{
    private readonly PlantedSignal truth = new(signal);

    /// <summary>Rows written, by event table, once <see cref="Write"/> has been called.</summary>
    internal RowCounts Rows { get; private set; }

    /// <summary>The plans, in order of SUBJECT_ID.</summary>
    internal PatientPlan[] Plans()
    {
        var planner = new PatientPlanner(truth, patients, seed);
        return [.. Enumerable.Range(0, patients).Select(planner.Plan)];
    }

    /// <summary>Writes everything to a folder beside <paramref name="folder"/>, which gets its name when it is whole.</summary>
    /// <param name="folder">Must not exist, or be empty, or hold this very set.</param>
    /// <param name="workers">Threads; they change no byte.</param>
    /// <returns>False when the folder held this very set already.</returns>
    /// <exception cref="UsageException">The folder holds something else, or there must be more rows than asked for.</exception>
    internal bool Write(string folder, int workers)
        => SyntheticFolder.Write(folder, new Mimic3Source(truth, patients, chartRows, seed).Text(), partial => WriteTables(partial, workers));

    private void WriteTables(string folder, int workers)
    {
        var plans = Plans();
        new PlainTables(plans, seed).Write(folder);

        // The release groups rows by patient, but the patients come in no order.
        new RandomNumbers(seed, "mimic3 order").Shuffle(plans.AsSpan());
        var events = new EventRows(seed);
        var counts = new RowCounts[patients];
        Workers.For(patients, workers, i => counts[i] = events.Count(plans[i]));
        var wanted = counts.Sum(c => c.Chart);
        var padding = (chartRows ?? (2 * wanted)) - wanted;
        if (padding < 0)
            throw new UsageException($"--chart-rows {chartRows}: {patients} patients have {wanted:#,0} rows that are needed; ask for more rows or fewer patients");
        Rows = new EventTables(folder, plans, counts, padding, events).Write(workers);
    }
}
