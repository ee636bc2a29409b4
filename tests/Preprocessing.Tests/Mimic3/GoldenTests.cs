using System.Text.Json;
using I2M2.Shards;

namespace I2M2.Tests.Mimic3;

/// <summary>
/// The demo's 50 patients through the program, against the results of an independent pandas program (golden/mimic-demo.json): reference
/// extraction, both imputations.
/// </summary>
public sealed class GoldenTests : IClassFixture<DemoSets>
{
    private const string Golden = "golden/mimic-demo.json";
    private const string Demo = "data/mimic3-demo";

    // Values are kept in units of 1e-9.
    private const double Tolerance = 2e-9;
    private readonly DemoSets sets;

    public GoldenTests(DemoSets sets) => this.sets = sets;

    [DataFact(Golden, Demo)]
    public void The_cohort_is_the_same()
    {
        var cohort = sets.Golden.GetProperty("cohort").EnumerateArray().Select(h => h.GetInt64()).Order();
        Assert.Equal(cohort, sets.Stay.Values.Keys);
        Assert.Equal(cohort, sets.Day.Values.Keys);
    }

    [DataFact(Golden, Demo)]
    public void Every_rule_of_the_cohort_leaves_as_many()
    {
        var expected = sets.Golden.GetProperty("funnel").GetProperty("cohort_rules").EnumerateArray().Select(r => (r.GetProperty("admissions").GetInt64(), r.GetProperty("patients").GetInt64())).ToList();
        var ours = sets.Manifest.Funnel.Where(f => f.Table == "ADMISSIONS" && !f.Rule.Contains("within a year of the admission", StringComparison.Ordinal)).Select(f => (f.Admissions!.Value, f.Patients!.Value));
        Assert.Equal(expected, ours);
    }

    [DataFact(Golden, Demo)]
    public void Observed_cells_and_their_moments_are_the_same()
    {
        foreach (var feature in Features())
        {
            var observed = sets.Stay.Of(feature.Index).Where(c => c.Observed).Select(c => c.Value!.Value).ToList();
            Assert.Equal(feature.Golden.GetProperty("observed_cells").GetInt32(), observed.Count);
            Close(feature.Golden.GetProperty("observed_mean"), observed.Average(), feature.Name);
            Close(feature.Golden.GetProperty("observed_std"), Std(observed), feature.Name);
            Close(feature.Golden.GetProperty("observed_min"), observed.Min(), feature.Name);
            Close(feature.Golden.GetProperty("observed_max"), observed.Max(), feature.Name);
        }
    }

    [DataTheory(Golden, Demo)]
    [InlineData("reference")]
    [InlineData("clean")]
    public void Imputed_cells_have_the_same_moments(string imputation)
    {
        var (set, normaliser) = imputation == "clean" ? (sets.Day, sets.DayManifest.Normalisers["series"]) : (sets.Stay, sets.Manifest.Normalisers["series"]);
        foreach (var feature in Features())
        {
            var cells = set.Of(feature.Index).Select(c => c.Value).ToList();
            var mean = feature.Golden.GetProperty("mean_after_imputation");
            Assert.Equal(feature.Golden.GetProperty("admissions_unobserved").GetProperty(imputation).GetInt32(), cells.Count(c => c is null) / 24);
            Close(mean.GetProperty($"{imputation}_without_unobserved"), cells.OfType<double>().Average(), feature.Name);

            // What the networks are told of a feature that was never observed.
            var filled = cells.Select(c => c ?? (imputation == "clean" ? normaliser.Mean[feature.Index] : 0)).ToList();
            Close(mean.GetProperty(imputation), filled.Average(), feature.Name);
            Close(feature.Golden.GetProperty("std_after_imputation").GetProperty(imputation), Std(filled), feature.Name);
            var expected = feature.Golden.GetProperty("normaliser").GetProperty(imputation);
            Close(expected[0], normaliser.Mean[feature.Index], feature.Name);
            Close(expected[1], normaliser.Std[feature.Index], feature.Name);
        }
    }

    [DataFact(Golden, Demo)]
    public void Static_normalisers_are_the_same()
    {
        foreach (var (imputation, manifest) in new[] { ("reference", sets.Manifest), ("clean", sets.DayManifest) })
        {
            var expected = sets.Golden.GetProperty("static_normaliser").GetProperty(imputation);
            for (var f = 0; f < 5; f++)
            {
                Close(expected[0][f], manifest.Normalisers["static"].Mean[f], $"{imputation} {f}");
                Close(expected[1][f], manifest.Normalisers["static"].Std[f], $"{imputation} {f}");
            }
        }
    }

