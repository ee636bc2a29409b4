using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.AvMnist.Archive;

[Collection(ConsoleTests.Name)]
public class ArchiveProgramTests
{
    public static TheoryData<string, string> Npy { get; } = HostileCases.Of("npy");

    public static TheoryData<string, string> Npz { get; } = HostileCases.Of("npz");

    [Fact]
    public void Six_arrays_become_shards_of_the_same_values()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = Run(folder, TinyArchive.Write(folder.At("raw")));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("30 rows (train 22, valid 2, test 6)", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        set.Verify();
        Assert.Equal([22L, 23], set["valid"]["row"].ToArray<long>());
        Assert.Equal([2L, 3], set["valid"]["label"].ToArray<long>());
        Assert.Equal(Floats(TinyArchive.Images(24)), set["train"]["image"].ToArray<float>().Concat(set["valid"]["image"].ToArray<float>()));
        Assert.Equal(Floats(TinyArchive.Images(6)), set["test"]["image"].ToArray<float>());
        Assert.Equal(TinyArchive.Audio(6).Select(v => (byte)v), set["test"]["audio"].ToArray<byte>());
        Assert.All(set.Manifest.Columns.Where(c => c.Role == ColumnRole.Input), c => Assert.Equal(1 / 255.0, c.Scale));
        Assert.Equal(TinyArchive.Names.Order(), set.Manifest.RawFiles.Select(f => f.Name).Order());
        Assert.StartsWith("avmnist-archive: ready-made arrays, by which generator is unknown", set.Manifest.Source, StringComparison.Ordinal);
        Assert.Contains("labels not those of MNIST's train file, images of 3 components, mean removed", set.Manifest.Remarks![0], StringComparison.Ordinal);
        Assert.Equal(TinyArchive.Audio(22).Average(), set.Manifest.TrainStatistics["audio"].Mean, tolerance: 1e-9);
    }

