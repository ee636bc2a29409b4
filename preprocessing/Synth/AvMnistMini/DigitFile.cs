using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>Images and labels of one file, in the file's order.</summary>
/// <param name="Pixels">784 bytes an image.</param>
/// <param name="Labels">The digits.</param>
public sealed record DigitFile(byte[] Pixels, byte[] Labels)
{
    private const int TestShare = 10;

    /// <summary>
    /// Draws a train and a test file: one image in ten of every digit for the test, so that both have the package's mix of digits; each
    /// file in random order, since rows are cut off its end to validate.
    /// </summary>
    public static (DigitFile Train, DigitFile Test) Split(MnistPackage package, long seed)
    {
        var random = new RandomNumbers(seed, "images");
        var train = new List<(byte Digit, int Image)>();
        var test = new List<(byte Digit, int Image)>();
        var before = 0;
        for (byte digit = 0; digit < package.Images.Count; digit++)
        {
            var order = Enumerable.Range(0, package.Images[digit].Length / Digits.Pixels).ToArray();
            random.Shuffle<int>(order);

            // Counted over all digits so far, the shares add up to a tenth of all images, whatever each digit's remainder.
            var after = before + order.Length;
            var chosen = (after / TestShare) - (before / TestShare);
            test.AddRange(order[..chosen].Select(i => (digit, i)));
            train.AddRange(order[chosen..].Select(i => (digit, i)));
            before = after;
        }

        return (Shuffled(package, train, random), Shuffled(package, test, random));
    }

    /// <summary>Writes an image file and its label file.</summary>
    public void Write(string images, string labels)
    {
        IdxWriter.Write(images, [Labels.Length, Digits.Side, Digits.Side], Pixels);
        IdxWriter.Write(labels, [Labels.Length], Labels);
    }

    private static DigitFile Shuffled(MnistPackage package, List<(byte Digit, int Image)> chosen, RandomNumbers random)
    {
        var order = chosen.ToArray();
        random.Shuffle<(byte, int)>(order);
        var pixels = new byte[order.Length * Digits.Pixels];
        for (var i = 0; i < order.Length; i++)
            package.Images[order[i].Digit].AsSpan(order[i].Image * Digits.Pixels, Digits.Pixels).CopyTo(pixels.AsSpan(i * Digits.Pixels));
        return new DigitFile(pixels, [.. order.Select(o => o.Digit)]);
    }
}
