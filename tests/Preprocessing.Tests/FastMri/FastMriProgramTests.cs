using System.Runtime.InteropServices;
using System.Text.Json;
using I2M2.Preprocessing.FastMri;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Synth.FastMri;
using I2M2.Shards;
using I2M2.Storage;
using I2M2.Storage.Hdf5;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;
using I2M2.Tests.Synth.FastMri;
using static TorchSharp.torch;

namespace I2M2.Tests.FastMri;

/// <summary>`preprocessing fastmri` on made-up volumes: what it writes, and what each option does.</summary>
[Collection(ConsoleTests.Name)]
public class FastMriProgramTests
{
    [Fact]
    public void Shards_hold_each_slice_once_with_its_image_and_its_labels()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        var output = KneeRaw.Run(folder);
        Assert.Contains("24 slices of these volumes", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        var plans = new KneeSet(KneeRaw.Small).Plans;
        var found = Rows(set).OrderBy(r => r.Volume).ThenBy(r => r.Slice).ToList();
        Assert.Equal(plans.SelectMany(p => Enumerable.Range(0, 3).Select(s => (Number(p), (long)s))).Order(), found.Select(r => (r.Volume, r.Slice)));
        foreach (var row in found)
        {
            using var scope = NewDisposeScope();
            using var file = SmallKnees.Open(folder, plans.Single(p => Number(p) == row.Volume));
            var image = SliceImages.Of(SmallKnees.KSpace(file).select(0, row.Slice), new SliceGrid(64, 40, 32));
            var planes = SliceImages.Planes(image);
            Assert.InRange(Complexes.Distance(planes, tensor(row.Image, planes.shape)), 0, 1e-6 * planes.abs().max().item<float>());
            Assert.Equal(SmallKnees.Real(file, "reconstruction_rss").select(0, row.Slice).contiguous().data<float>().ToArray(), row.Rss);
            Assert.Equal((float)file.Attribute("max")!.Number!.Value, row.Max);
        }
    }

