using System.Net;
using System.Text.Json;
using I2M2.Shards;
using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>K-space in, shards of slices out; shards in, a checkpoint of every paradigm out; checkpoints in, four AUROCs of each out.</summary>
public sealed class FastMriTests(FastMriSession session) : IClassFixture<FastMriSession>
{
    private static readonly string[] Labels = ["others", "meniscus", "acl", "cartilage"];
    private static readonly string[] Paradigms = ["unimodal-magnitude", "unimodal-phase", "unimodal-rss", "inter-early", "intra", "i2m2-early"];

    [Fact]
    public void Volumes_become_shards_of_one_row_a_slice()
    {
        Assert.Equal((0, ""), (session.Synthesised.Exit, Failures(session.Synthesised.Errors)));
        Assert.Contains($"fastmri --raw {session.Raw} --out {session.Raw}-shards --set grid=64x40 --set side=32", session.Synthesised.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (session.Preprocessed.Exit, Failures(session.Preprocessed.Errors)));
        var manifest = ShardSet.ReadManifest(session.Shards);
        Assert.Equal(16 * 4, manifest.Rows);
        Assert.Equal((16, 12), (manifest.Funnel[0].Rows, manifest.Funnel.Last(f => f.Table == "volumes").Patients));
        Assert.Contains("fastmri  64 rows (", session.Preprocessed.Output, StringComparison.Ordinal);
        Assert.Matches(@"time of \d+ workers?: hashes of the raw files \d+ %, disk \d+ %, inflate \d+ %, transform \d+ %", session.Preprocessed.Output);
        Assert.Empty(ShardSet.FindDamage(session.Shards));
    }

    [Fact]
    public void Shards_become_a_run_of_every_paradigm()
    {
        Assert.Equal((0, ""), (session.Trained.Exit, Failures(session.Trained.Errors)));
        Assert.All(Paradigms, p => Assert.True(File.Exists(Path.Combine(session.Runs, "fastmri", "pathology", p, "seed-0", "best.safetensors")), p));
    }

    [Fact]
    public void Every_paradigm_has_an_auroc_of_each_label_over_slices_that_are_grouped_by_patient()
    {
        Assert.Equal((0, ""), (session.Evaluated.Exit, Failures(session.Evaluated.Errors)));
        var runs = JsonSerializer.Deserialize<JsonElement>(session.Evaluated.Output).GetProperty("runs").EnumerateArray().ToDictionary(Name);
        Assert.Equal(Paradigms.Order(StringComparer.Ordinal), runs.Keys.Order(StringComparer.Ordinal));
        using var shards = ShardSet.Open(session.Shards);
        var test = shards["test"];
        var patients = Enumerable.Range(0, (int)test.Rows).Select(r => BitConverter.ToInt64(test["cluster"].Row(r))).Distinct().Count();
        foreach (var run in runs.Values)
        {
            var slices = run.GetProperty("levels").GetProperty("slice");
            Assert.Equal((test.Rows, patients), (slices.GetProperty("n").GetInt64(), slices.GetProperty("units").GetInt32()));
            var figures = Labels.Select(l => slices.GetProperty("labels").GetProperty(l)).ToList();
            for (var label = 0; label < Labels.Length; label++)
                Assert.Equal(Enumerable.Range(0, (int)test.Rows).Count(r => test["labels"].Row(r)[label] == 1), figures[label].GetProperty("positives").GetInt32());
            Assert.Equal(figures.Average(f => f.GetProperty("auroc").GetDouble()), slices.GetProperty("mean").GetProperty("auroc").GetDouble(), 1e-12);
        }
    }

    [Fact]
    public void The_report_names_the_data_and_what_the_baseline_sees()
    {
        var report = WebUtility.HtmlDecode(File.ReadAllText(session.Report));
        Assert.Contains("made-up knees in the layout of fastMRI", report, StringComparison.Ordinal);
        Assert.Contains("The rss baseline is made from all coils", report, StringComparison.Ordinal);
        Assert.All(Labels, l => Assert.Contains(l, report, StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_test_split_a_run_is_judged_on_the_validation_split()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Programs.Preprocess("fastmri", "--raw", session.Raw, "--out", folder.At("shards"), "--set", "grid=64x40", "--set", "side=32", "--set", "splits=official").Exit);
        var trained = Programs.Train(
            "fastmri", "--data", folder.At("shards"), "--out", folder.At("runs"), "--paradigm", "unimodal-phase", "--profile", "tiny", "--device", "cpu",
            "--set", "epochs=1", "--set", "width=4", "--set", "aten_threads=1");
        Assert.Equal((0, ""), (trained.Exit, Failures(trained.Errors)));
        var (exit, output, _) = Programs.Evaluate(folder.At("runs"), "--split", "valid");
        Assert.Equal(0, exit);
        Assert.Contains("unimodal phase", output, StringComparison.Ordinal);
        var (refused, _, errors) = Programs.Evaluate(folder.At("runs"));
        Assert.NotEqual(0, refused);
        Assert.Contains("valid", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private static string Name(JsonElement run)
    {
        var (paradigm, variant) = (run.GetProperty("paradigm").GetString()!, run.GetProperty("variant").GetString());
        return variant is null ? paradigm : $"{paradigm}-{variant}";
    }

    // Long jobs write lines of progress where there is no terminal; they end in how long is left.
    private static string Failures(string errors) => string.Join('\n', errors.Split('\n').Where(l => !l.Contains(" left", StringComparison.Ordinal))).Trim();
}
