using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Modeling.Tests.Given;

/// <summary>
/// Made-up shards in the schema of MIMIC-III: potassium tells the labels, bilirubin was never observed in every third admission, AIDS is
/// constant, and the two features that give neoplasms away do so.
/// </summary>
internal static class Mimic3Data
{
    internal static readonly string[] Statics = ["age_days", "aids", "hematologic_malignancy", "metastatic_cancer", "admission_type"];

    internal static readonly string[] Measurements =
    [
        "gcs", "sbp", "heart_rate", "temperature", "pao2_fio2", "urine_output", "bun", "wbc", "bicarbonate", "sodium", "potassium", "bilirubin",
    ];

    /// <summary>Writes them.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="unobserved">See <see cref="Normaliser.Unobserved"/>.</param>
    /// <param name="shift">Added to every mean of the normalisers.</param>
    /// <param name="leaky">Whether the features that give neoplasms away do so; if not they are constant.</param>
    /// <param name="rows">Rows of train, valid and test.</param>
    /// <param name="label">The labels of the diagnoses; every third row has them when null.</param>
    internal static string Write(
        string folder, string unobserved = Normaliser.ToMean, double shift = 0, bool leaky = true, (int Train, int Valid, int Test)? rows = null, Func<long, long>? label = null)
    {
        ColumnSchema[] columns =
        [
            ShardFolder.Input("static", Dtype.F32, [5]) with { Features = Statics },
            ShardFolder.Input("series", Dtype.F32, [24, 12]) with { Features = Measurements },
            ShardFolder.Number("mortality_class", ColumnRole.Label) with { ClassNames = ["none", "1 day", "2 days", "3 days", "30 days", "1 year"] },
            ShardFolder.Number("icd9_group_01", ColumnRole.Label) with { ClassNames = ["no", "140-239 neoplasms"] },
            ShardFolder.Number("icd9_group_07", ColumnRole.Label) with { ClassNames = ["no", "460-519 diseases of the respiratory system"] },
            ShardFolder.Number("hadm_id", ColumnRole.Id),
        ];
        double[] means = [.. Enumerable.Range(0, 12).Select(k => 10.0 * (k + 1) + shift)];
        ShardFolder.Write(folder, "mimic3", 0, rows ?? (160, 40, 40), columns, (column, row) => Value(column, row, leaky, label ?? (r => r % 3 == 0 ? 1 : 0)), new()
        {
            Normalisers = new Dictionary<string, Normaliser>
            {
                ["static"] = new(Normaliser.Train, [20_000, 0, 0.3, 0.3, 1], [5_000, 0, 0.5, 0.5, 0.8], unobserved),
                ["series"] = new(Normaliser.Train, means, [.. Enumerable.Repeat(2.0, 12)], unobserved),
            },
            Options = new Dictionary<string, string> { ["mortality_class4"] = "30d_after_discharge", ["profile"] = "clean" },
        });
        return folder;
    }

    private static byte[] Value(string column, long row, bool leaky, Func<long, long> label)
    {
        switch (column)
        {
            case "hadm_id":
                return BitConverter.GetBytes(100_000 + row);
            case "mortality_class":
                return BitConverter.GetBytes(row % 6);
            case "icd9_group_01" or "icd9_group_07":
                return BitConverter.GetBytes(label(row));
        }

        var noise = new Random((int)row);
        var gives = leaky && row % 3 == 0 ? 1 : 0;
        float[] values = column == "static"
            ? [20_000 + (float)(5_000 * noise.NextDouble()), 0, gives, gives, row % 3]
            : [.. Enumerable.Range(0, 24 * 12).Select(k => Measurement(k % 12, row, noise))];
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }

    private static float Measurement(int feature, long row, Random noise) => Measurements[feature] switch
    {
        "bilirubin" when row % 3 == 1 => float.NaN,
        "potassium" => (float)(110 + (4 * (row % 3 == 0 ? 1 : -1)) + noise.NextDouble()),
        _ => (float)((10 * (feature + 1)) + (4 * noise.NextDouble()) - 2),
    };
}
