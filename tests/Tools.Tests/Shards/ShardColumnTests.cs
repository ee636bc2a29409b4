using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class ShardColumnTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2047)]
    [InlineData(2048)]
    [InlineData(2049)]
    [InlineData(70_001)]
    public void Gathered_rows_are_those_asked_for_in_their_order_and_as_often(int rowBytes)
    {
        using var folder = new TemporaryFolder();
        var plan = ToySet.Plan() with { Columns = [ToySet.Plan().Columns[0] with { Dtype = Dtype.U8, Shape = [rowBytes] }], Splits = [("train", 10)] };
        using (var writer = new ShardSetWriter(folder.Path, plan))
        {
            foreach (var part in writer.Parts)
            {
                writer.Write(part, shard =>
                {
                    for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
                        shard.Append("x", Row(row, rowBytes));
                });
            }

            ToySet.Finish(writer);
        }

        using var set = ShardSet.Open(folder.Path);
        long[] rows = [9, 0, 0, 4, 9, 1];
        var gathered = new byte[rows.Length * rowBytes];
        set["train"]["x"].Gather(rows, gathered);
        Assert.True(gathered.AsSpan().SequenceEqual(rows.SelectMany(r => Row(r, rowBytes)).ToArray()));
        set["train"]["x"].Gather([], []);
        Assert.Throws<ArgumentException>(() => set["train"]["x"].Gather([1], gathered));
        Assert.Throws<ArgumentOutOfRangeException>(() => set["train"]["x"].Gather([0, 10], gathered.AsSpan(0, 2 * rowBytes)));
    }

    private static byte[] Row(long row, int bytes)
    {
        var values = new byte[bytes];
        new Random((int)row).NextBytes(values);
        return values;
    }
}
