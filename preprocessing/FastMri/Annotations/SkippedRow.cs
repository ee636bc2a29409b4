namespace I2M2.Preprocessing.FastMri.Annotations;

/// <summary>A row that is left out because it cannot be read, or cannot be true.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Column">The column at fault; empty: the whole row.</param>
/// <param name="Reason">What is wrong, without the value.</param>
internal sealed record SkippedRow(long Line, string Column, string Reason);
