using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>What answers are worth, from shards.</summary>
public sealed class AnswerTargetsTests : IDisposable
{
    private static readonly AnswerColumns Columns = new("answer_ids", "answer_counts", "ood_mask", "answer_type", "question_type");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Section 9.3 of the specification: ten answers, of which six are yes, three no, one maybe.
    [Theory]
    [InlineData(AnswerTargets.Table, 0.3, 0.9, 1)]
    [InlineData(AnswerTargets.Thirds, 0.333333, 1, 1)]
    public void One_three_and_six_of_ten(string rule, double one, double three, double six)
    {
        var targets = Of(rule, ids: [5, 2, 0], counts: [6, 3, 1]);
        Assert.Equal(six, targets.Worth(0, 5), 1e-6);
        Assert.Equal(three, targets.Worth(0, 2), 1e-6);
        Assert.Equal(one, targets.Worth(0, 0), 1e-6);
        Assert.Equal(0, targets.Worth(0, 1));
        using var scope = NewDisposeScope();
        var dense = targets.Gather([0, 0]);
        Assert.Equal([2L, 6], dense.shape);
        Assert.Equal([(float)one, 0, (float)three, 0, 0, (float)six], dense.data<float>().ToArray()[6..].Select(x => MathF.Round(x, 6)));
    }

    [Fact]
    public void A_row_of_ten_answers_and_one_of_none()
    {
        var targets = Of(AnswerTargets.Table, [0, 1, 2, 3, 4, 5], [1, 1, 1, 1, 1, 5]);
        Assert.Equal((6, 5), (targets.OfRow(0).Ids.Length, targets.OfRow(0).Counts[^1]));
        Assert.Empty(Of(AnswerTargets.Table, [], []).OfRow(0).Ids);
    }

    [Theory]
    [InlineData(new[] { 6 }, new byte[] { 3 })]
    [InlineData(new[] { -2 }, new byte[] { 3 })]
    [InlineData(new[] { 0 }, new byte[] { 11 })]
    [InlineData(new[] { 0 }, new byte[] { 0 })]
    [InlineData(new[] { -1 }, new byte[] { 1 })]
    public void What_cannot_be_is_refused_by_row(int[] ids, byte[] counts)
    {
        var refused = Assert.Throws<InputRefusedException>(() => Of(AnswerTargets.Table, ids, counts));
        Assert.Contains("row 0", refused.Message, StringComparison.Ordinal);
    }

    private AnswerTargets Of(string rule, int[] ids, byte[] counts)
    {
        var path = folder.At(Guid.NewGuid().ToString());
        ColumnSchema[] columns =
        [
            ShardFolder.Number("answer_ids", ColumnRole.Label, Dtype.I32) with { Shape = [10] }, ShardFolder.Number("answer_counts", ColumnRole.Label, Dtype.U8) with { Shape = [10] },
        ];
        ShardFolder.Write(path, "vqa-vs", 6, (1, 1, 1), columns, (column, _) => column == "answer_ids"
            ? [.. ids.Concat(Enumerable.Repeat(-1, 10)).Take(10).SelectMany(BitConverter.GetBytes)]
            : [.. counts.Concat(new byte[10]).Take(10)]);
        using var set = ShardSet.Open(path);
        return AnswerTargets.Of(Columns, set["train"], 1, 6, rule);
    }
}
