using System.Text.Json;
using I2M2.Preprocessing.Mimic3;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Tests.Mimic3;

/// <summary>The demo preprocessed by reference extraction, with imputation over the whole stay and over the first day; made once.</summary>
public sealed class DemoSets : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly JsonDocument? golden;

    public DemoSets()
    {
        if (!TestData.Has("golden/mimic-demo.json") || !TestData.Has("data/mimic3-demo"))
            return;
        golden = JsonDocument.Parse(File.ReadAllText(TestData.At("golden/mimic-demo.json")));
        (Manifest, Stay) = Make("stay");
        (DayManifest, Day) = Make("day", "imputation_horizon=day", "normaliser=train", "unobserved=mean");
        Rows = ReadRows(folder.At("stay"));
    }

    internal JsonElement Golden => golden!.RootElement;

    internal ShardManifest Manifest { get; } = null!;

    internal ShardManifest DayManifest { get; } = null!;

    internal SeriesFile Stay { get; } = null!;

    internal SeriesFile Day { get; } = null!;

    /// <summary>What the static and label tables say of each admission.</summary>
    internal SortedDictionary<long, (string Split, double[] Static, long Mortality, int[] Groups)> Rows { get; } = [];

    /// <summary>Preprocesses the demo by reference extraction, with changes.</summary>
    internal (ShardManifest Manifest, SeriesFile Series) Make(string name, params string[] changes)
    {
        var job = new PreprocessingJob(TestData.At("data/mimic3-demo"), folder.At(name), 2, new Settings(["profile=reference", .. changes]));
        return (new Mimic3Dataset().Run(job).Manifest, new SeriesFile(folder.At(name)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        golden?.Dispose();
        folder.Dispose();
    }

    private static SortedDictionary<long, (string Split, double[] Static, long Mortality, int[] Groups)> ReadRows(string set)
    {
        string[] files = [Path.Combine(set, "shards/static-00000.parquet"), Path.Combine(set, "shards/labels-00000.parquet")];
        using var database = DuckDatabase.Open(new DuckOptions { Files = files });
        var groups = string.Join(", ", Enumerable.Range(0, 21).Select(g => $"icd9_group_{g:00}"));
        using var rows = database.Query(
            "read",
            $"SELECT hadm_id, s.split, age_days, aids::DOUBLE, hematologic_malignancy::DOUBLE, metastatic_cancer::DOUBLE, admission_type::DOUBLE, mortality_class::BIGINT, {groups} "
            + $"FROM read_parquet('{files[0]}') s JOIN read_parquet('{files[1]}') USING (hadm_id)");
        var all = new SortedDictionary<long, (string, double[], long, int[])>();
        while (rows.Read())
        {
            for (var r = 0; r < rows.Rows; r++)
            {
                var features = new double[5];
                for (var f = 0; f < 5; f++)
                    features[f] = rows.Column(2 + f).Values<double>()[r];
                var labels = new int[21];
                for (var g = 0; g < 21; g++)
                    labels[g] = rows.Column(8 + g).Values<int>()[r];
                all.Add(rows.Column(0).Values<long>()[r], (rows.Column(1).Text(r), features, rows.Column(7).Values<long>()[r], labels));
            }
        }

        return all;
    }
}
