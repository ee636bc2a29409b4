namespace I2M2.Media;

/// <summary>A decoded picture.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Pixels">[Height, Width, 3]: red, green, blue.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels);

/// <summary>The size of a picture.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct ImageSize(int Width, int Height);
