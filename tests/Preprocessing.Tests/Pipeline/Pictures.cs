using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Tests.Pipeline;

/// <summary>A shard set to look at: grey pictures of 4 x 4, coloured ones of 8 x 8, labels "cat" and "dog", a weight. Six rows to a shard.</summary>
internal static class Pictures
{
    internal static void Write(string folder)
    {
        var plan = new ShardSetPlan
        {
            Dataset = "pictures",
            ToolVersion = "1",
            Options = new Dictionary<string, string> { ["size"] = "small" },
            Columns =
            [
                Column("grey", ColumnRole.Input, Dtype.F32, 1, 4, 4), Column("colour", ColumnRole.Input, Dtype.U8, 3, 8, 8),
                Column("label", ColumnRole.Label, Dtype.I64), Column("weight", ColumnRole.Id, Dtype.F16),
            ],
            ClassNames = ["cat", "dog"],
            RawFiles = [],
            Splits = [("train", 10), ("test", 4)],
            RowsPerShard = 6,
        };
        using var writer = new ShardSetWriter(folder, plan);
        foreach (var part in writer.Parts)
        {
            writer.Write(part, shard =>
            {
                for (var row = (int)part.FirstRow; row < part.FirstRow + part.Rows; row++)
                {
                    shard.Append("grey", MemoryMarshal.AsBytes(Enumerable.Range(0, 16).Select(i => (float)(row - 2)).ToArray().AsSpan()));
                    shard.Append("colour", [.. Enumerable.Range(0, 3 * 64).Select(i => (byte)(i / 64 == row % 3 ? 200 : 0))]);
                    shard.Append("label", BitConverter.GetBytes(row % 5 == 0 ? 1L : 0));
                    shard.Append("weight", BitConverter.GetBytes((Half)(row + 0.5f)));
                }
            });
        }

        writer.Finish(new Dictionary<string, ColumnStatistics> { ["grey"] = new(160, 2.5, 2.9, -2, 8), ["colour"] = new(1920, 67, 94, 0, 200) });
    }

    private static ColumnSchema Column(string name, ColumnRole role, Dtype dtype, params long[] shape) => new()
    {
        Name = name,
        Role = role,
        Modality = role == ColumnRole.Input ? name : null,
        Dtype = dtype,
        Shape = shape,
        Unit = "1",
        Description = "Made up.",
    };
}
