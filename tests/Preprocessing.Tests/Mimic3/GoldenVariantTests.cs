namespace I2M2.Tests.Mimic3;

/// <summary>Single options on the demo, against the same changes in the independent program.</summary>
public sealed class GoldenVariantTests : IClassFixture<DemoSets>
{
    private const string Golden = "golden/mimic-demo.json";
    private const string Demo = "data/mimic3-demo";
    private readonly DemoSets sets;

    public GoldenVariantTests(DemoSets sets) => this.sets = sets;

    [DataTheory(Golden, Demo)]
    [InlineData("fio2_190=incl1", "fio2_190_pure=keep")]
    [InlineData("bins=halfopen", "bins=half_open")]
    public void An_option_changes_the_same_features_in_the_same_way(string variant, string option)
    {
        var expected = sets.Golden.GetProperty("variants").GetProperty(variant);
        Assert.Empty(expected.GetProperty("cohort_changed").EnumerateArray());
        var affected = expected.GetProperty("affected_features").EnumerateArray().ToDictionary(f => f.GetProperty("feature").GetString()!);
        Assert.NotEmpty(affected);
        var names = sets.Golden.GetProperty("feature_order").EnumerateArray().Select(f => f.GetString()!).ToList();
        var changed = sets.Make(variant, option).Series;
        Assert.Equal(sets.Stay.Values.Keys, changed.Values.Keys);
        for (var f = 0; f < SeriesFile.Features.Length; f++)
        {
            var observed = changed.Of(f).Where(c => c.Observed).Select(c => c.Value!.Value).ToList();
            if (affected.TryGetValue(names[f], out var golden))
            {
                Assert.Equal(golden.GetProperty("observed_cells").GetInt32(), observed.Count);
                Assert.Equal(golden.GetProperty("observed_mean").GetDouble(), observed.Average(), 1e-6);
            }
            else
            {
                Assert.Equal(sets.Stay.Of(f), changed.Of(f));
            }
        }
    }
}
