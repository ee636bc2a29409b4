using System.Buffers.Binary;
using System.IO.Compression;
using I2M2.Preprocessing.AvMnist;

namespace I2M2.Tests.AvMnist;

/// <summary>A raw folder of AV-MNIST in small: invented images with labels 0..9 in turn, one train and one test recording of each digit.</summary>
internal static class TinyRaw
{
    internal const int TrainCount = 26;
    internal const int TestCount = 10;

    internal static string Write(string folder, int train = TrainCount, int test = TestCount)
    {
        var mnist = Directory.CreateDirectory(Path.Combine(folder, "mnist")).FullName;
        var recordings = Directory.CreateDirectory(Path.Combine(folder, "fsdd/recordings")).FullName;
        Images(Path.Combine(mnist, "train-images-idx3-ubyte.gz"), train, seed: 1);
        Labels(Path.Combine(mnist, "train-labels-idx1-ubyte.gz"), train);
        Images(Path.Combine(mnist, "t10k-images-idx3-ubyte"), test, seed: 2);
        Labels(Path.Combine(mnist, "t10k-labels-idx1-ubyte"), test);
        for (var digit = 0; digit < 10; digit++)
        {
            WavBytes.Write(Path.Combine(recordings, $"{digit}_ann_0.wav"), Tone(2000 + (97 * digit), digit + 1));
            WavBytes.Write(Path.Combine(recordings, $"{digit}_ann_40.wav"), Tone(1500 + (97 * digit), digit + 1));
        }

        return folder;
    }

    internal static void Idx(string path, int[] shape, byte[] data, uint? magic = null)
    {
        var header = new byte[4 + (4 * shape.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(header, magic ?? (0x800u + (uint)shape.Length));
        for (var d = 0; d < shape.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * d)), shape[d]);
        using var file = File.Create(path);
        using var stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : (Stream)file;
        stream.Write(header);
        stream.Write(data);
    }

    /// <summary>A recording's samples at 8 kHz.</summary>
    internal static float[] Listen(string path) => new WaveformReader().Read(path, 1, int.MaxValue, "").Samples;

    internal static short[] Tone(int samples, int pitch)
    {
        var random = new Random(samples);
        return [.. Enumerable.Range(0, samples).Select(t => (short)((8000 * Math.Sin(t * pitch * 0.2)) + random.Next(-500, 500)))];
    }

    private static void Images(string path, int count, int seed)
    {
        var pixels = new byte[count * 784];
        new Random(seed).NextBytes(pixels);
        Idx(path, [count, 28, 28], pixels);
    }

    private static void Labels(string path, int count) => Idx(path, [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);
}
