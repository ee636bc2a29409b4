using System.CommandLine;
using System.Diagnostics;
using I2M2.Cli;
using I2M2.Preprocessing.FastMri;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>`synth fastmri`: knee volumes in fastMRI's layout, with findings planted in magnitude, in phase, or in the relation of both.</summary>
public sealed class FastMriCommand : ISynthetic
{
    private static readonly KneeOptions Usual = new();

    /// <inheritdoc/>
    public string Name => "fastmri";

    /// <inheritdoc/>
    public string Dataset => "fastmri";

    /// <inheritdoc/>
    public Command Command(string dataFolder)
    {
        var output = SynthOptions.Out(dataFolder, "fastmri-synth");
        var volumes = new Option<int>("--volumes") { Description = "Volumes, train and val together", DefaultValueFactory = _ => Usual.Volumes };
        var valShare = new Option<double>("--val-share") { Description = "Share of patients whose volumes go to the val folders", DefaultValueFactory = _ => Usual.ValShare };
        var slices = new Option<int>("--slices") { Description = "Slices of a volume; the release has about 36", DefaultValueFactory = _ => Usual.Slices };
        var side = new Option<int>("--side")
        {
            Description = "Rows and columns of the reconstruction, even; k-space has twice as many rows and about 1.15 times as many columns. 64 makes a set for tests and training on a CPU",
            DefaultValueFactory = _ => Usual.Side,
        };
        var coils = new Option<int>("--coils") { Description = "Coils; several: multi-coil files too, 15 in the release", DefaultValueFactory = _ => Usual.Coils };
        var noise = new Option<double>("--noise") { Description = "Noise of each coil, of the brightest tissue's magnitude", DefaultValueFactory = _ => Usual.Noise };
        var prevalence = new Option<double>("--prevalence") { Description = "Share of slices with a finding of each group", DefaultValueFactory = _ => Usual.Prevalence };
        var signal = new Option<string>("--signal")
        {
            Description = "Where findings show: magnitude, phase, the relation of both alone, nowhere, or each group elsewhere",
            DefaultValueFactory = _ => KneeSource.Name(Usual.Signal),
        };
        signal.AcceptOnlyFromAmong([.. Enum.GetValues<KneeSignal>().Select(KneeSource.Name)]);
        var gzip = new Option<bool>("--gzip") { Description = "K-space in chunks packed by gzip; else in one piece, as released" };
        var seed = new Option<long>("--seed") { Description = "Chooses knees, findings and noise", DefaultValueFactory = _ => Usual.Seed };
        var workers = SynthOptions.Workers();
        var command = new Command(Name, "Knee volumes in fastMRI's layout with fastMRI+ labels: phantoms with planted findings; for tests, benches and a first session")
        {
            output, volumes, valShare, slices, side, coils, noise, prevalence, signal, gzip, seed, workers,
        };
        command.SetAction(parsed =>
        {
            var options = new KneeOptions
            {
                Volumes = parsed.GetValue(volumes),
                ValShare = parsed.GetValue(valShare),
                Slices = parsed.GetValue(slices),
                Side = parsed.GetValue(side),
                Coils = parsed.GetValue(coils),
                Noise = parsed.GetValue(noise),
                Prevalence = parsed.GetValue(prevalence),
                Signal = Enum.Parse<KneeSignal>(parsed.GetRequiredValue(signal), ignoreCase: true),
                Gzip = parsed.GetValue(gzip),
                Seed = parsed.GetValue(seed),
            };
            var threads = parsed.GetValue(workers);
            Check(options, threads);
            Write(options, FolderPath.ToWrite("--out", parsed.GetValue(output)), threads, dataFolder);
        });
        return command;
    }

    private static void Check(KneeOptions options, int workers)
    {
        Whole("--volumes", options.Volumes, 1, KneeOptions.MostVolumes);
        Whole("--slices", options.Slices, 1, KneeOptions.MostSlices);
        Whole("--side", options.Side, KneeOptions.LeastSide, KneeOptions.MostSide);
        Whole("--coils", options.Coils, 1, KneeOptions.MostCoils);
        Whole("--workers", workers, 1, 1024);
        SynthOptions.Require(options.Side % 2 == 0, $"--side {options.Side}: an even number is expected");
        SynthOptions.Require(options.ValShare is >= 0 and < 1, $"--val-share {options.ValShare}: 0 to less than 1 is expected");
        SynthOptions.Require(options.Noise is >= 0 and <= KneeOptions.MostNoise, $"--noise {options.Noise}: 0 to {KneeOptions.MostNoise} is expected");
        SynthOptions.Require(options.Prevalence is > 0 and < 1, $"--prevalence {options.Prevalence}: more than 0 and less than 1 is expected");
    }

    private static void Whole(string option, int value, int least, int most) => SynthOptions.Require(value >= least && value <= most, $"{option} {value}: {least} to {most:#,0} is expected");

    private void Write(KneeOptions options, string folder, int workers, string dataFolder)
    {
        var start = Stopwatch.GetTimestamp();
        var set = new KneeSet(options);
        var written = set.Write(folder, workers);
        var slices = set.Plans.SelectMany(p => p.Slices).ToArray();
        var findings = LesionPlace.All.Select((p, g) => $"{slices.Count(s => s[g].State.Present):#,0} {KneeSource.Name(p.Group)}");
        var sizes = options.Side == KneeGrid.Side ? "" : $" --set grid={options.Rows}x{5 * options.Side / 4} --set side={options.Side}";
        SynthCommand.Report(
            this, $"fastmri-synth  {options.Volumes:#,0} volumes, {set.Plans.Count(p => p.IsVal):#,0} of them val; {slices.Length:#,0} slices, with findings: {string.Join(", ", findings)}; {SynthCommand.Took(written, start)}",
            "made-up knees; the planted signal and the best that can be reached are in SOURCE.txt", folder, dataFolder, $"{sizes}{(options.Coils > 1 ? " --set coils=single" : "")}");
    }
}
