using I2M2.Preprocessing.Mimic3;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3.Arrays;

/// <summary>What becomes of ready-made arrays.</summary>
[Collection(ConsoleTests.Name)]
public class ArrayShardsTests
{
    private static readonly string[] Splits = ["train", "valid", "test"];
    private static readonly string[] Features =
        ["gcs", "sbp", "heart_rate", "temperature", "pao2_fio2", "urine_output", "bun", "wbc", "bicarbonate", "sodium", "potassium", "bilirubin"];

    [Theory]
    [InlineData(true, "clean")]
    [InlineData(true, "reference")]
    [InlineData(false, "clean")]
    [InlineData(false, "reference")]
    public void Values_in_parquet_and_shards_are_those_of_the_arrays(bool archive, string profile)
    {
        using var folder = new TemporaryFolder();
        var raw = archive ? TinyArrays.WriteArchive(folder.At("raw")) : TinyArrays.WriteFiles(folder.At("raw"));
        var (code, output, error) = ArrayProgram.Run(folder, raw, $"profile={profile}");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("20 rows (train 16, valid 2, test 2)", output, StringComparison.Ordinal);

        Assert.Equal(TinyArrays.Series, ArrayProgram.Query(folder, "series", string.Join(", ", Features), "hadm_id, hour"));
        Assert.Equal(TinyArrays.Statics, ArrayProgram.Query(folder, "static", "age_days, aids, hematologic_malignancy, metastatic_cancer, admission_type", "hadm_id"));
        Assert.Equal(TinyArrays.Flags, ArrayProgram.Query(folder, "labels", "in_hospital, within_24h, within_48h, within_72h, within_30d, within_1y", "hadm_id"));

        using var set = ShardSet.Open(folder.At("out"));
        set.Verify();
        var rows = Splits.SelectMany(s => set[s]["hadm_id"].ToArray<long>()).ToList();
        Assert.Equal(Enumerable.Range(0, TinyArrays.Rows).Select(r => (long)r), rows.Order());
        Assert.Equal(InOrder(TinyArrays.Series, 288), Splits.SelectMany(s => set[s]["series"].ToArray<float>()));
        Assert.Equal(InOrder(TinyArrays.Statics, 5), Splits.SelectMany(s => set[s]["static"].ToArray<float>()));
        Assert.Equal(rows.Select(r => TinyArrays.LabelRule[r % 7].Class), Splits.SelectMany(s => set[s]["mortality_class"].ToArray<long>()).Select(v => (int)v));
        Assert.Equal(rows.Select(r => (r + 7) % 3 == 0 ? 1L : 0), Splits.SelectMany(s => set[s]["icd9_group_07"].ToArray<long>()));
        Assert.All(Splits, s => Assert.Equal(set[s]["hadm_id"].ToArray<long>().Order(), set[s]["hadm_id"].ToArray<long>()));

        IEnumerable<float> InOrder(double[] values, int width) => rows.SelectMany(r => values.Skip((int)r * width).Take(width)).Select(v => (float)v);
    }

    [Fact]
    public void The_class_of_death_is_the_first_flag_after_that_of_death_in_hospital()
    {
        using var folder = new TemporaryFolder();
        ArrayProgram.Run(folder, TinyArrays.WriteFiles(folder.At("raw")));
        Assert.Equal([1.0, 2, 3, 4, 5, 0, 0], ArrayProgram.Query(folder, "labels", "mortality_class", "hadm_id")[..7]);
    }

