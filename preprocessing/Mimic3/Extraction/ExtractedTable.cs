namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>A raw table that is in the work database.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its file, below the raw folder.</param>
/// <param name="Bytes">The file's length.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Wanted">Those that were taken.</param>
/// <param name="Rejected">Those that could not be read and were left out.</param>
internal sealed record ExtractedTable(string Name, string File, long Bytes, string Sha256, long Rows, long Wanted, long Rejected);
