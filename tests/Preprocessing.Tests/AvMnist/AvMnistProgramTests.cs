using System.Runtime.InteropServices;
using I2M2.Preprocessing.AvMnist;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.AvMnist;

[Collection(ConsoleTests.Name)]
public class AvMnistProgramTests
{
    [Fact]
    public void Raw_files_become_a_whole_set_of_shards()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyRaw.Write(folder.At("raw"));
        File.WriteAllText(Path.Combine(raw, "SOURCE.txt"), "tiny: made up\nand more");
        var (code, output, error) = PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At("out"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("36 rows (train 24, valid 2, test 10)", output, StringComparison.Ordinal);
        Assert.Contains("not MNIST as published", output, StringComparison.Ordinal);

        var shown = PreprocessingProgram.Run("inspect", folder.At("out")).Output;
        Assert.Matches("valid +2 +1 ", shown);
        Assert.Contains("keep_energy=0.25", shown, StringComparison.Ordinal);
        Assert.Contains("source   tiny: made up\nremark   train-images-idx3-ubyte.gz is not MNIST as published\n", shown, StringComparison.Ordinal);

        using var set = ShardSet.Open(folder.At("out"));
        set.Verify();
        Assert.Equal([("train", 24L), ("valid", 2L), ("test", 10L)], set.Manifest.Splits.Select(s => (s.Name, s.Rows)));
        Assert.Equal("0.25", set.Manifest.Options["keep_energy"]);
        Assert.Equal([24L, 25], set["valid"]["row"].ToArray<long>());
        Assert.Equal([4L, 5], set["valid"]["label"].ToArray<long>());
        foreach (var split in new[] { "train", "valid", "test" })
            CheckRows(set, split, raw);
        CheckStatistics(set);
        Assert.DoesNotContain(folder.Path, File.ReadAllText(folder.At("out/manifest.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_number_of_workers_gives_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyRaw.Write(folder.At("raw"));
        foreach (var workers in new[] { "1", "2", "5" })
            Assert.Equal(0, PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At(workers), "--workers", workers, "--set", "rows_per_shard=7").Code);
        var files = Directory.GetFiles(folder.At("1"), "*", SearchOption.AllDirectories);
        Assert.Equal(1 + 7 + 3, files.Length); // manifest, shards of rows, shards of recordings
        foreach (var file in files)
        {
            foreach (var other in new[] { "2", "5" })
                Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.At(other), Path.GetRelativePath(folder.At("1"), file))));
        }
    }

    [Fact]
    public void A_second_run_does_nothing_and_one_with_other_options_must_be_told_to_replace()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyRaw.Write(folder.At("raw"));
        string[] args = ["avmnist", "--raw", raw, "--out", folder.At("out")];
        PreprocessingProgram.Run(args);
        var manifest = File.ReadAllBytes(folder.At("out/manifest.json"));
        Assert.Contains("nothing to do", PreprocessingProgram.Run(args).Output, StringComparison.Ordinal);
        var (code, _, error) = PreprocessingProgram.Run([.. args, "--set", "pca_fit=train"]);
        Assert.Equal(2, code);
        Assert.Contains("holds another set: pca_fit separate there, train here. Give --replace", error, StringComparison.Ordinal);
        Assert.Equal(manifest, File.ReadAllBytes(folder.At("out/manifest.json")));
        Assert.DoesNotContain("nothing to do", PreprocessingProgram.Run([.. args, "--set", "pca_fit=train", "--replace"]).Output, StringComparison.Ordinal);
        Assert.NotEqual(manifest, File.ReadAllBytes(folder.At("out/manifest.json")));
    }

    [Fact]
    public void A_refused_input_names_the_file_ends_with_3_and_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyRaw.Write(folder.At("raw"));
        WavBytes.Write(Path.Combine(raw, "fsdd/recordings/7_ann_0.wav"), new short[50]);
        var (code, output, error) = PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At("out"));
        Assert.Equal((3, ""), (code, output));
        Assert.Contains("7_ann_0.wav: 50 samples", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Theory]
    [InlineData("--set", "keep_enrgy=0.3")]
    [InlineData("--set", "keep_energy=2")]
    [InlineData("--set", "keep_energy")]
    [InlineData("--set", "pca_fit=both")]
    [InlineData("--set", "rows_per_shard=1.5")]
    [InlineData("--workers", "0")]
    [InlineData("--typo", "1")]
    public void Wrong_options_end_with_2(string option, string value)
    {
        using var folder = new TemporaryFolder();
        var raw = TinyRaw.Write(folder.At("raw"));
        Assert.Equal(2, PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At("out"), option, value).Code);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private static void CheckRows(ShardSet set, string split, string raw)
    {
        var test = split == "test";
        var digits = test
            ? Digits.Read(Path.Combine(raw, "mnist/t10k-images-idx3-ubyte"), Path.Combine(raw, "mnist/t10k-labels-idx1-ubyte"))
            : Digits.Read(Path.Combine(raw, "mnist/train-images-idx3-ubyte.gz"), Path.Combine(raw, "mnist/train-labels-idx1-ubyte.gz"));
        var pca = PcaEnergyRemoval.Fit(digits.Images.Data, Digits.Pixels, 0.25, "tiny");
        var image = new double[Digits.Pixels];
        var recordings = set[split]["raw_file"].ToArray<long>();
        var labels = set[split]["label"].ToArray<long>();
        for (var i = 0; i < labels.Length; i++)
        {
            var row = (int)set[split]["row"].ToArray<long>()[i];
            Assert.Equal(row % 10, labels[i]);
            var recording = set.Manifest.RawFiles[(int)recordings[i]].Name;
            Assert.Equal($"fsdd/recordings/{labels[i]}_ann_{(test ? 40 : 0)}.wav", recording);
            Assert.Equal(Spectrogram.Draw(TinyRaw.Listen(Path.Combine(raw, recording))), set[split]["audio"].Row(i).ToArray());
            pca.Apply(digits.Image(row), image);
            Assert.Equal(image.Select(v => (float)v), MemoryMarshal.Cast<byte, float>(set[split]["image"].Row(i)).ToArray());
        }
    }

    private static void CheckStatistics(ShardSet set)
    {
        var values = set["train"]["image"].ToArray<float>();
        var found = set.Manifest.TrainStatistics["image"];
        Assert.Equal(values.Length, found.Count);
        Assert.Equal(values.Average(v => (double)v), found.Mean, tolerance: 1e-9);
        Assert.Equal(Math.Sqrt(values.Average(v => (v - found.Mean) * (v - found.Mean))), found.Std, tolerance: 1e-9);
        Assert.Equal((values.Min(), values.Max()), ((float)found.Min, (float)found.Max));
        var audio = set["train"]["audio"].ToArray<byte>();
        Assert.Equal(audio.Average(v => (double)v), set.Manifest.TrainStatistics["audio"].Mean, tolerance: 1e-9);
    }
}
