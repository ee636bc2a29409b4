using I2M2.Preprocessing.FastMri;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.FastMri;

/// <summary>Each broken volume, and each broken knee.csv, takes a place among good volumes of the released size, and the whole program is run on them.</summary>
[Collection(ConsoleTests.Name)]
public sealed class HostileVolumeTests(HostileVolumeTests.Good good) : IClassFixture<HostileVolumeTests.Good>
{
    private const string Index = "hostile/index.json";
    private const string Baseline = "hdf5/valid_single_coil_368.h5";
    private const string Volume = "file1000001";
    private const long Number = 1000001;

    /// <summary>Good volumes, made once.</summary>
    public sealed class Good : IDisposable
    {
        internal TemporaryFolder Folder { get; } = KneeRaw.Given(KneeRaw.Released with { Signal = I2M2.Preprocessing.Synth.FastMri.KneeSignal.None });

        public void Dispose() => Folder.Dispose();
    }

    public static TheoryData<string, string> Volumes { get; } = HostileCases.Of("hdf5");

    public static TheoryData<string, string> RefusedVolumes { get; } = HostileCases.Of("hdf5", "refuse");

    public static TheoryData<string, string> Tables { get; } = HostileCases.Of("fastmri-plus");

    [DataTheory(Index)]
    [MemberData(nameof(Volumes))]
    public void A_broken_volume_ends_the_run_by_name_before_anything_is_written_or_is_counted_or_is_read_by_its_rule(string path, string allowed)
    {
        using var folder = Given(path);
        var (code, output, error) = Run(folder);
        LeaksNothing(path, folder, output, error);
        if (code != 0)
        {
            Assert.Equal(3, code);
            Assert.Contains("refuse", allowed, StringComparison.Ordinal);
            Assert.Contains($"{Volume}.h5", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.False(File.Exists(folder.At("out/manifest.json")));
            Assert.All(Shards(folder), file => Assert.DoesNotContain(Number, VolumesOf(file)));
            return;
        }

        var rows = Rows(folder);
        if (rows.Count == 0)
        {
            Assert.Contains("skip-and-count", allowed, StringComparison.Ordinal);
            Assert.Contains($"\"singlecoil_train/{Volume}.h5\"", File.ReadAllText(folder.At("out/rejects.jsonl")), StringComparison.Ordinal);
            Assert.Contains("left out 1 volume, listed in rejects.jsonl", output, StringComparison.Ordinal);
            return;
        }

        Assert.Contains("accept", allowed, StringComparison.Ordinal);
        Assert.All(rows, r => Assert.True(r.All(float.IsFinite)));
        if (path.Contains("big_endian", StringComparison.Ordinal) || path.Contains("reversed", StringComparison.Ordinal) || path.Contains("user_block", StringComparison.Ordinal))
        {
            using var baseline = Given(Baseline);
            Assert.Equal(0, Run(baseline).Code);
            Assert.Equal(Rows(baseline).Take(rows.Count), rows);
        }
    }

    [DataTheory(Index)]
    [MemberData(nameof(RefusedVolumes))]
    public void With_skip_bad_it_is_left_out_and_listed(string path, string allowed)
    {
        using var folder = Given(path);
        if (Run(folder).Code == 0)
            return; // Read by its rule, which the other test looks at.
        var (code, output, error) = Run(folder, "--skip-bad");
        LeaksNothing(path, folder, output, error);
        Assert.Equal(0, code);
        Assert.Contains("refuse", allowed, StringComparison.Ordinal);
        Assert.Empty(Rows(folder));
        Assert.Equal(1, ShardSet.ReadManifest(folder.At("out")).Rejects["volumes"]);
        Assert.Contains($"\"singlecoil_train/{Volume}.h5\"", File.ReadAllText(folder.At("out/rejects.jsonl")), StringComparison.Ordinal);

        // What ended the first run is found before it: by a look at headers, or at all that is there.
        var (found, list, _) = PreprocessingProgram.Run("fastmri", "--raw", folder.At("raw"), "--check", "full");
        Assert.Equal(3, found);
        Assert.Contains($"{Volume}.h5", list, StringComparison.Ordinal);
    }

    [DataTheory(Index)]
    [MemberData(nameof(Tables))]
    public void A_broken_table_ends_the_run_by_line_or_gives_the_labels_of_its_rule(string path, string allowed)
    {
        using var folder = Given(Baseline);
        File.Copy(TestData.At($"hostile/{path}"), folder.At("raw/knee.csv"), overwrite: true);
        var (code, output, error) = Run(folder);
        if (allowed.StartsWith("refuse", StringComparison.Ordinal))
        {
            Assert.Equal(3, code);
            Assert.Contains("knee.csv: line ", error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder.At("out")));
            (code, output, _) = Run(folder, "--skip-bad");
            Assert.Contains("left out 1 row of knee.csv, listed in rejects.jsonl", output, StringComparison.Ordinal);
        }

        Assert.Equal(0, code);
        if (allowed.StartsWith("skip-and-count", StringComparison.Ordinal))
            Assert.Contains("1 annotation is of 1 volume that is not there", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        var labels = set.Manifest.Splits.SelectMany(s => Enumerable.Range(0, (int)s.Rows).Where(r => VolumeOf(set, s.Name, r) == Number).Select(r => set[s.Name][FastMriSchema.Labels].Row(r).ToArray())).ToArray();
        var others = (byte)(path.Contains("label_blank_trimmed", StringComparison.Ordinal) ? 1 : 0);
        Assert.Equal([[1, 0, 0, 1], [others, 1, 1, 0]], labels);
    }

    [DataFact(Index)]
    public void An_odd_width_has_its_centre_on_the_centre()
    {
        using var folder = Given("hdf5/odd_width_371.h5");
        Assert.Equal(0, Run(folder).Code);
        using var reference = Given("hdf5/odd_width_371.h5");
        Assert.Equal(0, Run(reference, "--set", "profile=reference", "--set", "splits=patient").Code);

        // One column off turns the phase along columns and leaves magnitudes.
        var (row, other) = (Rows(folder)[0], Rows(reference)[0]);
        Assert.InRange(Largest(row, other, (re, im) => Math.Sqrt((re * re) + (im * im))), 0, 1e-9);
        Assert.True(Largest(row, other, (re, _) => re) > 1e-7);
    }

    private static double Largest(float[] one, float[] other, Func<double, double, double> of)
    {
        var half = one.Length / 2;
        return Enumerable.Range(0, half).Max(i => Math.Abs(of(one[i], one[half + i]) - of(other[i], other[half + i])));
    }

    // Good volumes, the case among them under the baseline's name, and a list that has it.
    private TemporaryFolder Given(string path)
    {
        var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(good.Folder.At("raw"), "*", SearchOption.AllDirectories))
        {
            var copy = folder.At(Path.GetRelativePath(good.Folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);

            // The made-up set counts from the same number.
            File.Copy(file, copy.Replace(Volume, "file2000000", StringComparison.Ordinal));
        }

        foreach (var table in new[] { "knee.csv", "knee_file_list.csv" })
            File.WriteAllText(folder.At($"raw/{table}"), File.ReadAllText(folder.At($"raw/{table}")).Replace(Volume, "file2000000", StringComparison.Ordinal));
        File.AppendAllText(folder.At("raw/knee_file_list.csv"), $"\n{Volume}\n");
        File.Copy(TestData.At($"hostile/{path}"), folder.At($"raw/singlecoil_train/{Volume}.h5"));
        if (HostileCases.Entry(path).TryGetProperty("also_put", out var beside))
        {
            foreach (var other in beside.EnumerateArray())
                File.Copy(TestData.At($"hostile/{other.GetString()}"), folder.At($"raw/singlecoil_train/{Path.GetFileName(other.GetString())}"));
        }

        return folder;
    }

    private static (int Code, string Output, string Error) Run(TemporaryFolder folder, params string[] more) =>
        PreprocessingProgram.Run(["fastmri", "--raw", folder.At("raw"), "--out", folder.At("out"), "--replace", .. more]);

    // The complex images of the case.
    private static List<float[]> Rows(TemporaryFolder folder)
    {
        using var set = ShardSet.Open(folder.At("out"));
        return [.. set.Manifest.Splits.SelectMany(s => Enumerable.Range(0, (int)s.Rows).Where(r => VolumeOf(set, s.Name, r) == Number)
            .Select(r => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(set[s.Name][FastMriSchema.Image].Row(r)).ToArray()))];
    }

    private static string[] Shards(TemporaryFolder folder) => Directory.Exists(folder.At("out/shards"))
        ? Directory.GetFiles(folder.At("out/shards"), "*.safetensors*", new EnumerationOptions { AttributesToSkip = 0 })
        : [];

    private static long[] VolumesOf(string shard)
    {
        using var file = SafetensorsFile.Open(shard);
        return file[FastMriSchema.Volume].AsSpan<long>().ToArray();
    }

    private static long VolumeOf(ShardSet set, string split, int row) => BitConverter.ToInt64(set[split][FastMriSchema.Volume].Row(row));

    private static void LeaksNothing(string path, TemporaryFolder folder, string output, string error)
    {
        if (!HostileCases.Entry(path).TryGetProperty("planted", out var planted))
            return;
        string[] files = Directory.Exists(folder.At("out")) ? Directory.GetFiles(folder.At("out"), "*", SearchOption.AllDirectories) : [];
        foreach (var text in files.Select(f => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(f))).Append(output).Append(error))
        {
            foreach (var value in planted.EnumerateArray())
                Assert.DoesNotContain(value.GetString()!, text, StringComparison.Ordinal);
        }
    }
}
