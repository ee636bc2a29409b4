using I2M2.Preprocessing.Mimic3;
using I2M2.Tests.AvMnist.Archive;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3.Arrays;

/// <summary>Arrays that are not what they must be: exit 3, the array and the place named, nothing written.</summary>
[Collection(ConsoleTests.Name)]
public class ArrayRefusalTests
{
    public static TheoryData<string, string> Npz { get; } = HostileCases.Of("npz");

    public static TheoryData<string, string> Npy { get; } = HostileCases.Of("npy");

    [Theory]
    [InlineData("ep_tdata", "<f8", new[] { 20, 24, 30 }, 1, "shape [20, 24, 30]; [N, 24, 12] is expected")]
    [InlineData("ep_tdata", "<f8", new[] { 20, 288 }, 1, "has 2 axes, expected 3")]
    [InlineData("ep_tdata", "<f8", new[] { 19, 24, 12 }, 1, "19 rows, 20 in 'adm_labels_all'")]
    [InlineData("ep_tdata", "<f8", new[] { 20, 24, 12 }, 4e38, "element [0, 0, 0] is beyond float32")]
    [InlineData("adm_features_all", "<f8", new[] { 20, 6 }, 1, "shape [20, 6]; [N, 5] is expected")]
    [InlineData("adm_features_all", "<f8", new[] { 21, 5 }, 1, "21 rows, 20 in 'adm_labels_all'")]
    [InlineData("adm_labels_all", "<i8", new[] { 20, 5 }, 1, "shape [20, 5]; [N, 6] is expected")]
    [InlineData("adm_labels_all", "<i8", new[] { 20, 6 }, -1, "element [0, 0] is neither 0 nor 1")]
    [InlineData("adm_labels_all", "<f8", new[] { 20, 6 }, 0.25, "element [0, 0] is neither 0 nor 1")]
    [InlineData("adm_labels_all", "<f8", new[] { 20, 6 }, double.NaN, "element [0, 0] is neither 0 nor 1")]
    [InlineData("adm_labels_all", "<i8", new[] { 9, 6 }, 1, "9 rows; 10 or more are needed")]
    [InlineData("adm_labels_all", "<i8", new[] { 0, 6 }, 1, "0 rows; 10 or more are needed")]
    [InlineData("y_icd9", "<i8", new[] { 20, 19 }, 1, "shape [20, 19]; [N, 20] or [N, 21] is expected")]
    [InlineData("y_icd9", "|u1", new[] { 20, 20 }, 2, "element [0, 0] is neither 0 nor 1")]
    [InlineData("y_icd9", "<i8", new[] { 10, 20 }, 1, "10 rows, 20 in 'adm_labels_all'")]
    public void An_array_of_another_kind_is_refused_by_name(string key, string descr, int[] shape, double value, string message)
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteFiles(folder.At("raw"));
        NpyBytes.Write(Path.Combine(raw, $"{key}.npy"), descr, shape, Enumerable.Repeat(value, shape.Aggregate(1, (a, b) => a * b)));
        ArrayProgram.AssertRefused(folder, raw, $"{key}.npy", $"array '{key}': {message}");
    }

    [Fact]
    public void A_refusal_tells_the_place_and_never_the_value()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteFiles(folder.At("raw"));
        NpyBytes.Write(Path.Combine(raw, "adm_labels_all.npy"), "<i8", [20, 6], TinyArrays.Flags.Select((v, i) => i == 8 ? 987_123 : v));
        Assert.DoesNotContain("987", ArrayProgram.AssertRefused(folder, raw, "adm_labels_all.npy", "element [1, 2]"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_array_is_named()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteFiles(folder.At("raw"));
        File.Delete(Path.Combine(raw, "adm_features_all.npy"));
        ArrayProgram.AssertRefused(folder, raw, "raw", "missing: adm_features_all.npy");
        Assert.Equal(["adm_features_all.npy"], new Mimic3Dataset().Inspect(raw).Missing);
    }

    [Fact]
    public void Arrays_that_are_there_twice_or_beside_tables_are_refused()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteArchive(folder.At("raw"));
        File.WriteAllText(Path.Combine(raw, "ADMISSIONS.csv"), "ROW_ID\n");
        ArrayProgram.AssertRefused(folder, raw, "raw", "arrays are there (im.npz) and also tables (ADMISSIONS.csv)");
        File.Delete(Path.Combine(raw, "ADMISSIONS.csv"));
        TinyArrays.WriteFiles(raw);
        ArrayProgram.AssertRefused(folder, raw, "raw", "arrays are there twice: im.npz, ep_tdata.npy");
    }

    [Theory]
    [InlineData("im.pk", new byte[] { 0x80, 4, 0x95 })]
    [InlineData("renamed", new byte[] { 0x80, 2, 0x7D })]
    [InlineData("im.npz", new byte[] { 0x80, 5, 0x95 })]
    [InlineData("old.pkl", new byte[] { 0x28, 0x64, 0x70 })]
    public void A_pickle_is_not_read_and_the_message_tells_how_to_convert_it(string name, byte[] content)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("raw"));
        File.WriteAllBytes(folder.At($"raw/{name}"), content);
        var error = ArrayProgram.AssertRefused(folder, folder.At("raw"), name, "a Python pickle, which is not read");
        Assert.Contains("import pickle, numpy; data = pickle.load(open('im.pk', 'rb')); ", error, StringComparison.Ordinal);
        Assert.Contains("numpy.savez('im.npz', **arrays)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_beside_arrays_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteArchive(folder.At("raw"));
        File.WriteAllBytes(Path.Combine(raw, "im.pk"), [0x80, 4, 0x95]);
        Assert.Equal(0, ArrayProgram.Run(folder, raw).Code);
    }

    [Fact]
    public void Bad_rows_of_arrays_cannot_be_skipped()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArrays.WriteArchive(folder.At("raw"));
        var (code, _, error) = PreprocessingProgram.Run("mimic3", "--raw", raw, "--out", folder.At("out"), "--skip-bad");
        Assert.Equal(2, code);
        Assert.Contains("--skip-bad", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imputation_horizon=stay")]
    [InlineData("mortality_class4=7d_after_icu_in")]
    [InlineData("no_such=1")]
    [InlineData("profile=strict")]
    public void Options_that_arrays_do_not_have_end_with_2(string option)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(2, ArrayProgram.Run(folder, TinyArrays.WriteArchive(folder.At("raw")), option).Code);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Npz))]
    public void A_broken_archive_is_refused(string path, string allowed)
    {
        Assert.Equal("refuse", allowed);
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("raw"));
        File.Copy(TestData.At($"hostile/{path}"), folder.At("raw/im.npz"));
        var problem = path switch
        {
            "npz/mimic_label_two.npz" => "array 'adm_labels_all': element [0, 0] is neither 0 nor 1",
            "npz/mimic_missing_key.npz" => "array 'y_icd9' is missing",
            _ => "",
        };
        ArrayProgram.AssertRefused(folder, folder.At("raw"), "im.npz", problem);
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Npy))]
    public void A_broken_array_is_refused_in_place_of_each(string path, string allowed)
    {
        // Well-formed ones are refused too: none has the shape of any of the four.
        Assert.NotEqual("", allowed);
        foreach (var key in TinyArrays.Keys)
        {
            using var folder = new TemporaryFolder();
            var raw = TinyArrays.WriteFiles(folder.At("raw"));
            File.Copy(TestData.At($"hostile/{path}"), Path.Combine(raw, $"{key}.npy"), overwrite: true);
            ArrayProgram.AssertRefused(folder, raw, $"{key}.npy", "");
        }
    }
}
