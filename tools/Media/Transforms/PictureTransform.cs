using System.Buffers;
using I2M2.Shards;

namespace I2M2.Media.Transforms;

/// <summary>What is done to pictures while a network trains.</summary>
public enum Augmentation
{
    /// <summary>Nothing: the whole picture, both sides brought to the size.</summary>
    None,

    /// <summary>A random part of it, mirrored half of the time where that is allowed, and RandAugment.</summary>
    Standard,

    /// <summary>The same with the paper's code's overflow in sharpening.</summary>
    Reference,
}

/// <summary>From a file to what a network takes: float32 [3, S, S], normalised with ImageNet's means and deviations. Reference: fiber/transforms/. Thread-safe.</summary>
/// <param name="Side">S.</param>
/// <param name="Augmentation">Of pictures that are trained on.</param>
/// <param name="Flips">Whether augmented pictures are mirrored.</param>
/// <param name="Scaled">Whether JPEG files much larger than needed are decoded smaller: quicker, and by a grey level or so another picture.</param>
public sealed record PictureTransform(int Side, Augmentation Augmentation = Augmentation.None, bool Flips = true, bool Scaled = false)
{
    // Twice what is shown leaves the resampling its say; of a random part, whose sides may be 0.61 of the picture's, four times.
    private const int Spare = 2, SpareOfPart = 4;

    private static readonly float[] Means = [0.485f, 0.456f, 0.406f], Deviations = [0.229f, 0.224f, 0.225f];

    /// <summary>Decodes and transforms a picture.</summary>
    /// <param name="name">Named in errors.</param>
    /// <param name="file">JPEG or PNG.</param>
    /// <param name="into">[3, Side, Side].</param>
    /// <param name="noise">Seed of what is drawn for it; null: nothing is, whatever the augmentation.</param>
    /// <exception cref="InputRefusedException">It cannot be decoded.</exception>
    public void Run(string name, ReadOnlySpan<byte> file, Span<float> into, ulong? noise = null) =>
        Run(ImageDecoder.Decode(name, file, enough: !Scaled ? 0 : Side * (Augmentation == Augmentation.None ? Spare : SpareOfPart)), into, noise);

    /// <summary>Transforms a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="into">[3, Side, Side].</param>
    /// <param name="noise">As for the other.</param>
    public void Run(RgbImage image, Span<float> into, ulong? noise = null)
    {
        var count = 3 * Side * Side;
        if (into.Length != count)
            throw new ArgumentException($"{into.Length} numbers are not 3 x {Side} x {Side}", nameof(into));
        var pixels = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            var square = pixels.AsSpan(0, count);
            if (noise is { } seed && Augmentation != Augmentation.None)
                Augmented(image, square, new PictureRandom(seed));
            else
                BicubicResize.Run(image, PicturePart.All(image), Side, Side, square);
            Normalise(square, into);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }

    private void Augmented(RgbImage image, Span<byte> square, PictureRandom random)
    {
        BicubicResize.Run(image, RandomCrop.Draw(image, random), Side, Side, square);
        if (random.Coin() && Flips)
            Mirror(square);
        RandAugment.Run(square, Side, random, Augmentation == Augmentation.Reference);
    }

    private void Mirror(Span<byte> square)
    {
        for (var row = 0; row < Side; row++)
        {
            var line = square.Slice(3 * row * Side, 3 * Side);
            line.Reverse();
            for (var p = 0; p < line.Length; p += 3)
                (line[p], line[p + 2]) = (line[p + 2], line[p]);
        }
    }

    private static void Normalise(ReadOnlySpan<byte> square, Span<float> into)
    {
        var count = square.Length / 3;
        Span<float> table = stackalloc float[256];
        for (var c = 0; c < 3; c++)
        {
            for (var value = 0; value < table.Length; value++)
                table[value] = ((value / 255f) - Means[c]) / Deviations[c];
            var plane = into.Slice(c * count, count);
            for (var p = 0; p < count; p++)
                plane[p] = table[square[(3 * p) + c]];
        }
    }
}
