using System.Globalization;
using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Tests;

namespace I2M2.Evaluation.Tests.Answers;

/// <summary>Files of predictions of answers.</summary>
public sealed class AnswerPredictionsTests : IDisposable
{
    private const int Classes = 14, Rows = 5000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_is_what_is_read_and_the_same_bytes_each_time()
    {
        var predictions = Made();
        AnswerPredictionsParquet.Write(folder.At("a.parquet"), predictions, Metadata(predictions));
        AnswerPredictionsParquet.Write(folder.At("b.parquet"), predictions, Metadata(predictions));
        Assert.Equal(File.ReadAllBytes(folder.At("a.parquet")), File.ReadAllBytes(folder.At("b.parquet")));
        Assert.True(AnswerPredictionsParquet.IsAt(folder.At("a.parquet")));
        Assert.False(LabelPredictionsParquet.IsAt(folder.At("a.parquet")));
        var (read, metadata) = AnswerPredictionsParquet.Read(folder.At("a.parquet"));
        Assert.Equal(("i2m2", "test"), (metadata.Run.Paradigm, metadata.Split));
        Assert.Equal(predictions.Vocabulary, read.Vocabulary);
        Assert.Equal(predictions.RowsFingerprint(), read.RowsFingerprint());
        Assert.Equal(predictions.Rows.QuestionTypes, read.Rows.QuestionTypes);
        foreach (var (mine, theirs) in predictions.Experts.Prepend(predictions.Product).Zip(read.Experts.Prepend(read.Product)))
        {
            Assert.Equal(mine.Name, theirs.Name);
            Assert.Equal(mine.Best, theirs.Best);
            Assert.Equal(mine.BestLogs, theirs.BestLogs);
            Assert.Equal(mine.OwnLogs, theirs.OwnLogs);
            Assert.Equal(mine.Entropies, theirs.Entropies);
            Assert.Equal(mine.EntropyOfMean, theirs.EntropyOfMean);
        }
    }

    [Fact]
    public void The_ten_best_are_the_ten_best_and_of_equals_the_first()
    {
        var random = new Random(2);
        var logs = new float[3 * Classes];
        for (var k = 0; k < logs.Length; k++)
            logs[k] = -random.Next(1, 8);
        var builder = new AnswerDistributionBuilder("x", Classes, [.. Enumerable.Repeat(new[] { 3, 11 }, 3)]);
        builder.Add(logs);
        var built = builder.Build();
        for (var row = 0; row < 3; row++)
        {
            var own = logs[(row * Classes)..((row + 1) * Classes)];
            Assert.Equal(Enumerable.Range(0, Classes).OrderByDescending(k => own[k]).ThenBy(k => k).Take(10), built.Best[row]);
            Assert.Equal(built.Best[row].Select(k => own[k]), built.BestLogs[row]);
            Assert.Equal([own[3], own[11]], built.OwnLogs[row]);
        }
    }

    [Fact]
    public void A_flipped_byte_is_found()
    {
        var predictions = Made();
        AnswerPredictionsParquet.Write(folder.At("a.parquet"), predictions, Metadata(predictions));
        var good = File.ReadAllBytes(folder.At("a.parquet"));
        var random = new Random(1);
        for (var k = 0; k < 40; k++)
        {
            var bad = good.ToArray();
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(folder.At("bad.parquet"), bad);
            var thrown = Record.Exception(() => AnswerPredictionsParquet.Read(folder.At("bad.parquet")));
            Assert.True(thrown is null or InputRefusedException, $"{thrown}");
            if (thrown is null)
                Assert.Equal(predictions.Product.BestLogs, AnswerPredictionsParquet.Read(folder.At("bad.parquet")).Predictions.Product.BestLogs);
        }
    }

    [Fact]
    public void In_order_of_ids_every_row_keeps_what_is_said_of_it()
    {
        var (given, ordered) = (Made(rows: 12), Made(rows: 12).InOrderOfIds());
        Assert.Equal(["0", "1", "10", "11", "2"], ordered.Rows.Ids.Take(5));
        Assert.Equal(given.RowsFingerprint(), ordered.RowsFingerprint());
        for (var row = 0; row < 12; row++)
        {
            var from = int.Parse(ordered.Rows.Ids[row], CultureInfo.InvariantCulture);
            Assert.Equal((given.Rows.Clusters[from], given.Rows.Sets[from], given.Rows.Majority[from]), (ordered.Rows.Clusters[row], ordered.Rows.Sets[row], ordered.Rows.Majority[row]));
            foreach (var (before, after) in given.Experts.Prepend(given.Product).Zip(ordered.Experts.Prepend(ordered.Product)))
            {
                Assert.Equal((before.Name, before.Entropies[from]), (after.Name, after.Entropies[row]));
                Assert.Equal(before.Best[from], after.Best[row]);
                Assert.Equal(before.BestLogs[from], after.BestLogs[row]);
                Assert.Equal(before.OwnLogs[from], after.OwnLogs[row]);
            }
        }
    }

