using I2M2.Preprocessing.FastMri;
using I2M2.Shards;
using I2M2.Storage.Hdf5;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.FastMri;

/// <summary>Volumes and tables that are whole and cannot be true: the file and the slice, or the line, are named, or left out and counted where the user says so.</summary>
[Collection(ConsoleTests.Name)]
public class BadVolumeTests
{
    private const string Id = "file1000090";

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void K_space_that_is_no_number_is_refused_by_slice(float value)
    {
        using var folder = Given(w => Volume(w, [2, 64, 37], value));
        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder));
        Assert.Equal(3, code);
        Assert.Contains($"{Id}.h5: slice 1: dataset kspace holds NaN or infinite values. ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("out/manifest.json")));

        // Headers and sizes are as they must be; only reading finds it.
        Assert.Equal(0, Check(folder, "quick").Code);
        var (full, list) = Check(folder, "full");
        Assert.Equal(3, full);
        Assert.Contains($"{Id}.h5: slice 1: ", list, StringComparison.Ordinal);

        Assert.Contains("left out 1 volume, listed in rejects.jsonl", KneeRaw.Run(folder, "--skip-bad"), StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"file":"singlecoil_train/{{Id}}.h5","reason":"slice 1: dataset kspace holds NaN or infinite values"}""",
            File.ReadAllText(folder.At("out/rejects.jsonl")).TrimEnd());
        Assert.Equal(24, ShardSet.ReadManifest(folder.At("out")).Rows);
    }

    [Theory]
    [InlineData(new long[] { 2, 0, 37 }, "is empty")]
    [InlineData(new long[] { 0, 64, 37 }, "is empty")]
    [InlineData(new long[] { 1, 2, 2, 64, 37 }, "expected [slices, rows, columns] or [slices, coils, rows, columns]")]
    public void K_space_of_another_shape_is_refused_with_its_shape(long[] shape, string problem)
    {
        using var folder = Given(w => Volume(w, shape, 1));
        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder));
        Assert.Equal(3, code);
        Assert.Contains($"{Id}.h5: dataset kspace of shape [{string.Join(", ", shape)}]: {problem}. ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
        Assert.Equal(3, Check(folder, "quick").Code);
    }

    [Fact]
    public void A_file_that_was_sampled_in_part_is_refused_as_such()
    {
        using var folder = Given(w =>
        {
            Volume(w, [2, 64, 37], 1);
            w.Dataset("mask", Hdf5Type.F32, [37]).Write<float>(0, new float[37]);
        });
        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder));
        Assert.Equal(3, code);
        Assert.Contains("sampled in part (dataset mask)", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Slices_without_any_signal_are_counted()
    {
        using var folder = Given(w => Volume(w, [2, 64, 37], 1));
        Assert.Contains("26 slices of these volumes", KneeRaw.Run(folder), StringComparison.Ordinal);
        Assert.Contains("25 slices with any signal: the others' k-space is all 0", KneeRaw.Run(folder, "--replace", "--set", "seed=1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Volumes_whose_patient_is_a_number_are_of_one_patient_when_the_numbers_are_equal()
    {
        using var folder = Given(w =>
        {
            Volume(w, [2, 64, 37], 1);
            w.Attribute("patient_id", 20260101.0);
        });
        File.Copy(folder.At($"raw/singlecoil_train/{Id}.h5"), folder.At("raw/singlecoil_train/file1000091.h5"));
        File.AppendAllText(folder.At("raw/knee_file_list.csv"), "file1000091\n");
        Assert.DoesNotContain("without a patient_id", KneeRaw.Run(folder), StringComparison.Ordinal);
        Assert.Equal(7, ShardSet.ReadManifest(folder.At("out")).Funnel.Last(f => f.Table == "volumes").Patients);
    }

    [Fact]
    public void All_that_is_bad_is_listed_at_once()
    {
        using var folder = Given(w => Volume(w, [2, 0, 37], 1));
        File.WriteAllText(folder.At("raw/singlecoil_train/file1000091.h5"), "<html>");
        var (code, list) = Check(folder, "quick");
        Assert.Equal(3, code);
        Assert.Contains($"{Id}.h5", list, StringComparison.Ordinal);
        Assert.Contains("file1000091.h5: not an HDF5 file", list, StringComparison.Ordinal);
        Assert.Contains("8 of 10 volumes can be read, 24 slices", list, StringComparison.Ordinal);
        var (_, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder));
        Assert.Contains("and 1 more volume that cannot be read. --check lists all of them", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finding_beyond_its_volume_is_refused_by_line_or_left_out()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        File.AppendAllText(folder.At("raw/knee.csv"), "file1000001,3,No,1,1,5,5,Meniscus Tear\n");
        var line = File.ReadAllLines(folder.At("raw/knee.csv")).Length;
        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder));
        Assert.Equal(3, code);
        Assert.Contains($"knee.csv: line {line}, column slice: a slice beyond its volume file1000001, whose slices are 0 to 2", error, StringComparison.Ordinal);
        Assert.Contains("left out 1 row of knee.csv", KneeRaw.Run(folder, "--skip-bad"), StringComparison.Ordinal);
        Assert.Contains($"\"line\":{line},\"column\":\"slice\"", File.ReadAllText(folder.At("out/rejects.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_volume_that_was_not_reviewed_has_no_labels_and_is_left_out()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        var list = File.ReadAllText(folder.At("raw/knee_file_list.csv"));
        File.WriteAllText(folder.At("raw/knee_file_list.csv"), list.Replace("file1000001\n", "", StringComparison.Ordinal));
        Assert.Contains("8 files of volumes -> 7 that fastMRI+ has reviewed -> 21 slices", KneeRaw.Run(folder), StringComparison.Ordinal);
        Assert.Contains("not listed in knee_file_list.csv", File.ReadAllText(folder.At("out/rejects.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_volume_in_both_parts_is_refused()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        var path = KneeRaw.Path(folder, 0, KneeRaw.Small);
        File.Copy(path, path.Contains("_train", StringComparison.Ordinal) ? path.Replace("_train", "_val", StringComparison.Ordinal) : path.Replace("_val", "_train", StringComparison.Ordinal));
        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder));
        Assert.Equal(3, code);
        Assert.Contains("file1000001 is there twice: singlecoil_train/file1000001.h5, singlecoil_val/file1000001.h5", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--check")]
    [InlineData("--set", "seed=0")]
    public void Volumes_that_are_all_of_another_size_are_one_mistake_in_the_options_and_not_a_fault_of_each(params string[] more)
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        var (code, output, error) = PreprocessingProgram.Run(["fastmri", "--raw", folder.At("raw"), "--out", folder.At("out"), .. more]);
        Assert.Equal(3, code);
        Assert.DoesNotContain("fault", output, StringComparison.Ordinal);
        Assert.Contains("all volumes that can be read, 8, have 64 rows of k-space and images of 32 rows or columns; 320 x 320 were to be kept of each", error, StringComparison.Ordinal);
        Assert.Matches(@"Give their size with --set grid=64x\d+ --set side=32", error);
    }

    [Fact]
    public void One_volume_of_smaller_images_than_the_others_is_refused_by_name()
    {
        using var folder = Given(w => Volume(w, [2, 64, 37], 1, side: 16));
        var (code, list) = Check(folder, "quick");
        Assert.Equal(3, code);
        Assert.Contains($"{Id}.h5: dataset reconstruction_rss: its images have 16 rows or columns, 32 x 32 are to be kept", list, StringComparison.Ordinal);
        Assert.Contains("8 of 9 volumes can be read", list, StringComparison.Ordinal);
    }

    [Fact]
    public void No_volume_of_the_grid_says_how_to_bring_them_to_it()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder, "--set", "grid=80x40"));
        Assert.Equal(3, code);
        Assert.Contains("no volume has the grid's size: 8 files of volumes -> 0 of 80 rows", error, StringComparison.Ordinal);
        Assert.Contains("--set rows=fit", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_that_may_skip_lists_what_is_bad_and_does_not_fail()
    {
        using var folder = Given(w => Volume(w, [2, 0, 37], 1));
        var (code, output, _) = PreprocessingProgram.Run(KneeRaw.Args(folder, "--check", "--skip-bad"));
        Assert.Equal(0, code);
        Assert.Contains($"{Id}.h5", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grid=64", "ROWSxCOLUMNS")]
    [InlineData("split_file=nowhere.csv", "--set split_file=nowhere.csv: no such file")]
    [InlineData("grid=64x0", "ROWSxCOLUMNS")]
    [InlineData("store=image", "'image' is none of magnitude, phase, rss")]
    [InlineData("wide=pad", "one of skip, fit, refuse is expected")]
    [InlineData("splits=random", "one of patient, volume, official is expected")]
    [InlineData("side=65", "more than the rows or columns of grid=64x40")]
    [InlineData("colour=1", "no such option")]
    public void An_option_that_cannot_be_is_a_usage_error(string set, string message)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("raw"));
        string[] args = set.StartsWith("side", StringComparison.Ordinal)
            ? ["fastmri", "--raw", folder.At("raw"), "--out", folder.At("out"), "--set", "grid=64x40", "--set", set]
            : KneeRaw.Args(folder, "--set", set);
        var (code, _, error) = PreprocessingProgram.Run(args);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    // Good volumes, and one of this content that fastMRI+ has reviewed.
    private static TemporaryFolder Given(Action<Hdf5Writer> fill)
    {
        var folder = KneeRaw.Given(KneeRaw.Small);
        Hdf5Writer.Write(folder.At($"raw/singlecoil_train/{Id}.h5"), fill);
        File.AppendAllText(folder.At("raw/knee_file_list.csv"), $"\n{Id}\n");
        return folder;
    }

    private static void Volume(Hdf5Writer writer, long[] shape, float inLastSlice, int side = 32)
    {
        var rows = writer.Dataset("kspace", Hdf5Type.C64, shape);
        var values = new Complex64[shape.Aggregate(1L, (a, b) => a * b)];
        if (values.Length > 0)
        {
            values[^1] = new Complex64(inLastSlice, 0);
            rows.Write<Complex64>(0, values);
        }

        if (shape[0] > 0)
            writer.Dataset("reconstruction_rss", Hdf5Type.F32, [shape[0], side, side]).Write<float>(0, new float[shape[0] * side * side]);
        writer.Attribute("max", 1.0);
    }

    private static (int Code, string List) Check(TemporaryFolder folder, string how)
    {
        var (code, output, _) = PreprocessingProgram.Run(KneeRaw.Args(folder, "--check", how));
        return (code, output);
    }
}
