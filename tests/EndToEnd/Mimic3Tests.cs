using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.EndToEnd;

/// <summary>Invented tables in, shards out; shards in, checkpoints of three tasks out; checkpoints in, evidence out.</summary>
public sealed class Mimic3Tests(Mimic3Session session) : IClassFixture<Mimic3Session>
{
    private static readonly string[] Tasks = ["icd9-1", "icd9-7", "mortality"];
    private static readonly string[] Paradigms = ["unimodal-static", "unimodal-series", "inter-concat", "inter-lrtf", "intra", "i2m2-concat", "i2m2-lrtf"];

    private static IEnumerable<string> Names => Tasks.SelectMany(t => Paradigms.Select(p => $"{t}/{p}"));

    [Fact]
    public void Tables_become_shards_of_one_row_an_admission()
    {
        Assert.Equal((0, ""), (session.Synthesised.Exit, Failures(session.Synthesised.Errors)));
        Assert.Equal((0, ""), (session.Preprocessed.Exit, Failures(session.Preprocessed.Errors)));
        var manifest = ShardSet.ReadManifest(session.Shards);
        var cohort = manifest.Funnel.Where(f => f.Table == "ADMISSIONS").ToList();
        Assert.Equal(Rows("ADMISSIONS"), cohort[0].Rows);
        Assert.Equal(Rows("PATIENTS"), cohort[0].Patients);
        Assert.Equal(cohort.Select(f => f.Rows).OrderDescending(), cohort.Select(f => f.Rows));
        Assert.Equal(cohort[^1].Rows, manifest.Rows);
        Assert.Equal(manifest.Rows, manifest.Splits.Sum(s => s.Rows));
        Assert.Contains($"{manifest.Rows} rows (", session.Preprocessed.Output, StringComparison.Ordinal);
        Assert.Contains($"funnel: {cohort[0].Rows} in ADMISSIONS -> ", session.Preprocessed.Output, StringComparison.Ordinal);
        Assert.Contains("note    mimic3-synth: made-up patients", session.Preprocessed.Output, StringComparison.Ordinal);
        Assert.Empty(ShardSet.FindDamage(session.Shards));
    }

    [Fact]
    public void Shards_become_a_run_of_every_paradigm_of_every_task()
    {
        Assert.Equal((0, ""), (session.Trained.Exit, Failures(session.Trained.Errors)));
        Assert.All(Names, n => Assert.True(File.Exists(Path.Combine(session.Runs, "mimic3", n, "seed-0", "best.safetensors")), n));
    }

    [Fact]
    public void Figures_are_those_that_the_predictions_give()
    {
        Assert.Equal((0, ""), (session.Evaluated.Exit, Failures(session.Evaluated.Errors)));
        var runs = JsonSerializer.Deserialize<JsonElement>(session.Evaluated.Output).GetProperty("runs").EnumerateArray().ToDictionary(Name);
        Assert.Equal(Names.Order(StringComparer.Ordinal), runs.Keys.Order(StringComparer.Ordinal));
        using var shards = ShardSet.Open(session.Shards);
        foreach (var (name, run) in runs)
        {
            var (predictions, _) = PredictionsFile.Read(Path.Combine(session.Runs, "mimic3", name, "seed-0", "predictions-test.parquet"));
            Assert.Equal(shards["test"].Rows, predictions.Rows);
            Assert.Equal(predictions.Rows, run.GetProperty("n").GetInt32());
            Assert.Equal(name.StartsWith("mortality", StringComparison.Ordinal) ? 6 : 2, predictions.Classes);
            Assert.Equal(Ids(shards["test"]), predictions.Ids.Order(StringComparer.Ordinal));
            var metrics = run.GetProperty("metrics");
            var right = Enumerable.Range(0, predictions.Rows).Count(r => predictions.Product.ArgMax(r) == predictions.Labels[r]);
            Assert.Equal((double)right / predictions.Rows, metrics.GetProperty("accuracy").GetDouble(), 1e-12);
            if (predictions.Classes == 2)
                Assert.Equal(AreaUnderRoc(predictions.Product.Column(1), predictions.Labels), metrics.GetProperty("auroc").GetDouble(), 1e-12);
        }
    }

    [Fact]
    public void The_report_states_leakage_and_classes_and_shows_the_funnel()
    {
        var report = WebUtility.HtmlDecode(File.ReadAllText(session.Report));
        Assert.Equal(1, Count(report, "Label leakage: The static features hematologic_malignancy and metastatic_cancer are made from the same diagnoses as the label"));
        Assert.Contains("Class 4 is death within 30 days after discharge", report, StringComparison.Ordinal);
        Assert.Contains("made-up patients in the format of MIMIC-III v1.4", report, StringComparison.Ordinal);
        Assert.Equal(Tasks.Length, Count(report, "How many rows each rule of preprocessing left:"));
        foreach (var step in ShardSet.ReadManifest(session.Shards).Funnel.Where(f => f.Table == "ADMISSIONS"))
            Assert.Matches($@"<td[^>]*>{step.Rule}</td>\s*<td[^>]*>{step.Rows}</td>", report);
    }

    // P(a row of class 1 has the higher score), ties as halves.
    private static double AreaUnderRoc(double[] scores, int[] labels)
    {
        var pairs = from i in Enumerable.Range(0, labels.Length)
                    where labels[i] == 1
                    from j in Enumerable.Range(0, labels.Length)
                    where labels[j] == 0
                    select scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        return pairs.Average();
    }

    private static string Name(JsonElement run)
    {
        var (paradigm, variant) = (run.GetProperty("paradigm").GetString(), run.GetProperty("variant").GetString());
        return $"{run.GetProperty("task").GetString()}/{(variant is null ? paradigm : $"{paradigm}-{variant}")}";
    }

    private static IEnumerable<string> Ids(ShardSplit split) => Enumerable.Range(0, (int)split.Rows)
        .Select(r => BitConverter.ToInt64(split["hadm_id"].Row(r)).ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private long Rows(string table)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(session.Raw, $"{table}.csv.gz")), CompressionMode.Decompress));
        return reader.ReadToEnd().TrimEnd().Split('\n').Length - 1;
    }

    // Long jobs write lines of progress where there is no terminal; they end in how long is left.
    private static string Failures(string errors) => string.Join('\n', errors.Split('\n').Where(l => !l.Contains(" left", StringComparison.Ordinal))).Trim();
}
