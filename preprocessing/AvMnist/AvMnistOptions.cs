using System.Globalization;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>What a user can choose with `--set`.</summary>
/// <param name="KeepEnergy">Share of the images' variance that remains.</param>
/// <param name="FitOnTrain">True: the train file's components for both files. False: each file has its own, as in the published data.</param>
/// <param name="RowsPerShard">Rows of a full shard.</param>
public sealed record AvMnistOptions(double KeepEnergy, bool FitOnTrain, int RowsPerShard)
{
    /// <summary>One line for each option.</summary>
    public static IReadOnlyList<string> Help { get; } =
    [
        "keep_energy=0.25 (share of the images' variance to keep)",
        "pca_fit=separate|train (each file's own components, or the train file's for both)",
        "rows_per_shard=8192",
    ];

    /// <summary>Reads the options; unknown keys are refused.</summary>
    public static AvMnistOptions Read(Settings settings)
    {
        var options = new AvMnistOptions(
            settings.Number("keep_energy", 0.25, 0.01, 1),
            settings.Choice("pca_fit", "separate", "train") == "train",
            settings.Whole("rows_per_shard", 8192, 1, 65536));
        settings.RefuseUnknown();
        return options;
    }

    /// <summary>For the manifest: what shapes the rows' values.</summary>
    public IReadOnlyDictionary<string, string> Text() => new Dictionary<string, string>
    {
        ["keep_energy"] = KeepEnergy.ToString("R", CultureInfo.InvariantCulture),
        ["pca_fit"] = FitOnTrain ? "train" : "separate",
        ["rows_per_shard"] = RowsPerShard.ToString(CultureInfo.InvariantCulture),
    };
}
