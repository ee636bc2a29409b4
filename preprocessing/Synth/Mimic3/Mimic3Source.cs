using System.Globalization;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>SOURCE.txt: everything that shapes the files, so that equal text means equal files, and the ground truth.</summary>
internal sealed class Mimic3Source(PlantedSignal truth, int patients, long? chartRows, long seed)
{
    /// <summary>How the text begins.</summary>
    internal const string Start = "mimic3-synth: ";

    /// <summary>The text.</summary>
    internal string Text()
    {
        var signal = Name(truth.Signal);
        var options = $"--patients {patients} --seed {seed} --signal {signal}{(chartRows is { } rows ? $" --chart-rows {rows}" : "")}";
        var ratios = OddsRatios.Of(truth.Signal);
        return string.Create(CultureInfo.InvariantCulture, $"""
            {Start}made-up patients in the format of MIMIC-III v1.4, planted signal: {signal}; no row is of a real patient, no figure comparable with published ones

            Made by I2M2.Toolkit {typeof(Mimic3Source).Assembly.GetName().Version!.ToString(3)}, `preprocessing synth mimic3 {options}`.

            Ground truth of every adult's first ICU admission. Factors are -1 or +1; a label's odds are
            base x {ratios.Static:0.##}^static x {ratios.Series:0.##}^series x {ratios.Cross:0.##}^(static x series).

            tasks icd9-7, mortality  static: age, +1 at 63 years and over, -1 at 57 and under
                                     series: temperature, white cells up, bicarbonate down (level); heart rate rising, systolic pressure falling
            task icd9-1              static: first service, +1 surgical, -1 medical
                                     series: sodium and urea up, potassium down (level)

            {Factors}
            Codes of metastatic and haematologic disease occur almost only with group 1 (140-239), as in the release: two static inputs of
            icd9-1 know part of its label, whatever the signal. The figures below leave that out.

            Best that can be reached by who knows the factors without error (population figures; AUROC of mortality: any class but 0):
            task       known        accuracy   AUROC
            {Figures("icd9-7", BayesFigures.Of(truth.Lung, PlantedSignal.RespiratoryOdds))}
            {Figures("mortality", BayesFigures.OfMortality(truth))}
            {Figures("icd9-1", BayesFigures.Of(truth.Growth, PlantedSignal.NeoplasmOdds))}

            """);
    }

    /// <summary>A signal's name on the command line.</summary>
    internal static string Name(Signal signal) => Enum.GetName(signal)!.ToUpperInvariant() switch
    {
        "UNIMODAL" => "unimodal",
        "INTERACTION" => "interaction",
        "BOTH" => "both",
        _ => "none",
    };

    private string Factors => truth.Signal == Signal.Unimodal
        ? "The factors of icd9-7 and of icd9-1 are drawn given the label, independently of each other.\n"
        : "All factors are independent fair coins.\n";

    private static string Figures(string task, BayesFigures figures)
        => string.Join('\n', Enum.GetValues<Knowledge>().Select(k => string.Create(CultureInfo.InvariantCulture,
            $"{task,-10} {Name(k),-12} {figures.Accuracy(k):0.0000}     {figures.AreaUnderRoc(k):0.0000}")));

    private static string Name(Knowledge known) => known switch
    {
        Knowledge.Static => "static",
        Knowledge.Series => "series",
        Knowledge.Both => "both",
        _ => "neither",
    };
}
