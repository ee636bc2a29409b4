using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>The options of MIMIC-III that ready-made arrays have: those that come after the values are there.</summary>
internal static class ArrayOptions
{
    /// <summary>Value of the options that whoever made the arrays has chosen.</summary>
    internal const string AsInArrays = "as_in_arrays";

    private static readonly string[] Own = ["profile", "split", "normaliser", "unobserved"];
    private static readonly string[] Made =
        ["imputation_horizon", "bins", "keep_records_after_death", "cap_age", "urine_limit", "fio2_190_pure", "lab_fio2_fraction", "mortality_class4"];

    /// <summary>Reads the options.</summary>
    /// <exception cref="UsageException">An option is unknown or out of range, or is one that arrays do not have.</exception>
    internal static Mimic3Options Read(Settings settings) => Made.FirstOrDefault(k => settings.Text(k) is not null) is { } key
        ? throw new UsageException($"--set {key}: ready-made arrays do not have it, whoever made them has chosen; there are {string.Join(", ", Own)}, seed, rows_per_shard")
        : Mimic3Options.Read(settings);

    /// <summary>For the manifest.</summary>
    internal static IReadOnlyDictionary<string, string> Text(Mimic3Options options)
    {
        var text = options.Text(skipBad: false).Where(o => !Made.Contains(o.Key) && o.Key != "bad_rows").ToDictionary();
        text["source"] = "arrays";
        text["imputation_horizon"] = AsInArrays;
        text["mortality_class4"] = AsInArrays;
        return text;
    }
}
