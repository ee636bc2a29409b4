using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.AvMnist.Noise;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.AvMnist.Noise;

[Collection(ConsoleTests.Name)]
public class NoiseProgramTests
{
    [Fact]
    public void Each_row_is_its_recording_over_its_own_clip()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyRaw.Write(folder.At("raw"));
        var (code, output, error) = Run(folder, "out", "pca_fit=train", "noise_snr_db=3", "seed=5");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("avmnist-noisy: coloured noise, speech 3 dB over it in every row", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        var clips = ColouredNoise.Clips(seed: 5);
        foreach (var split in new[] { "train", "valid", "test" })
        {
            var rows = set[split]["row"].ToArray<long>();
            for (var i = 0; i < rows.Length; i++)
            {
                var speech = TinyRaw.Listen(Path.Combine(raw, set.Manifest.RawFiles[(int)set[split]["raw_file"].ToArray<long>()[i]].Name));
                var mixed = new float[speech.Length];
                NoiseClips.Mix(speech, clips.Of((int)rows[i], split == "test"), 3, mixed);
                Assert.Equal(Spectrogram.Draw(mixed), set[split]["audio"].Row(i).ToArray());
            }
        }

        var audio = set["train"]["audio"].ToArray<byte>();
        Assert.Equal(audio.Average(v => (double)v), set.Manifest.TrainStatistics["audio"].Mean, tolerance: 1e-9);
    }

    [Fact]
    public void Any_number_of_workers_and_a_killed_run_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Write(folder.At("raw"));
        foreach (var workers in new[] { "1", "5" })
            Assert.Equal(0, PreprocessingProgram.Run("avmnist", "--raw", folder.At("raw"), "--out", folder.At(workers), "--workers", workers, "--set", "pca_fit=train", "--set", "rows_per_shard=7", "--set", "noise_snr_db=0").Code);

        AssertSame();

        // As a run leaves it that was killed before its last shard.
        File.Delete(folder.At("5/manifest.json"));
        File.Delete(folder.At("5/shards/test-00001.safetensors"));
        Assert.Equal(0, Run(folder, "5", "pca_fit=train", "rows_per_shard=7", "noise_snr_db=0").Code);
        AssertSame();

        void AssertSame() => Assert.All(
            Directory.GetFiles(folder.At("1"), "*", SearchOption.AllDirectories),
            file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.At("5"), Path.GetRelativePath(folder.At("1"), file)))));
    }

    [Fact]
    public void The_manifest_names_noise_level_seed_and_every_clip()
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Write(folder.At("raw"));
        TinyEsc50.Write(folder.At("esc"));
        Assert.Equal(0, Run(folder, "out", "pca_fit=train", "noise_snr_db=-2.5", $"audio_noise={folder.At("esc")}", "seed=7").Code);
        var manifest = ShardSet.ReadManifest(folder.At("out"));
        Assert.Equal(("esc-50", "-2.5", "7"), (manifest.Options["audio_noise"], manifest.Options["noise_snr_db"], manifest.Options["seed"]));
        Assert.Equal(51, manifest.RawFiles.Count(f => f.Name.StartsWith("esc-50/", StringComparison.Ordinal)));
        Assert.DoesNotContain(folder.Path, File.ReadAllText(folder.At("out/manifest.json")), StringComparison.Ordinal);

        // As `fetch` lays it: then its files are named as the raw files that they are.
        Directory.Move(folder.At("esc"), folder.At("raw/esc50"));
        Assert.Equal(0, Run(folder, "within", "noise_snr_db=-2.5", $"audio_noise={folder.At("raw/esc50")}", "pca_fit=train").Code);
        Assert.Equal(51, ShardSet.ReadManifest(folder.At("within")).RawFiles.Count(f => File.Exists(folder.At($"raw/{f.Name}")) && f.Name.StartsWith("esc50/", StringComparison.Ordinal)));

        Assert.Equal(0, Run(folder, "clean", "pca_fit=train").Code);
        var clean = ShardSet.ReadManifest(folder.At("clean"));
        Assert.Equal(("standard", "none", "none"), (clean.Options["profile"], clean.Options["audio_noise"], clean.Options["noise_snr_db"]));
    }

    [Fact]
    public void A_profile_decides_energy_and_noise_and_is_named()
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Write(folder.At("raw"));
        var (code, output, _) = Run(folder, "out", "pca_fit=train", "profile=published-difficulty");
        Assert.Equal(0, code);
        Assert.Contains("avmnist-published-difficulty: each modality alone", output, StringComparison.Ordinal);
        var options = ShardSet.ReadManifest(folder.At("out")).Options;
        Assert.Equal(("published-difficulty", "coloured", "-17", "0.3"), (options["profile"], options["audio_noise"], options["noise_snr_db"], options["keep_energy"]));
        Assert.StartsWith("avmnist-published-difficulty: ", ShardSet.ReadManifest(folder.At("out")).Source, StringComparison.Ordinal);
        Assert.Contains("profile=published-difficulty", PreprocessingProgram.Run("inspect", folder.At("out")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "avmnist-noisy: loud")]
    [InlineData("mini: small", "mini-noisy: small; loud")]
    [InlineData("from a friend: small", "avmnist-noisy: from a friend: small; loud")]
    [InlineData("mini", "avmnist-noisy: mini; loud")]
    public void A_name_tells_both_where_files_are_from_and_what_was_done(string? line, string name)
        => Assert.Equal(name, AvMnistSource.Named(line, "noisy", "loud"));

    [Fact]
    public void A_refused_clip_ends_with_3_and_writes_nothing()
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Write(folder.At("raw"));
        var (code, _, error) = Run(folder, "out", "noise_snr_db=0", $"audio_noise={folder.At("nowhere")}");
        Assert.Equal(3, code);
        Assert.Contains("esc50.csv: missing", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Theory]
    [InlineData("noise_snr_db=loud")]
    [InlineData("noise_snr_db=61")]
    [InlineData("audio_noise=coloured")]
    [InlineData("seed=-1")]
    [InlineData("profile=easy")]
    [InlineData("profile=published-difficulty", "keep_energy=0.5")]
    [InlineData("profile=published-difficulty", "noise_snr_db=3")]
    [InlineData("profile=published-difficulty", "audio_noise=x")]
    public void Options_that_contradict_each_other_or_say_nothing_end_with_2(params string[] options)
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Write(folder.At("raw"));
        Assert.Equal(2, Run(folder, "out", options).Code);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private static (int Code, string Output, string Error) Run(TemporaryFolder folder, string output, params string[] options)
        => PreprocessingProgram.Run(["avmnist", "--raw", folder.At("raw"), "--out", folder.At(output), .. options.SelectMany(o => new[] { "--set", o })]);
}
