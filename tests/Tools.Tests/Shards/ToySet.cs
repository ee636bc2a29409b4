using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

/// <summary>A small shard set: x = (row, row + 0.5) and id = row; ten rows of train and two of test, three to a shard.</summary>
internal static class ToySet
{
    /// <summary>What is to be written.</summary>
    internal static ShardSetPlan Plan() => new()
    {
        Dataset = "toy",
        ToolVersion = "1",
        Options = new Dictionary<string, string> { ["shift"] = "0" },
        Columns =
        [
            new ColumnSchema { Name = "x", Role = ColumnRole.Input, Modality = "x", Dtype = Dtype.F32, Shape = [2], Unit = "1", Description = "Row and row + 0.5." },
            new ColumnSchema { Name = "id", Role = ColumnRole.Id, Dtype = Dtype.I64, Shape = [], Unit = "index", Description = "Row." },
        ],
        ClassNames = ["a", "b"],
        RawFiles = [new RawFile("raw", 3, new string('0', 64))],
        Splits = [("train", 10), ("test", 2)],
        RowsPerShard = 3,
    };

    /// <summary>Writes all of it; tells for each shard whether it was missing.</summary>
    internal static bool[] Write(string folder, ShardSetPlan? plan = null, bool replace = false)
    {
        using var writer = new ShardSetWriter(folder, plan ?? Plan(), replace);
        var written = writer.Parts.Select(p => Fill(writer, p)).ToArray();
        Finish(writer);
        return written;
    }

    /// <summary>Writes one shard.</summary>
    internal static bool Fill(ShardSetWriter writer, ShardPart part) => writer.Write(part, shard => Append(shard, part));

    /// <summary>A shard's rows.</summary>
    internal static void Append(SafetensorsWriter shard, ShardPart part)
    {
        for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
        {
            shard.Append("x", MemoryMarshal.AsBytes([row, row + 0.5f]));
            shard.Append("id", BitConverter.GetBytes(row));
        }
    }

    /// <summary>Writes the manifest.</summary>
    internal static void Finish(ShardSetWriter writer) => writer.Finish(new Dictionary<string, ColumnStatistics> { ["x"] = new(20, 1, 2, 3, 4) });

    /// <summary>Flips one bit of a file in place.</summary>
    internal static void Flip(string path, long at, int bit = 0)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ (1 << bit)));
    }
}