    // What enters a comparison: ids, sets, answers and what pictures and types the rows are of.
    [Fact]
    public void Rows_are_the_same_in_any_order_and_others_when_anything_said_of_them_differs()
    {
        var good = Made(rows: 4);
        var same = good.RowsFingerprint();
        var rows = good.Rows;
        Assert.Equal(same, Fingerprint(rows with { Answers = [.. rows.Answers.Select(a => a.Reverse().ToArray())], Counts = [.. rows.Counts.Select(c => c.Reverse().ToArray())] }));
        AnsweredRows[] others =
        [
            rows with { Ids = ["0", "1", "2", "x"] }, rows with { Clusters = ["p0", "p1", "p2", "p2"] }, rows with { Sets = [0, 1, 2, 0] }, rows with { AnswerTypes = ["t0", "t1", "t2", "t1"] },
            rows with { QuestionTypes = ["q0", "q1", "q2", "q1"] }, rows with { Majority = [-1, 0, 1, 3] }, rows with { Majority = [0, 0, 1, 2] },
            rows with { Answers = [[], [1, 4], [2, 5], [3, 7]] }, rows with { Counts = [[], [2, 2], [3, 3], [4, 3]] },
        ];
        Assert.DoesNotContain(same, others.Select(Fingerprint));

        string Fingerprint(AnsweredRows of) => AnswerPredictions.Create("x", of, good.Vocabulary, good.Product, good.Experts).RowsFingerprint();
    }

    [Fact]
    public void What_cannot_be_is_refused_by_row()
    {
        var good = Made(rows: 3);
        Refused(good.Rows with { Counts = [[1], [11], [1]], Answers = [[0], [1], [2]] }, "row 2");
        Refused(good.Rows with { Ids = ["a", "b", "a"] }, "row 3");
        Refused(good.Rows with { Majority = [0, 0, Classes] }, "row 3");
        Refused(good.Rows with { Answers = [[0], [0, 0], [1]], Counts = [[1], [1, 1], [1]] }, "row 2");

        void Refused(AnsweredRows rows, string where) => Assert.Contains(
            where, Assert.Throws<InputRefusedException>(() => AnswerPredictions.Create("x", rows, good.Vocabulary, good.Product, good.Experts)).Message, StringComparison.Ordinal);
    }

    private static AnswerPredictions Made(int rows = Rows)
    {
        var random = new Random(5);
        int[][] answers = [.. Enumerable.Range(0, rows).Select(r => r % 5 == 0 ? Array.Empty<int>() : [r % Classes, (r + 3) % Classes])];
        int[][] counts = [.. answers.Select((a, r) => a.Length == 0 ? Array.Empty<int>() : [1 + (r % 6), 1 + (r % 4)])];
        string[] Names(string prefix, int of) => [.. Enumerable.Range(0, rows).Select(r => $"{prefix}{r % of}")];
        AnswerDistribution Of(string name)
        {
            var builder = new AnswerDistributionBuilder(name, Classes, answers);
            for (var row = 0; row < rows; row++)
            {
                double[] z = [.. Enumerable.Range(0, Classes).Select(_ => 3 * random.NextDouble())];
                var sum = Math.Log(z.Sum(Math.Exp));
                builder.Add([.. z.Select(v => (float)(v - sum))]);
            }

            return builder.Build();
        }

        return AnswerPredictions.Create(
            "made", new(Names("", rows), Names("p", 100), [.. Enumerable.Range(0, rows).Select(r => r % 512)], Names("t", 3), Names("q", 7), [.. Enumerable.Range(0, rows).Select(r => (r % 15) - 1)], answers, counts),
            [.. Enumerable.Range(0, Classes).Select(k => $"answer {k}")], Of(""), [Of("image"), Of("joint")]);
    }

    private static PredictionsMetadata Metadata(AnswerPredictions predictions) => new()
    {
        Run = new RunDescription { Dataset = "vqa-vs", Task = "answer", Paradigm = "i2m2", Variant = "fiber", Seed = 0, Profile = "clean", Params = 1, DataHash = "ab" },
        Split = "test",
        ClassNames = predictions.Vocabulary,
    };
}
