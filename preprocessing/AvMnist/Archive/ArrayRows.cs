using System.Runtime.InteropServices;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Archive;

/// <summary>The rows of one split: a stretch of the train or test file's arrays.</summary>
/// <param name="arrays">The file's arrays.</param>
/// <param name="first">The split's first row in them.</param>
/// <param name="count">The split's rows.</param>
internal sealed class ArrayRows(ArrayTrio arrays, int first, int count)
{
    private readonly Moments[] imageMoments = new Moments[count];
    private readonly Moments[] audioMoments = new Moments[count];

    /// <summary>Appends all columns of a shard, audio as bytes where its column is of bytes.</summary>
    internal void Append(ShardPart part, IReadOnlyList<ColumnSchema> columns, SafetensorsWriter shard)
    {
        foreach (var column in shard.Names)
        {
            var dtype = columns.First(c => c.Name == column).Dtype;
            switch (column)
            {
                case "image":
                    Numbers(part, arrays.Images, imageMoments, numbers => shard.Append(column, MemoryMarshal.AsBytes(numbers)));
                    break;
                case "audio" when dtype == Dtype.U8:
                    Numbers(part, arrays.Audio, audioMoments, numbers => shard.Append(column, Bytes(numbers)));
                    break;
                case "audio":
                    Numbers(part, arrays.Audio, audioMoments, numbers => shard.Append(column, MemoryMarshal.AsBytes(numbers)));
                    break;
                case "label":
                    shard.Append(column, Longs(part, row => arrays.Labels[row]));
                    break;
                case "row":
                    shard.Append(column, Longs(part, row => row));
                    break;
                default:
                    throw new InvalidOperationException($"Column '{column}' of the schema has no values");
            }
        }
    }

    /// <summary>Notes the moments of a shard that an earlier run has written.</summary>
    internal void Pass(ShardPart part)
    {
        Numbers(part, arrays.Images, imageMoments, _ => { });
        Numbers(part, arrays.Audio, audioMoments, _ => { });
    }

    /// <summary>Statistics of the inputs over all rows; all shards must have been appended or passed.</summary>
    internal Dictionary<string, ColumnStatistics> Statistics() => new()
    {
        ["image"] = imageMoments.Aggregate(Moments.None, (sum, row) => sum.Plus(row)).Statistics(),
        ["audio"] = audioMoments.Aggregate(Moments.None, (sum, row) => sum.Plus(row)).Statistics(),
    };

    private delegate void Use(ReadOnlySpan<float> numbers);

    private void Numbers(ShardPart part, NumberRows array, Moments[] moments, Use use)
    {
        var buffer = new float[Math.Min(NumberRows.BlockRows, part.Rows) * array.Width];
        for (var from = 0; from < part.Rows; from += NumberRows.BlockRows)
        {
            var rows = Math.Min(NumberRows.BlockRows, part.Rows - from);
            var block = buffer.AsSpan(0, rows * array.Width);
            array.Read(FileRow(part, from), block);
            for (var i = 0; i < rows; i++)
                moments[part.FirstRow + from + i] = Moments.Of(block.Slice(i * array.Width, array.Width));
            use(block);
        }
    }

    private int FileRow(ShardPart part, int row) => checked((int)(first + part.FirstRow + row));

    private byte[] Longs(ShardPart part, Func<int, long> value)
        => MemoryMarshal.AsBytes(Enumerable.Range(FileRow(part, 0), part.Rows).Select(value).ToArray().AsSpan()).ToArray();

    private static byte[] Bytes(ReadOnlySpan<float> numbers)
    {
        var bytes = new byte[numbers.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)numbers[i];
        return bytes;
    }
}
