namespace I2M2.Preprocessing.FastMri;

/// <summary>Something that no shard has, and why: a line of rejects.jsonl.</summary>
/// <param name="File">Below the raw folder, or the name of an annotation table.</param>
/// <param name="Reason">Without a value of a patient.</param>
/// <param name="Line">Line of a table, from 1.</param>
/// <param name="Column">Column of a table.</param>
internal sealed record LeftOut(string File, string Reason, long? Line = null, string? Column = null);
