namespace I2M2.Preprocessing.Images;

/// <summary>An image that no set has, and why: a line of rejects.jsonl.</summary>
/// <param name="File">Below the raw folder.</param>
/// <param name="Image">Its key.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Rows">Rows that were left out for it.</param>
internal sealed record LeftOutImage(string File, string Image, string Reason, long Rows);
