using FsCheck;
using FsCheck.Fluent;
using I2M2.Preprocessing.FastMri.Splits;

namespace I2M2.Tests.FastMri;

public class VolumeSplitsTests
{
    [Fact]
    public void Order_of_the_volumes_does_not_matter_and_the_seed_does()
    {
        var volumes = Names(100);
        var splits = VolumeSplits.ByVolume(volumes, seed: 0).OfVolume;
        Assert.Equal(splits, VolumeSplits.ByVolume(volumes.Reverse(), seed: 0).OfVolume);
        Assert.NotEqual(splits, VolumeSplits.ByVolume(volumes, seed: 1).OfVolume);
    }

    // Golden from a Python script of SplitMix64 and FNV-1a as their documentation has them: splits of earlier sets must not move.
    [Fact]
    public void Seed_0_divides_ten_volumes_today_as_it_did()
    {
        var splits = VolumeSplits.ByVolume(Names(10), seed: 0);
        Assert.Equal(["file1000008"], splits.Volumes("valid"));
        Assert.Equal(["file1000000", "file1000004"], splits.Volumes("test"));
    }

    [Fact]
    public void A_volume_less_moves_only_those_at_the_borders()
    {
        var all = VolumeSplits.ByVolume(Names(100), seed: 0).OfVolume;
        foreach (var gone in Names(100))
        {
            var without = VolumeSplits.ByVolume(Names(100).Where(v => v != gone), seed: 0).OfVolume;
            Assert.InRange(without.Count(v => all[v.Key] != v.Value), 0, 2);
        }
    }

    [Theory]
    [InlineData(3, 1, 1, 1)]
    [InlineData(10, 7, 1, 2)]
    [InlineData(11, 7, 2, 2)]
    [InlineData(1172, 820, 176, 176)]
    public void Three_tenths_rounded_up_are_held_out(int volumes, int train, int valid, int test)
    {
        var splits = VolumeSplits.ByVolume(Names(volumes), seed: 0);
        Assert.Equal([train, valid, test], VolumeSplits.Names.Select(s => splits.Volumes(s).Count()));
    }

    [Fact]
    public void Fewer_patients_than_splits_cannot_be_divided() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => VolumeSplits.ByPatient(Names(5).ToDictionary(v => v, v => v[^1] == '4' ? "a" : "b"), seed: 0));

    [Fact]
    public void A_patient_is_in_one_split_and_no_split_is_empty_or_larger_than_its_share_by_a_patient() => Prop.ForAll(
        Gen.Choose(1, 12).NonEmptyListOf().Where(sizes => sizes.Count >= VolumeSplits.Fewest).ToArbitrary(),
        Gen.Choose(0, 1000).ToArbitrary(),
        (sizes, seed) =>
        {
            var patients = sizes.SelectMany((size, patient) => Enumerable.Repeat($"patient {patient}", size)).ToArray();
            var patientOf = Names(patients.Length).Zip(patients).ToDictionary(p => p.First, p => p.Second);
            var splits = VolumeSplits.ByPatient(patientOf, seed);
            var largest = sizes.Max();
            var heldOut = Math.Max(2, Math.Ceiling(3 * patients.Length / 10m));
            return splits.OfVolume.Count == patients.Length
                && splits.Crossing(patientOf).Count == 0
                && VolumeSplits.Names.All(s => splits.Volumes(s).Any())
                && splits.Volumes("valid").Count() < Math.Floor(heldOut / 2) + largest
                && splits.Volumes("test").Count() < Math.Ceiling(heldOut / 2) + largest;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_division_by_volume_tells_which_patients_cross()
    {
        var splits = VolumeSplits.Official(["file1000000", "file1000002"], ["file1000001", "file1000003"]);
        var patientOf = new Dictionary<string, string> { ["file1000000"] = "a", ["file1000001"] = "a", ["file1000002"] = "b", ["file1000003"] = "c" };
        Assert.Equal(["file1000000", "file1000001"], splits.Crossing(patientOf));
    }

    [Fact]
    public void The_official_division_is_taken_as_it_is()
    {
        var splits = VolumeSplits.Official(["file1000002", "file1000000"], ["file1000001"]);
        Assert.Equal(["file1000000", "file1000002"], splits.Volumes("train"));
        Assert.Equal(["file1000001"], splits.Volumes("valid"));
        Assert.Empty(splits.Volumes("test"));
        Assert.Throws<ArgumentException>(() => VolumeSplits.Official(["file1000001"], ["file1000001"]));
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"file{1_000_000 + i}");
}