    [Theory]
    [InlineData("<f4", false, 1)]
    [InlineData(">f8", false, 2)]
    [InlineData(">f4", true, 3)]
    [InlineData("<f8", true, 1)]
    public void Byte_order_axis_order_and_header_version_change_nothing(string descr, bool fortran, byte version)
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArchive.Write(folder.At("raw"));
        NpyBytes.Write(Path.Combine(raw, "image/train_data.npy"), descr, [24, 28, 28], TinyArchive.Images(24), fortran, version);
        NpyBytes.Write(Path.Combine(raw, "audio/test_data.npy"), "|u1", [6, 112, 112], TinyArchive.Audio(6), fortran, version);
        NpyBytes.Write(Path.Combine(raw, "train_labels.npy"), $"{descr[0]}i{descr[2]}", [24], TinyArchive.Labels(24), fortran, version);
        Assert.Equal(0, Run(folder, raw, "rows_per_shard=5").Code);
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal(Floats(TinyArchive.Images(22 + 2)), set["train"]["image"].ToArray<float>().Concat(set["valid"]["image"].ToArray<float>()));
        Assert.Equal(TinyArchive.Audio(6).Select(v => (byte)v), set["test"]["audio"].ToArray<byte>());
        Assert.Equal(TinyArchive.Labels(22).Select(v => (long)v), set["train"]["label"].ToArray<long>());
    }

    [Theory]
    [InlineData("<f8", 0.5)]
    [InlineData("<f4", -0.5)]
    [InlineData("<i4", 3)]
    [InlineData(">i8", -7)]
    public void Audio_that_is_not_bytes_becomes_float32(string descr, double factor)
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArchive.Write(folder.At("raw"));
        var values = TinyArchive.Audio(24).Select(v => factor * v).ToArray();
        NpyBytes.Write(Path.Combine(raw, "audio/train_data.npy"), descr, [24, 112, 112], values);
        Assert.Equal(0, Run(folder, raw).Code);
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal(Floats(values), set["train"]["audio"].ToArray<float>().Concat(set["valid"]["audio"].ToArray<float>()));
        Assert.Equal(Floats(TinyArchive.Audio(6)), set["test"]["audio"].ToArray<float>());
    }

    [Fact]
    public void Any_number_of_workers_and_a_killed_run_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArchive.Write(folder.At("raw"));
        foreach (var workers in new[] { "1", "3" })
            Assert.Equal(0, PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At(workers), "--workers", workers, "--set", "rows_per_shard=5").Code);
        AssertSame();
        Assert.Contains("nothing to do", PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At("3"), "--set", "rows_per_shard=5").Output, StringComparison.Ordinal);

        // As a run leaves it that was killed before its last shard.
        File.Delete(folder.At("3/manifest.json"));
        File.Delete(folder.At("3/shards/test-00001.safetensors"));
        Assert.Equal(0, PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At("3"), "--set", "rows_per_shard=5").Code);
        AssertSame();

        void AssertSame() => Assert.All(
            Directory.GetFiles(folder.At("1"), "*", SearchOption.AllDirectories),
            file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.At("3"), Path.GetRelativePath(folder.At("1"), file)))));
    }

    [Fact]
    public void Arrays_beside_mnist_are_refused_unless_the_user_chooses()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArchive.Write(TinyRaw.Write(folder.At("raw")));
        var (code, _, error) = Run(folder, raw);
        Assert.Equal(3, code);
        Assert.Contains("MNIST or recordings are there, and also the published archive's arrays", error, StringComparison.Ordinal);
        Assert.Equal(0, Run(folder, raw, "source=arrays").Code);
        Assert.Equal("arrays", ShardSet.ReadManifest(folder.At("out")).Options["source"]);
        var chosen = PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At("raw-out"), "--set", "source=raw", "--set", "pca_fit=train");
        Assert.Equal(0, chosen.Code);
        Assert.Equal("raw", ShardSet.ReadManifest(folder.At("raw-out")).Options["source"]);
    }

    [Fact]
    public void The_archive_may_lie_in_the_folder_that_it_unpacks_to_and_the_table_knows_it()
    {
        using var folder = new TemporaryFolder();
        TinyArchive.Write(folder.At("raw/avmnist/avmnist"));
        var (code, output, _) = PreprocessingProgram.RunIn(folder.Path, [new I2M2.Preprocessing.AvMnist.AvMnistDataset()]);
        Assert.Equal(0, code);
        Assert.Contains("avmnist  30 rows", output, StringComparison.Ordinal);
        File.Delete(folder.At("raw/avmnist/avmnist/test_labels.npy"));
        Directory.Delete(folder.At("shards"), recursive: true);
        Assert.Contains("missing: test_labels.npy", PreprocessingProgram.RunIn(folder.Path, [new I2M2.Preprocessing.AvMnist.AvMnistDataset()]).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep_energy=0.5")]
    [InlineData("noise_snr_db=0")]
    [InlineData("profile=published-difficulty")]
    [InlineData("source=both")]
    public void Options_that_arrays_do_not_have_end_with_2(string option)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(2, Run(folder, TinyArchive.Write(folder.At("raw")), option).Code);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Theory]
    [InlineData("image/train_data.npy", "<f8", new[] { 23, 784 }, 0, "23 rows, 24 labels")]
    [InlineData("audio/test_data.npy", "|u1", new[] { 7, 112, 112 }, 0, "7 rows, 6 labels")]
    [InlineData("image/train_data.npy", "<f8", new[] { 24, 28, 27 }, 0, "[N, 784] or [N, 28, 28] is expected")]
    [InlineData("audio/train_data.npy", "|u1", new[] { 24, 12_544 }, 0, "[N, 112, 112] is expected")]
    [InlineData("train_labels.npy", "|u1", new[] { 24, 1 }, 0, "[N] is expected")]
    [InlineData("train_labels.npy", "|u1", new[] { 24 }, 10, "element [0]")]
    [InlineData("train_labels.npy", "<i8", new[] { 24 }, -1, "element [0]")]
    [InlineData("train_labels.npy", "<f8", new[] { 24 }, 1, "labels are F64")]
    [InlineData("image/test_data.npy", "<i4", new[] { 6, 784 }, 1, "elements are I32")]
    [InlineData("image/test_data.npy", "<f4", new[] { 6, 784 }, double.NaN, "row 0, element 0 is not a finite number")]
    [InlineData("image/test_data.npy", "<f8", new[] { 6, 784 }, 1e39, "not a finite number that float32 can hold")]
    [InlineData("audio/train_data.npy", "<f8", new[] { 24, 112, 112 }, double.PositiveInfinity, "row 0, element 0")]
    [InlineData("audio/train_data.npy", "<i4", new[] { 24, 112, 112 }, 16_777_217, "row 0, element 0")]
    [InlineData("audio/train_data.npy", "<i8", new[] { 24, 112, 112 }, 1L << 40, "row 0, element 0")]
    public void An_array_of_another_kind_is_refused_by_name(string name, string descr, int[] shape, double value, string message)
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArchive.Write(folder.At("raw"));
        NpyBytes.Write(Path.Combine(raw, name), descr, shape, Enumerable.Repeat(value, shape.Aggregate(1, (a, b) => a * b)));
        AssertRefused(folder, raw, name, message);
    }

    [Fact]
    public void A_missing_array_and_too_few_rows_are_refused()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyArchive.Write(folder.At("raw"));
        File.Delete(Path.Combine(raw, "audio/test_data.npy"));
        AssertRefused(folder, raw, "raw", "missing: audio/test_data.npy");
        NpyBytes.Write(Path.Combine(raw, "audio/test_data.npy"), "|u1", [6, 112, 112], TinyArchive.Audio(6));
        NpyBytes.Write(Path.Combine(raw, "image/train_data.npy"), "<f8", [11, 784], TinyArchive.Images(11));
        NpyBytes.Write(Path.Combine(raw, "audio/train_data.npy"), "|u1", [11, 112, 112], TinyArchive.Audio(11));
        NpyBytes.Write(Path.Combine(raw, "train_labels.npy"), "|u1", [11], TinyArchive.Labels(11));
        AssertRefused(folder, raw, "train_labels.npy", "11 rows; 12 or more are needed");
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Npy))]
    [MemberData(nameof(Npz))]
    public void A_broken_file_is_refused_in_place_of_each_array(string path, string allowed)
    {
        // Well-formed ones are refused too: none of them has the shape of any of the six.
        Assert.NotEqual("", allowed);
        foreach (var name in TinyArchive.Names)
        {
            using var folder = new TemporaryFolder();
            var raw = TinyArchive.Write(folder.At("raw"));
            File.Copy(TestData.At($"hostile/{path}"), Path.Combine(raw, name), overwrite: true);
            AssertRefused(folder, raw, name, "");
        }
    }

    private static (int Code, string Output, string Error) Run(TemporaryFolder folder, string raw, params string[] options)
        => PreprocessingProgram.Run(["avmnist", "--raw", raw, "--out", folder.At("out"), .. options.SelectMany(o => new[] { "--set", o })]);

    private static void AssertRefused(TemporaryFolder folder, string raw, string name, string message)
    {
        var (code, output, error) = Run(folder, raw);
        Assert.Equal((3, ""), (code, output));
        Assert.Contains($"{name}: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private static float[] Floats(double[] values) => Array.ConvertAll(values, v => (float)v);
}
