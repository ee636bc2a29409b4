using System.Globalization;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>What a user can choose for ready-made arrays.</summary>
/// <param name="Reference">True: as the published code does; false: the clean profile, in which no test row shapes training.</param>
/// <param name="Seed">Chooses the rows of each split.</param>
internal sealed record ArrayOptions(bool Reference, int Seed)
{
    // Of datasets/mimic/get_data.py.
    private const int ReferenceSeed = 10;

    /// <summary>Reads the options; unknown keys are refused.</summary>
    /// <exception cref="UsageException">An option is unknown or out of range, or arrays do not have it.</exception>
    internal static ArrayOptions Read(Settings settings)
    {
        var reference = settings.Choice("profile", "clean", "reference") == "reference";
        if (reference && settings.Text("seed") is not null)
            throw new UsageException($"--set seed: profile=reference splits by Python's shuffle with seed {ReferenceSeed}; leave one of the two out");
        var options = new ArrayOptions(reference, reference ? ReferenceSeed : settings.Whole("seed", 0, 0, int.MaxValue));
        settings.RefuseUnknown();
        return options;
    }

    /// <summary>For the manifest.</summary>
    internal IReadOnlyDictionary<string, string> Text() => new Dictionary<string, string>
    {
        ["source"] = "arrays",
        ["profile"] = Reference ? "reference" : "clean",
        ["seed"] = Seed.ToString(CultureInfo.InvariantCulture),
        ["split"] = Reference ? "python-shuffle" : "hash",
        ["mortality_class4"] = "as-in-arrays",
        ["imputation"] = "as-in-arrays",
    };
}
