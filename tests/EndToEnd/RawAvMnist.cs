using System.Buffers.Binary;
using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>
/// Raw files as a user has them, made up: MNIST's four files and recordings at 8 kHz. Only the digits 0 to 2 occur: each has a bar of
/// its own in the image, with a fifth of the variance so that it survives the removal of energy, and a tone of its own in the ear.
/// </summary>
internal static class RawAvMnist
{
    private const int Digits = 3;

    /// <summary>Writes them below a folder and returns it.</summary>
    internal static string Write(string folder, int train = 120, int test = 30)
    {
        Directory.CreateDirectory(Path.Combine(folder, "mnist"));
        Directory.CreateDirectory(Path.Combine(folder, "fsdd", "recordings"));
        WriteDigits(Path.Combine(folder, "mnist", "train"), train);
        WriteDigits(Path.Combine(folder, "mnist", "t10k"), test);
        for (var digit = 0; digit < Digits; digit++)
        {
            // 40 and above are heard in the test split only.
            foreach (var index in new[] { 0, 1, 2, 40, 41 })
                WavBytes.Write(Path.Combine(folder, "fsdd", "recordings", $"{digit}_nobody_{index}.wav"), Tone(digit, index));
        }

        return folder;
    }

    private static void WriteDigits(string start, int count)
    {
        var images = new byte[16 + (count * 28 * 28)];
        BinaryPrimitives.WriteUInt32BigEndian(images, 2051);
        foreach (var (at, size) in new[] { (4, count), (8, 28), (12, 28) })
            BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(at), size);
        var labels = new byte[8 + count];
        BinaryPrimitives.WriteUInt32BigEndian(labels, 2049);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
        var noise = new Random(count);
        for (var row = 0; row < count; row++)
        {
            labels[8 + row] = (byte)(row % Digits);
            for (var p = 0; p < 28 * 28; p++)
                images[16 + (row * 28 * 28) + p] = (byte)(noise.Next(200) + (p / 28 * Digits / 28 == row % Digits ? 55 : 0));
        }

        File.WriteAllBytes(start + "-images-idx3-ubyte", images);
        File.WriteAllBytes(start + "-labels-idx1-ubyte", labels);
    }

    private static short[] Tone(int digit, int index)
    {
        var noise = new Random((digit * 100) + index);
        var samples = new short[3000 + (50 * index)];
        for (var t = 0; t < samples.Length; t++)
            samples[t] = (short)((8000 * Math.Sin(2 * Math.PI * (400 + (900 * digit)) * t / 8000)) + noise.Next(-500, 500));
        return samples;
    }
}
