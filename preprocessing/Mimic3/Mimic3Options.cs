using System.Globalization;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>
/// What `--set` can change for MIMIC-III. A profile sets all of it: `clean` for honest estimates, `reference` for what the papers' pipeline does
/// (Purushotham et al. 2018; MultiBench's loader). Single options change a profile.
/// </summary>
public sealed record Mimic3Options
{
    private const string Clean = "clean";
    private const string Reference = "reference";

    private Mimic3Options(IReadOnlyDictionary<string, string> values, int seed, int rowsPerShard)
    {
        (Values, Seed, RowsPerShard) = (values, seed, rowsPerShard);
    }

    /// <summary>For the help text.</summary>
    public static IReadOnlyList<string> Help { get; } =
    [
        "profile=clean|reference  all that follows, for honest estimates or as the papers' code does",
        "imputation_horizon=day|stay  whether gaps of the first day may be filled from later ones",
        "bins=closed|half_open  whether a value on the hour counts in both hours (both profiles: closed)",
        "keep_records_after_death=false|true  records later than DEATHTIME",
        "cap_age=true|false  ages over 89, shifted to 300 years, become 91.4 years",
        "urine_limit=2445|none  greatest net mL of one charted time",
        "fio2_190_pure=keep|drop  a charted FiO2 of 1.0, pure oxygen, of item 190",
        "lab_fio2_fraction=scale|keep  a blood gas's FiO2 of at most 1 is a fraction",
        "mortality_class4=30d_after_discharge|7d_after_icu_in  what class 4 means",
        "split=hash|python  by a hash of seed and patient, or by Python's shuffle with seed 10",
        "normaliser=train|all  rows that means and standard deviations are of",
        "unobserved=mean|zero  what a feature that was never observed becomes",
        "seed=0  of the split",
        "rows_per_shard=8192",
    ];

    /// <summary>Every option as text, by name.</summary>
    internal IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Of the split by hash.</summary>
    internal int Seed { get; }

    /// <summary>Admissions of a shard.</summary>
    internal int RowsPerShard { get; }

    /// <summary>Whether imputation sees hours after the first day.</summary>
    internal bool ImputesFromWholeStay => Values["imputation_horizon"] == "stay";

    /// <summary>Whether a record on the hour counts in both hours.</summary>
    internal bool ClosedBins => Values["bins"] == "closed";

    /// <summary>Whether records later than DEATHTIME count.</summary>
    internal bool KeepsRecordsAfterDeath => Values["keep_records_after_death"] == "true";

    /// <summary>Whether shifted ages are capped.</summary>
    internal bool CapsAge => Values["cap_age"] == "true";

    /// <summary>Greatest net volume of urine, mL; null: none.</summary>
    internal long? UrineLimit => Values["urine_limit"] is var text and not "none" ? long.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>What class 4 of mortality means.</summary>
    internal string MortalityClass4 => Values["mortality_class4"];

    /// <summary>Whether the split is Python's.</summary>
    internal bool SplitsAsPython => Values["split"] == "python";

    /// <summary>Which rows statistics are of.</summary>
    internal string NormaliserRows => Values["normaliser"];

    /// <summary>What never observed features become.</summary>
    internal string Unobserved => Values["unobserved"];

    /// <summary>Reads the options.</summary>
    /// <exception cref="Cli.UsageException">An option is unknown or out of range.</exception>
    internal static Mimic3Options Read(Settings settings)
    {
        var profile = settings.Choice("profile", Clean, Reference);
        string Of(string key, string clean, string reference, params string[] others) =>
            settings.Choice(key, [.. new[] { profile == Clean ? clean : reference, clean, reference }.Concat(others).Distinct()]);
        var urine = settings.Text("urine_limit") switch
        {
            null => profile == Clean ? "2445" : "none",
            "none" => "none",
            _ => settings.Whole("urine_limit", 2445, 1, 1_000_000).ToString(CultureInfo.InvariantCulture),
        };
        var values = new Dictionary<string, string>
        {
            ["profile"] = profile,
            ["imputation_horizon"] = Of("imputation_horizon", "day", "stay"),
            ["bins"] = Of("bins", "closed", "closed", "half_open"),
            ["keep_records_after_death"] = Of("keep_records_after_death", "false", "true"),
            ["cap_age"] = Of("cap_age", "true", "false"),
            ["urine_limit"] = urine,
            ["fio2_190_pure"] = Of("fio2_190_pure", "keep", "drop"),
            ["lab_fio2_fraction"] = Of("lab_fio2_fraction", "scale", "keep"),
            ["mortality_class4"] = Of("mortality_class4", "30d_after_discharge", "30d_after_discharge", "7d_after_icu_in"),
            ["split"] = Of("split", "hash", "python"),
            ["normaliser"] = Of("normaliser", I2M2.Shards.Normaliser.Train, I2M2.Shards.Normaliser.AllRows),
            ["unobserved"] = Of("unobserved", I2M2.Shards.Normaliser.ToMean, I2M2.Shards.Normaliser.ToZero),
        };
        var (seed, rows) = (settings.Whole("seed", 0, 0, int.MaxValue), settings.Whole("rows_per_shard", 8192, 1, 65536));
        settings.RefuseUnknown();
        return new Mimic3Options(values, seed, rows);
    }

    /// <summary>For the manifest: what shapes the rows' values.</summary>
    internal IReadOnlyDictionary<string, string> Text(bool skipBad) => new Dictionary<string, string>(Values)
    {
        ["source"] = "tables",
        ["bad_rows"] = skipBad ? "skip" : "refuse",
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
        ["rows_per_shard"] = RowsPerShard.ToString(CultureInfo.InvariantCulture),
    };
}
