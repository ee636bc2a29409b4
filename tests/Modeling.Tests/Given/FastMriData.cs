using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Modeling.Tests.Given;

/// <summary>
/// Made-up shards in the schema of fastMRI, 64 x 64: four slices a volume, two volumes a patient. Each finding is a bright square in a
/// corner of its own, "others" and "acl" in the magnitude, the other two in the phase.
/// </summary>
internal static class FastMriData
{
    internal const int Side = 64;

    // Not the task's order.
    internal static readonly string[] Labels = ["cartilage", "others", "acl", "meniscus"];

    /// <summary>Writes them.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="rows">Rows of train, valid and test.</param>
    /// <param name="label">Whether a row, counted over all splits, has the label at a place of <see cref="Labels"/>.</param>
    /// <param name="names">The labels' names.</param>
    /// <param name="max">The volume's maximum at a row; null: no such column.</param>
    /// <param name="imageShape">Of a row's image.</param>
    /// <param name="rss">Whether there is the baseline's column.</param>
    internal static string Write(
        string folder, (int Train, int Valid, int Test)? rows = null, Func<long, int, bool>? label = null, string[]? names = null, Func<long, float>? max = null, long[]? imageShape = null, bool rss = true)
    {
        label ??= Has;
        ColumnSchema[] columns =
        [
            ShardFolder.Input("image", Dtype.F32, imageShape ?? [2, Side, Side]), .. rss ? [ShardFolder.Input("rss", Dtype.F32, [Side, Side])] : Array.Empty<ColumnSchema>(),
            ShardFolder.Number("labels", ColumnRole.Label, Dtype.U8) with { Shape = [4], ClassNames = names ?? Labels },
            ShardFolder.Number("volume", ColumnRole.Id), ShardFolder.Number("slice", ColumnRole.Id), ShardFolder.Number("cluster", ColumnRole.Id),
            .. max is null ? [] : new[] { ShardFolder.Number("max", ColumnRole.Id, Dtype.F32) },
        ];
        ShardFolder.Write(folder, "fastmri", 0, rows ?? (48, 24, 24), columns, (column, row) => column switch
        {
            "volume" => BitConverter.GetBytes(1_000_000 + (row / 4)),
            "slice" => BitConverter.GetBytes(row % 4),
            "cluster" => BitConverter.GetBytes(row / 8),
            "max" => BitConverter.GetBytes(max!(row)),
            "labels" => [.. Enumerable.Range(0, 4).Select(k => (byte)(label(row, k) ? 1 : 0))],
            _ => Image(column, row, label),
        });
        return folder;
    }

    /// <summary>The labels of a row unless others are asked for.</summary>
    internal static bool Has(long row, int label) => label switch { 0 => row % 3 == 0, 1 => row % 2 == 0, 2 => row % 4 < 2, _ => row % 5 == 0 };

    private static byte[] Image(string column, long row, Func<long, int, bool> label)
    {
        var noise = new Random((int)row);
        var (modulus, angle) = (new float[Side * Side], new float[Side * Side]);
        for (var p = 0; p < modulus.Length; p++)
            (modulus[p], angle[p]) = ((float)(1 + (0.2 * noise.NextDouble())), (float)(0.2 * noise.NextDouble()));
        for (var k = 0; k < 4; k++)
        {
            for (var p = 0; p < modulus.Length && label(row, k); p++)
            {
                if (p / Side / 32 != k / 2 || p % Side / 32 != k % 2)
                    continue;
                if (Labels[k] is "others" or "acl")
                    modulus[p] += 1;
                else
                    angle[p] += 1;
            }
        }

        float[] values = column == "rss"
            ? modulus
            : [.. modulus.Zip(angle, (m, a) => 1e-5f * m * MathF.Cos(a)), .. modulus.Zip(angle, (m, a) => 1e-5f * m * MathF.Sin(a))];
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
    }
}
