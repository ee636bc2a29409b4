namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>A row that is left out because it cannot be read.</summary>
/// <param name="Table">Its table.</param>
/// <param name="File">Its file, below the raw folder.</param>
/// <param name="Line">Its line in the file.</param>
/// <param name="Column">The column at fault; empty: the whole row.</param>
/// <param name="Reason">What is wrong, without the value.</param>
internal sealed record Reject(string Table, string File, long Line, string Column, string Reason);