    // The one place where labels are read by another route: the planted findings themselves.
    [Fact]
    public void Labels_are_the_planted_findings_by_name()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        KneeRaw.Run(folder, "--set", "artifact=ignore");
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal(["others", "meniscus", "acl", "cartilage"], set.Manifest.ClassNamesOf("labels"));
        var plans = new KneeSet(KneeRaw.Small).Plans.ToDictionary(Number);
        foreach (var row in Rows(set))
        {
            var lesions = plans[row.Volume].Slices[(int)row.Slice];
            Assert.Equal(lesions.Select(l => l.State.Present ? (byte)1 : (byte)0), row.Labels);
        }
    }

    [Fact]
    public void The_native_width_gives_the_released_single_coil_image()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        KneeRaw.Run(folder, "--set", "grid=64xnative", "--set", "store=magnitude,phase");
        using var set = ShardSet.Open(folder.At("out"));
        Assert.DoesNotContain(set.Manifest.Columns, c => c.Name == "rss");
        var plans = new KneeSet(KneeRaw.Small).Plans.ToDictionary(Number);
        foreach (var (split, r) in set.Manifest.Splits.SelectMany(s => Enumerable.Range(0, (int)s.Rows).Select(r => (s.Name, r))))
        {
            using var scope = NewDisposeScope();
            var (volume, slice) = (I64(set, split, "volume", r), I64(set, split, "slice", r));
            using var file = SmallKnees.Open(folder, plans[volume]);
            var esc = SmallKnees.Real(file, "reconstruction_esc").select(0, slice).contiguous().data<float>().ToArray();
            var (magnitude, phase, image) = (F32(set, split, "magnitude", r), F32(set, split, "phase", r), F32(set, split, "image", r));
            Assert.All(esc.Zip(magnitude), p => Assert.Equal(p.First, p.Second, 1e-5f * esc.Max()));
            Assert.All(Enumerable.Range(0, phase.Length), i => Assert.Equal(MathF.Atan2(image[phase.Length + i], image[i]), phase[i], 1e-5f));
        }
    }

    [Fact]
    public void Half_precision_takes_half_the_bytes_and_keeps_eleven_bits()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        KneeRaw.Run(folder);
        float[][] full;
        using (var set = ShardSet.Open(folder.At("out")))
            full = [.. Enumerable.Range(0, (int)set.Manifest.Splits[0].Rows).Select(r => F32(set, "train", "image", r))];
        KneeRaw.Run(folder, "--set", "pair=float16", "--replace");
        using var halves = ShardSet.Open(folder.At("out"));
        var column = halves.Manifest.Columns.Single(c => c.Name == "image");
        Assert.Equal(Dtype.F16, column.Dtype);
        var largest = full.Max(r => r.Max(MathF.Abs));
        for (var r = 0; r < full.Length; r++)
        {
            var stored = MemoryMarshal.Cast<byte, Half>(halves["train"]["image"].Row(r)).ToArray();
            Assert.All(stored.Zip(full[r]), p => Assert.InRange(Math.Abs(((double)p.First * column.Scale) - p.Second), 0, (Math.Abs(p.Second) / 2048) + (largest * 1e-7)));
        }
    }

    [Fact]
    public void Volumes_of_other_sizes_are_left_out_or_fitted_or_refused_as_the_options_say()
    {
        var options = KneeRaw.Small with { Volumes = 16 };
        using var folder = KneeRaw.Given(options);
        var wide = new KneeSet(options).Plans.Count(p => p.Width > 37);
        Assert.Equal(12, wide);
        var output = KneeRaw.Run(folder, "--set", "grid=64x37");
        Assert.Contains($"left out {wide} volume", output, StringComparison.Ordinal);
        Assert.Equal(3 * (16 - wide), ShardSet.ReadManifest(folder.At("out")).Rows);
        var lines = File.ReadAllLines(folder.At("out/rejects.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(wide, lines.Count);
        Assert.All(lines, l => Assert.EndsWith("columns of k-space, the grid has 37", l.GetProperty("reason").GetString()));

        output = KneeRaw.Run(folder, "--set", "grid=64x37", "--set", "wide=fit", "--replace");
        Assert.Contains($"cut from more than 37 columns", output, StringComparison.Ordinal);
        Assert.Equal(48, ShardSet.ReadManifest(folder.At("out")).Rows);
        Assert.False(File.Exists(folder.At("out/rejects.jsonl")));

        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder, "--set", "grid=64x37", "--set", "wide=refuse", "--replace"));
        Assert.Equal(3, code);
        Assert.Contains("columns of k-space, the grid has 37", error, StringComparison.Ordinal);
        Assert.Contains("wide=fit", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_coils_become_one_image_near_the_root_of_the_sum_of_squares()
    {
        var options = KneeRaw.Small with { Volumes = 4, Coils = 3 };
        using var folder = KneeRaw.Given(options);
        var (code, _, error) = PreprocessingProgram.Run(KneeRaw.Args(folder));
        Assert.Equal(3, code);
        Assert.Contains("--set coils=single or --set coils=multi", error, StringComparison.Ordinal);

        KneeRaw.Run(folder, "--set", "coils=multi", "--set", "rss=computed", "--set", "grid=64xnative");
        using var set = ShardSet.Open(folder.At("out"));
        var plans = new KneeSet(options).Plans.ToDictionary(Number);
        foreach (var row in Rows(set))
        {
            using var scope = NewDisposeScope();
            using var file = SmallKnees.Open(folder, plans[row.Volume], multi: true);
            var stored = SmallKnees.Real(file, "reconstruction_rss").select(0, row.Slice).contiguous().data<float>().ToArray();
            Assert.All(stored.Zip(row.Rss), p => Assert.Equal(p.First, p.Second, 1e-5f * stored.Max()));

            // Where it is bright the sum of the coils in phase is most of what they see together.
            var pixels = row.Rss.Length;
            var bright = Enumerable.Range(0, pixels).Where(i => row.Rss[i] > 0.5 * stored.Max()).ToList();
            Assert.InRange(bright.Average(i => Math.Sqrt((row.Image[i] * row.Image[i]) + (row.Image[pixels + i] * row.Image[pixels + i])) / row.Rss[i]), 0.6, 1.01);
        }
    }

    [Fact]
    public void Splits_are_by_patient_and_can_be_given_as_they_were_written()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        KneeRaw.Run(folder);
        using (var set = ShardSet.Open(folder.At("out")))
        {
            var splitOf = set.Manifest.Splits.SelectMany(s => Enumerable.Range(0, (int)s.Rows).Select(r => (Cluster: I64(set, s.Name, "cluster", r), s.Name))).Distinct().ToList();
            Assert.Equal(splitOf.Count, splitOf.Select(s => s.Cluster).Distinct().Count());
        }

        var written = File.ReadAllText(folder.At("out/splits.csv"));
        var firstOfTest = written.Split('\n').First(l => l.EndsWith(",test", StringComparison.Ordinal));
        File.WriteAllText(folder.At("splits.csv"), written.Replace(firstOfTest, firstOfTest.Replace(",test", ",train", StringComparison.Ordinal), StringComparison.Ordinal));
        File.AppendAllText(folder.At("splits.csv"), "file9999999,test\n");
        Assert.Contains("1 volume of the split file is not there", KneeRaw.Run(folder, "--set", $"split_file={folder.At("splits.csv")}", "--replace"), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(folder.At("splits.csv")), File.ReadAllText(folder.At("out/splits.csv")) + "file9999999,test\n");
        Assert.DoesNotContain(folder.Path, File.ReadAllText(folder.At("out/manifest.json")), StringComparison.Ordinal);

        KneeRaw.Run(folder, "--set", "splits=official", "--replace");
        var official = ShardSet.ReadManifest(folder.At("out")).Splits;
        Assert.Equal(["train", "valid"], official.Select(s => s.Name));
        Assert.Equal(3 * new KneeSet(KneeRaw.Small).Plans.Count(p => p.IsVal), official[1].Rows);
    }

    [Fact]
    public void The_index_names_volume_and_slice_of_every_row()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        KneeRaw.Run(folder);
        using var set = ShardSet.Open(folder.At("out"));
        var index = folder.At("out/shards/index-00000.parquet");
        using var database = DuckDatabase.Open(new DuckOptions { Files = [index] });
        using var rows = database.Query("read", $"SELECT split, \"row\", volume, slice, others, acl, patient FROM read_parquet('{index}')");
        var found = new List<(string, long, long, long)>();
        var patients = new HashSet<string>();
        while (rows.Read())
        {
            for (var r = 0; r < rows.Rows; r++)
            {
                var (split, row) = (rows.Column(0).Text(r), rows.Column(1).Values<long>()[r]);
                found.Add((split, row, long.Parse(rows.Column(2).Text(r)[4..], System.Globalization.CultureInfo.InvariantCulture), rows.Column(3).Values<long>()[r]));
                var labels = set[split]["labels"].Row(row);
                Assert.Equal((labels[0] == 1, labels[2] == 1), (rows.Column(4).Values<bool>()[r], rows.Column(5).Values<bool>()[r]));
                patients.Add(rows.Column(6).Text(r));
            }
        }

        Assert.Equal(set.Manifest.Splits.SelectMany(s => Enumerable.Range(0, (int)s.Rows).Select(r => (s.Name, (long)r, I64(set, s.Name, "volume", r), I64(set, s.Name, "slice", r)))), found);
        Assert.All(patients, p => Assert.Matches("^[0-9a-f]{16}$", p));
        Assert.Equal(6, patients.Count);
    }

    [Fact]
    public void No_identifier_of_a_patient_is_printed_or_written()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        var output = KneeRaw.Run(folder);
        var everything = SynthTables.Bytes(folder.At("out")).Values.Select(System.Text.Encoding.UTF8.GetString).Append(output).ToList();
        foreach (var plan in new KneeSet(KneeRaw.Small).Plans)
        {
            using var file = SmallKnees.Open(folder, plan);
            var patient = file.Attribute("patient_id")!.Text!;
            Assert.All(everything, text => Assert.DoesNotContain(patient, text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_slice_costs_its_own_bytes()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        var plan = new KneeSet(KneeRaw.Small).Plans[0];
        var path = KneeRaw.Path(folder, 0, KneeRaw.Small);
        using var reader = new VolumeReader(new I2M2.Preprocessing.FastMri.VolumeFile(plan.Id, path, IsOfficialTrain: true));
        var before = reader.File.BytesRead;
        reader.ReadKSpace(1, new Complex64[64 * plan.Width]);
        Assert.Equal(64 * plan.Width * 8, reader.File.BytesRead - before);
    }

    [Fact]
    public void Any_number_of_workers_gives_the_same_bytes_and_a_second_run_has_nothing_to_do()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small with { Gzip = true });
        KneeRaw.Run(folder, "--workers", "1", "--set", "rows_per_shard=4");
        var one = SynthTables.Bytes(folder.At("out"));
        Assert.Contains("nothing to do", KneeRaw.Run(folder, "--workers", "2", "--set", "rows_per_shard=4"), StringComparison.Ordinal);
        Directory.Delete(folder.At("out"), recursive: true);
        KneeRaw.Run(folder, "--workers", "4", "--set", "rows_per_shard=4");
        SynthTables.Same(one, SynthTables.Bytes(folder.At("out")));
    }

    [Fact]
    public void Shards_of_a_broken_run_are_kept_and_its_statistics_are_those_of_an_unbroken_one()
    {
        using var folder = KneeRaw.Given(KneeRaw.Small);
        foreach (var pair in new[] { "float32", "float16" })
        {
            string[] more = ["--set", "rows_per_shard=4", "--set", $"pair={pair}", "--set", "store=rss,magnitude,phase", "--replace"];
            KneeRaw.Run(folder, more);
            var whole = SynthTables.Bytes(folder.At("out"));
            File.Delete(folder.At("out/manifest.json"));
            File.Delete(folder.At("out/splits.csv"));
            File.Delete(folder.At("out/shards/train-00001.safetensors"));
            var kept = File.GetLastWriteTimeUtc(folder.At("out/shards/train-00000.safetensors"));
            KneeRaw.Run(folder, more);
            SynthTables.Same(whole, SynthTables.Bytes(folder.At("out")));
            Assert.Equal(kept, File.GetLastWriteTimeUtc(folder.At("out/shards/train-00000.safetensors")));
        }
    }

    private static long Number(VolumePlan plan) => long.Parse(plan.Id.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<(long Volume, long Slice, float[] Image, float[] Rss, byte[] Labels, float Max)> Rows(ShardSet set)
        => set.Manifest.Splits.SelectMany(s => Enumerable.Range(0, (int)s.Rows).Select(r => (
            I64(set, s.Name, "volume", r), I64(set, s.Name, "slice", r), F32(set, s.Name, "image", r), F32(set, s.Name, "rss", r), set[s.Name]["labels"].Row(r).ToArray(), F32(set, s.Name, "max", r)[0])));

    private static long I64(ShardSet set, string split, string column, long row) => BitConverter.ToInt64(set[split][column].Row(row));

    private static float[] F32(ShardSet set, string split, string column, long row) => MemoryMarshal.Cast<byte, float>(set[split][column].Row(row)).ToArray();
}
