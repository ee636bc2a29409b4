using System.Globalization;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>SOURCE.txt: everything that shapes the files, so that equal text means equal files, and the ground truth.</summary>
internal sealed class KneeSource(KneeOptions options)
{
    /// <summary>How the text begins.</summary>
    internal const string Start = "fastmri-synth: ";

    /// <summary>The text.</summary>
    internal string Text() => string.Create(CultureInfo.InvariantCulture, $"""
        {Start}made-up knees in the layout of fastMRI and fastMRI+, planted signal: {Name(options.Signal)}; no image is of a person, no figure comparable with published ones

        Made by I2M2.Toolkit {typeof(KneeSource).Assembly.GetName().Version!.ToString(3)}, `preprocessing synth fastmri {Arguments}`.

        singlecoil_*/     {options.Volumes:#,0} volumes of {options.Slices} slices: k-space {options.Rows} x {options.Width(0)} and other widths, reconstructions {options.Side} x {options.Side}.
                          {(options.Coils == 1
                              ? "One coil, so that reconstruction_rss is reconstruction_esc."
                              : $"The single coil is a fixed sum of {options.Coils} coils; reconstruction_rss is of all of them.")}
        {(options.Coils == 1 ? "" : $"multicoil_*/      the same volumes, each coil's k-space.\n")}knee.csv, knee_file_list.csv   findings, with one study-level `artifact` row, on slice 0 of the first volume: it makes that slice one with "others".
        Every fourth volume is of the patient before it, in the other acquisition.

        Ground truth. On every slice each group has a place of its own, which is bright ({KneePhantom.Bright:0.##}) or dark ({KneePhantom.Dark:0.##} of the brightest tissue), and whose
        phase is {KneePhantom.Turn:0.##} rad ahead of the smooth phase around it or behind it. A slice has a group's finding with probability {options.Prevalence:0.####}, independently.
            magnitude   bright with the finding, dark without; phase at random
            phase       ahead with the finding, behind without; magnitude at random
            relation    bright and ahead or dark and behind with the finding, the other two without; either alone is at random whatever the label
            each        bright with the finding and ahead with it, either with probability {LesionLaw.Agreement:0.##}, independently of each other given the label
            none        both at random
        The phase of what is dark is noisier than of what is bright; what the phase's noise tells of the magnitude is left out below.

        Best AUROC that can be reached by who sees the places without error (population figures):
        group       shows in    neither   magnitude   phase    both
        {string.Join('\n', LesionPlace.All.Zip(LesionLaw.Of(options.Signal), Figures))}

        """);

    /// <summary>A signal's, a group's or an evidence's name, as users see it.</summary>
    internal static string Name<T>(T value)
        where T : struct, Enum => Enum.GetName(value)!.ToLower();

    private string Arguments => string.Create(CultureInfo.InvariantCulture,
        $"--volumes {options.Volumes} --val-share {options.ValShare} --slices {options.Slices} --side {options.Side} --coils {options.Coils} --noise {options.Noise} --prevalence {options.Prevalence} --signal {Name(options.Signal)} --seed {options.Seed}{(options.Gzip ? " --gzip" : "")}");

    private string Figures(LesionPlace place, Evidence evidence)
    {
        var law = new LesionLaw(evidence, options.Prevalence);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Name(place.Group),-11} {Name(evidence),-11} {law.AreaUnderRoc(false, false):0.0000}    {law.AreaUnderRoc(true, false):0.0000}      {law.AreaUnderRoc(false, true):0.0000}   {law.AreaUnderRoc(true, true):0.0000}");
    }
}
