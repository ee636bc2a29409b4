namespace I2M2.Media;

/// <summary>A picture of 8 bits a channel.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Pixels">[Height, Width, 3]: red, green, blue; may be longer.</param>
public sealed record RgbImage(int Width, int Height, byte[] Pixels);

/// <summary>The size of a picture.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct ImageSize(int Width, int Height);

/// <summary>What is not decoded, however good it may be.</summary>
/// <param name="Side">Most pixels across or down.</param>
/// <param name="Pixels">Most pixels altogether.</param>
public sealed record ImageLimits(int Side = 32_000, long Pixels = 64_000_000);
