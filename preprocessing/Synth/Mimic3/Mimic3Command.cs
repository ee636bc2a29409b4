using System.CommandLine;
using System.Diagnostics;
using I2M2.Cli;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>`synth mimic3`: MIMIC-III's tables with made-up patients and a known signal, at any scale.</summary>
public sealed class Mimic3Command : ISynthetic
{
    // Of a patient, whose rows are held in memory; the release has about 3,800 an adult.
    private const long MostRowsEach = 100_000;

    /// <inheritdoc/>
    public string Name => "mimic3";

    /// <inheritdoc/>
    public string Dataset => "mimic3";

    /// <inheritdoc/>
    public Command Command(string dataFolder)
    {
        var output = SynthOptions.Out(dataFolder, "mimic3-synth");
        var patients = new Option<int>("--patients") { Description = "Rows of PATIENTS; nine in ten end up in the cohort", DefaultValueFactory = _ => 3000 };
        var signal = new Option<string>("--signal") { Description = "What labels depend on: each modality alone, their interaction alone, both, nothing", DefaultValueFactory = _ => "both" };
        signal.AcceptOnlyFromAmong("unimodal", "interaction", "both", "none");
        var chartRows = new Option<long?>("--chart-rows") { Description = "Rows of CHARTEVENTS, filled up with ITEMIDs that nobody wants (about 3,800 a patient in the release); default: as many of these as of others" };
        var seed = new Option<long>("--seed") { Description = "Chooses patients and values", DefaultValueFactory = _ => 0 };
        var workers = SynthOptions.Workers();
        var command = new Command(Name, "The tables of MIMIC-III v1.4 with made-up patients and a known signal; for tests, benches and a first session")
        {
            output, patients, signal, chartRows, seed, workers,
        };
        command.SetAction(parsed =>
        {
            var (count, rows, threads) = (parsed.GetValue(patients), parsed.GetValue(chartRows), parsed.GetValue(workers));
            if (count is < 1 or > PatientPlanner.Most)
                throw new UsageException($"--patients {count}: 1 to {PatientPlanner.Most:#,0} is expected");
            if (rows < 0 || rows / MostRowsEach >= count)
                throw new UsageException($"--chart-rows {rows}: 0 to {MostRowsEach * count:#,0} is expected of {count:#,0} patients");
            SynthOptions.RequireWorkers(threads);
            var set = new Mimic3Set(count, Enum.Parse<Signal>(parsed.GetRequiredValue(signal), ignoreCase: true), rows, parsed.GetValue(seed));
            Write(set, FolderPath.ToWrite("--out", parsed.GetValue(output)), count, threads, dataFolder);
        });
        return command;
    }

    private void Write(Mimic3Set set, string folder, int patients, int workers, string dataFolder)
    {
        var start = Stopwatch.GetTimestamp();
        var written = set.Write(folder, workers);
        var (chart, lab, output) = set.Rows;
        var counts = written ? $"; rows: {chart:#,0} CHARTEVENTS, {lab:#,0} LABEVENTS, {output:#,0} OUTPUTEVENTS; " : ", ";
        SynthCommand.Report(
            this, $"mimic3-synth  {patients:#,0} patients{counts}{SynthCommand.Took(written, start)}",
            "made-up patients; the planted signal and the best that can be reached are in SOURCE.txt", folder, dataFolder);
    }
}
