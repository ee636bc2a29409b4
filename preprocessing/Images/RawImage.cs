namespace I2M2.Preprocessing.Images;

/// <summary>An image that a data set needs.</summary>
/// <param name="Key">Names it in the set, e.g. "1000019" or "dev-850-0-img0".</param>
/// <param name="Name">Where it lies below the raw folder, with forward slashes: what messages say.</param>
/// <param name="Path">Where it lies; null: nowhere.</param>
internal sealed record RawImage(string Key, string Name, string? Path);

/// <summary>An image that was looked at.</summary>
/// <param name="Image">The image.</param>
/// <param name="Bytes">Of its file.</param>
/// <param name="Sha256">Of its file.</param>
/// <param name="Width">Pixels across; 0 where only the bytes were looked at.</param>
/// <param name="Height">Pixels down; 0 likewise.</param>
internal sealed record SurveyedImage(RawImage Image, int Bytes, byte[] Sha256, int Width, int Height);
