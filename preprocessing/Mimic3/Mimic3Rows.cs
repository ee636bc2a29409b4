using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>Admissions in ascending order of their id, as arrays. Raw units; NaN where a feature was never observed.</summary>
internal sealed class Mimic3Rows
{
    private const int SeriesWidth = Mimic3Schema.Hours * 12;
    private const int StaticWidth = 5;

    internal Mimic3Rows(int count)
    {
        (Ids, Splits, Mortality, Groups) = (new long[count], new string[count], new long[count], new bool[count * Mimic3Schema.Groups]);
        (Static, Series) = (new double[count * StaticWidth], new double[count * SeriesWidth]);
        Array.Fill(Series, double.NaN);
    }

    /// <summary>[N].</summary>
    internal long[] Ids { get; }

    /// <summary>[N], names of splits.</summary>
    internal string[] Splits { get; }

    /// <summary>[N, 5].</summary>
    internal double[] Static { get; }

    /// <summary>[N, 24, 12].</summary>
    internal double[] Series { get; }

    /// <summary>[N], classes 0..5.</summary>
    internal long[] Mortality { get; }

    /// <summary>[N, 21].</summary>
    internal bool[] Groups { get; }

    /// <summary>Row numbers of a split.</summary>
    internal IReadOnlyList<int> Of(string split) => [.. Enumerable.Range(0, Ids.Length).Where(i => Splits[i] == split)];

    /// <summary>Appends rows of a split to a shard, in float32.</summary>
    internal void Append(ShardPart part, IReadOnlyList<int> rows, SafetensorsWriter shard)
    {
        var (series, fixedFeatures) = (new float[SeriesWidth], new float[StaticWidth]);
        for (var k = 0; k < part.Rows; k++)
        {
            var row = rows[(int)part.FirstRow + k];
            Narrow(Static.AsSpan(row * StaticWidth, StaticWidth), fixedFeatures);
            Narrow(Series.AsSpan(row * SeriesWidth, SeriesWidth), series);
            shard.Append("static", MemoryMarshal.AsBytes(fixedFeatures.AsSpan()));
            shard.Append("series", MemoryMarshal.AsBytes(series.AsSpan()));
            shard.Append("mortality_class", MemoryMarshal.AsBytes([Mortality[row]]));
            for (var g = 0; g < Mimic3Schema.Groups; g++)
                shard.Append(Mimic3Schema.GroupColumn(g), MemoryMarshal.AsBytes([Groups[(row * Mimic3Schema.Groups) + g] ? 1L : 0L]));
            shard.Append("hadm_id", MemoryMarshal.AsBytes([Ids[row]]));
        }
    }

    private static void Narrow(ReadOnlySpan<double> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = (float)from[i];
    }
}
