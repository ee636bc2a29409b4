using System.Globalization;

namespace I2M2.Shards;

/// <summary>What is wrong with a stretch of a shard.</summary>
public enum DamageKind
{
    /// <summary>Its bytes are not those that were written.</summary>
    Changed,

    /// <summary>The file ends before it or within it.</summary>
    CutOff,

    /// <summary>It lies beyond the end of what was written.</summary>
    Surplus,

    /// <summary>The file is not there.</summary>
    Missing,
}

/// <summary>A damaged stretch of a shard file: neighbouring blocks of one column that are damaged alike.</summary>
/// <param name="File">Path below the set's folder, with forward slashes.</param>
/// <param name="Column">Column the stretch belongs to; "header", or "file" for what belongs to no column.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="FirstByte">First byte in the file.</param>
/// <param name="LastByte">Last byte in the file, inclusive.</param>
/// <param name="Split">The file's split.</param>
/// <param name="FirstRow">First row of the split that has bytes in the stretch; null where the stretch belongs to no column.</param>
/// <param name="LastRow">Last such row, inclusive.</param>
public sealed record ShardDamage(
    string File, string Column, DamageKind Kind, long FirstByte, long LastByte, string Split, long? FirstRow = null, long? LastRow = null)
{
    /// <summary>
    /// One line: "shards/train-00001.safetensors: column audio, bytes 2,097,152-3,145,727, rows 8,275-8,358 of train: changed since it was
    /// written".
    /// </summary>
    public override string ToString()
    {
        var where = Column is "header" or "file" ? Column : $"column {Column}";
        var rows = FirstRow is { } first && LastRow is { } last ? $", rows {Range(first, last)} of {Split}" : "";
        var what = Kind switch
        {
            DamageKind.Changed => "changed since it was written",
            DamageKind.CutOff => "cut off",
            DamageKind.Surplus => "more than was written",
            _ => "missing",
        };
        return $"{File}: {where}, bytes {Range(FirstByte, LastByte)}{rows}: {what}";
    }

    private static string Range(long first, long last) => string.Create(CultureInfo.InvariantCulture, $"{first:#,0}-{last:#,0}");
}
