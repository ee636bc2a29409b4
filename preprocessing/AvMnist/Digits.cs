using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>Images of handwritten digits with their labels: one MNIST file pair.</summary>
/// <param name="Images">[count, 28, 28] grey levels, 0 = paper, 255 = ink.</param>
/// <param name="Labels">[count] digits, 0 to 9.</param>
public sealed record Digits(IdxFile Images, IdxFile Labels)
{
    /// <summary>Width and height of an image.</summary>
    public const int Side = 28;

    /// <summary>Pixels of an image.</summary>
    public const int Pixels = Side * Side;

    /// <summary>Number of images.</summary>
    public int Count => Labels.Shape[0];

    /// <summary>Reads an image file and its label file and checks one against the other.</summary>
    /// <exception cref="InputRefusedException">A file is broken, images are not 28 x 28, counts differ, or a label is no digit.</exception>
    public static Digits Read(string images, string labels)
    {
        var pixels = IdxFile.Read(images, dimensions: 3);
        if (pixels.Shape is not [_, Side, Side])
            throw new InputRefusedException(images, $"images are {pixels.Shape[1]} x {pixels.Shape[2]}, MNIST has {Side} x {Side}", "give the MNIST files");
        var digits = IdxFile.Read(labels, dimensions: 1);
        if (digits.Shape[0] != pixels.Shape[0])
            throw new InputRefusedException(labels, $"{digits.Shape[0]:#,0} labels for {pixels.Shape[0]:#,0} images in {Path.GetFileName(images)}", "fetch both files again");
        var bad = digits.Data.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)9);
        if (bad >= 0)
            throw new InputRefusedException(labels, $"label {bad} is {digits.Data[bad]}, digits are 0 to 9", "fetch the file again");
        return new Digits(pixels, digits);
    }

    /// <summary>Image <paramref name="index"/>: 784 bytes, row by row.</summary>
    public ReadOnlySpan<byte> Image(int index) => Images.Data.AsSpan(index * Pixels, Pixels);
}