    [DataFact(Golden, Demo)]
    public void Every_admission_has_the_same_features_labels_and_hours()
    {
        foreach (var (id, expected) in sets.Golden.GetProperty("admissions").EnumerateObject().Select(a => (long.Parse(a.Name), a.Value)))
        {
            var ours = sets.Rows[id];
            for (var f = 0; f < 5; f++)
                Close(expected.GetProperty("static")[f], ours.Static[f], $"{id} static {f}");
            Assert.Equal(expected.GetProperty("mortality_class").GetInt64(), ours.Mortality);
            Assert.Equal(expected.GetProperty("icd9_group1").GetInt64(), ours.Groups[1]);
            Assert.Equal(expected.GetProperty("icd9_group7").GetInt64(), ours.Groups[7]);
            for (var f = 0; f < SeriesFile.Features.Length; f++)
            {
                var what = $"{id} {SeriesFile.Features[f]}";
                var observed = sets.Stay.Of(id, f).Where(c => c.Observed).ToList();
                Assert.Equal(expected.GetProperty("observed_cells")[f].GetInt32(), observed.Count);
                if (observed.Count > 0)
                    Close(expected.GetProperty("mean_before")[f], observed.Average(c => c.Value!.Value), what);
                Close(expected.GetProperty("mean_after_clean")[f], sets.Day.Of(id, f).Average(c => c.Value ?? sets.DayManifest.Normalisers["series"].Mean[f]), what);
                Close(expected.GetProperty("mean_after_reference")[f], sets.Stay.Of(id, f).Average(c => c.Value ?? 0), what);
            }
        }
    }

    [DataFact(Golden, Demo)]
    public void Three_admissions_are_the_same_cell_by_cell()
    {
        foreach (var example in sets.Golden.GetProperty("examples").EnumerateArray())
        {
            var id = example.GetProperty("hadm_id").GetInt64();
            for (var h = 0; h < 24; h++)
            {
                for (var f = 0; f < SeriesFile.Features.Length; f++)
                {
                    var what = $"{id} hour {h} {SeriesFile.Features[f]}";
                    var before = example.GetProperty("before_imputation")[h][f];
                    Assert.True(sets.Stay.Observed[id][h, f] == (before.ValueKind == JsonValueKind.Number), what);
                    if (before.ValueKind == JsonValueKind.Number)
                        Close(before, sets.Stay.Values[id][h, f]!.Value, what);
                    Close(example.GetProperty("after_reference")[h][f], sets.Stay.Values[id][h, f] ?? 0, what);
                    Close(example.GetProperty("after_clean")[h][f], sets.Day.Values[id][h, f] ?? sets.DayManifest.Normalisers["series"].Mean[f], what);
                }
            }
        }
    }

    [DataFact(Golden, Demo)]
    public void Pythons_shuffle_gives_the_same_splits()
    {
        foreach (var split in new[] { "train", "valid", "test" })
            Assert.Equal(sets.Golden.GetProperty("split").GetProperty(split).EnumerateArray().Select(h => h.GetInt64()).Order(), sets.Rows.Where(r => r.Value.Split == split).Select(r => r.Key));
    }

    [DataFact(Golden, Demo)]
    public void Every_variable_loses_as_many_rows_to_every_rule()
    {
        var variables = sets.Golden.GetProperty("funnel").GetProperty("variables");
        foreach (var (name, series) in new[]
        {
            ("heart_rate", "heart_rate"), ("sbp", "sbp"), ("temperature", "temperature"), ("urine", "urine_output"), ("bun", "bun"), ("wbc", "wbc"), ("bicarbonate", "bicarbonate"),
            ("sodium", "sodium"), ("potassium", "potassium"), ("bilirubin", "bilirubin"), ("fio2_chart", "fio2_chart"), ("spo2_chart", "spo2"), ("pao2", "pao2"), ("fio2_lab", "fio2_lab"),
        })
        {
            var expected = variables.GetProperty(name).EnumerateObject().Where(p => p.Name[0] is >= '1' and <= '6').Select(p => p.Value.GetInt64()).ToList();
            var ours = sets.Manifest.Funnel.Where(f => f.Table.StartsWith($"{series} (", StringComparison.Ordinal)).Select(f => f.Rows).Take(expected.Count).ToList();
            Assert.True(expected.SequenceEqual(ours), $"{name}: {string.Join(' ', expected)} expected, {string.Join(' ', ours)} found");
        }
    }

    private IEnumerable<(string Name, int Index, JsonElement Golden)> Features() =>
        sets.Golden.GetProperty("features").EnumerateArray().Select(f => (f.GetProperty("feature").GetString()!, f.GetProperty("index").GetInt32(), f));

    private static double Std(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }

    private static void Close(JsonElement expected, double value, string what)
    {
        var golden = expected.GetDouble();
        Assert.True(Math.Abs(golden - value) <= Tolerance * Math.Max(1, Math.Abs(golden)), $"{what}: {golden:R} expected, {value:R} found");
    }
}
