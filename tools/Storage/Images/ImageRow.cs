namespace I2M2.Storage.Images;

/// <summary>An image as a Parquet file holds it.</summary>
/// <param name="Key">Names it.</param>
/// <param name="Bytes">The file as it was.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public sealed record ImageRow(string Key, byte[] Bytes, int Width, int Height);