    [Fact]
    public void Dtypes_and_byte_order_change_nothing_that_float32_holds()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteFiles(folder.At("raw"), floats: ">f4", integers: "|u1");
        Assert.Equal(0, ArrayProgram.Run(folder, raw).Code);
        Assert.Equal(TinyArrays.Series.Select(v => (double)(float)v), ArrayProgram.Query(folder, "series", string.Join(", ", Features), "hadm_id, hour"));
        Assert.Equal(TinyArrays.Flags, ArrayProgram.Query(folder, "labels", "in_hospital, within_24h, within_48h, within_72h, within_30d, within_1y", "hadm_id"));
    }

    [Fact]
    public void Of_21_columns_of_diagnoses_each_is_a_group_and_of_20_those_before_the_gap_can_be()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, ArrayProgram.Run(folder, TinyArrays.WriteArchive(folder.At("21"), diagnoses: 21)).Code);
        var all = ShardSet.ReadManifest(folder.At("out"));
        Assert.Equal(Enumerable.Range(0, 21).Select(g => $"icd9_group_{g:00}"), Diagnoses(all));
        Assert.DoesNotContain(all.Remarks!, r => r.Contains("y_icd9", StringComparison.Ordinal));

        Directory.Delete(folder.At("out"), recursive: true);
        Assert.Equal(0, ArrayProgram.Run(folder, TinyArrays.WriteArchive(folder.At("20"))).Code);
        var without = ShardSet.ReadManifest(folder.At("out"));
        Assert.Equal([.. Enumerable.Range(0, 8).Select(g => $"icd9_group_{g:00}"), .. Enumerable.Range(8, 12).Select(c => $"icd9_column_{c:00}")], Diagnoses(without));
        Assert.Contains(without.Remarks!, r => r.Contains("columns 1 and 7 are taken as groups 1 and 7", StringComparison.Ordinal));
        Assert.Contains("group 8 or 9", without.Columns.Single(c => c.Name == "icd9_column_08").Description, StringComparison.Ordinal);

        static IEnumerable<string> Diagnoses(ShardManifest set) => set.Columns.Select(c => c.Name).Where(n => n.StartsWith("icd9_", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_finite_number_is_missing_and_nothing_says_what_was_observed()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteFiles(folder.At("raw"));
        var statics = TinyArrays.Statics;
        AvMnist.Archive.NpyBytes.Write(Path.Combine(raw, "adm_features_all.npy"), "<f8", [20, 5], [double.PositiveInfinity, double.NegativeInfinity, .. statics[2..]]);
        Assert.Equal(0, ArrayProgram.Run(folder, raw).Code);
        Assert.Equal([double.NaN, double.NaN, .. statics[2..]], ArrayProgram.Query(folder, "static", "age_days, aids, hematologic_malignancy, metastatic_cancer, admission_type", "hadm_id"));
        Assert.Equal([0.0, double.NaN], ArrayProgram.Query(folder, "series", "bilirubin_observed", "hadm_id, hour")[(3 * 24)..].Where((_, i) => i is 0 or 24));
        Assert.Contains(ShardSet.ReadManifest(folder.At("out")).Remarks!, r => r.StartsWith("26 values are no finite numbers", StringComparison.Ordinal));
    }

    [Fact]
    public void The_reference_split_is_pythons_shuffle_of_the_rows_with_seed_10()
    {
        using var folder = new TemporaryFolder();
        ArrayProgram.Run(folder, TinyArrays.WriteArchive(folder.At("raw")), "profile=reference");
        using var set = ShardSet.Open(folder.At("out"));

        // random.Random(10).shuffle of 0..19 begins 14 11 5 6.
        Assert.Equal([11L, 14], set["valid"]["hadm_id"].ToArray<long>());
        Assert.Equal([5L, 6], set["test"]["hadm_id"].ToArray<long>());
    }

    [Fact]
    public void Of_32616_rows_3261_validate_and_3262_test()
    {
        foreach (var profile in new[] { "clean", "reference" })
        {
            var splits = Mimic3Splits.Of([.. Enumerable.Range(0, 32_616).Select(r => (long)r)], Mimic3Options.Read(new Settings([$"profile={profile}"])));
            Assert.Equal([26_093, 3261, 3262], Splits.Select(s => splits.Count(x => x == s)));
        }
    }

    [Fact]
    public void A_seed_chooses_the_rows_of_each_split()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteArchive(folder.At("raw"));
        var tested = new HashSet<string>();
        foreach (var seed in new[] { "seed=0", "seed=1", "seed=2" })
        {
            Assert.Equal(0, ArrayProgram.Run(folder, raw, seed).Code);
            using (var set = ShardSet.Open(folder.At("out")))
                tested.Add(string.Join(' ', set["test"]["hadm_id"].ToArray<long>()));
            Directory.Delete(folder.At("out"), recursive: true);
        }

        Assert.True(tested.Count > 1);
    }

    [Fact]
    public void The_clean_normaliser_is_of_train_rows_and_leaves_missing_values_out()
    {
        using var folder = new TemporaryFolder();
        ArrayProgram.Run(folder, TinyArrays.WriteArchive(folder.At("raw")));
        using var set = ShardSet.Open(folder.At("out"));
        var (series, statics) = (set.Manifest.Normalisers["series"], set.Manifest.Normalisers["static"]);
        Assert.Equal(("train", "mean"), (series.FittedOn, series.Unobserved));
        var train = set["train"]["hadm_id"].ToArray<long>();
        double[] bilirubin = [.. train.SelectMany(r => Enumerable.Range(0, 24).Select(h => TinyArrays.Series[(r * 288) + (h * 12) + 11])).Where(v => !double.IsNaN(v))];
        AssertFits(bilirubin, series, 11);

        // A constant has no deviation, whatever rounding does to its mean.
        Assert.Equal((0.1, 0.0), (statics.Mean[1], statics.Std[1]));
    }

    [Fact]
    public void The_reference_normaliser_is_of_all_rows_with_0_for_missing_values()
    {
        using var folder = new TemporaryFolder();
        ArrayProgram.Run(folder, TinyArrays.WriteArchive(folder.At("raw")), "profile=reference");
        var series = ShardSet.ReadManifest(folder.At("out")).Normalisers["series"];
        Assert.Equal(("all", "zero"), (series.FittedOn, series.Unobserved));
        AssertFits([.. TinyArrays.Series.Where((_, i) => i % 12 == 11).Select(v => double.IsNaN(v) ? 0 : v)], series, 11);
    }

    [Fact]
    public void Any_number_of_workers_and_a_killed_run_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteArchive(folder.At("raw"));
        foreach (var workers in new[] { "1", "3" })
            Assert.Equal(0, PreprocessingProgram.Run("mimic3", "--raw", raw, "--out", folder.At(workers), "--workers", workers, "--set", "rows_per_shard=7").Code);
        AssertSame();
        Assert.Contains("nothing to do", Again(), StringComparison.Ordinal);

        // As a run leaves it that was killed before its last files.
        foreach (var lost in new[] { "manifest.json", "shards/labels-00000.parquet", "shards/train-00001.safetensors" })
            File.Delete(folder.At($"3/{lost}"));
        Again();
        AssertSame();

        string Again() => PreprocessingProgram.Run("mimic3", "--raw", raw, "--out", folder.At("3"), "--set", "rows_per_shard=7").Output;

        void AssertSame() => Assert.All(
            Directory.GetFiles(folder.At("1"), "*", SearchOption.AllDirectories),
            file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.At("3"), Path.GetRelativePath(folder.At("1"), file)))));
    }

    private static void AssertFits(double[] values, Normaliser normaliser, int feature)
    {
        var mean = values.Average();
        Assert.Equal(mean, normaliser.Mean[feature], tolerance: 1e-9);
        Assert.Equal(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), normaliser.Std[feature], tolerance: 1e-9);
    }
}
