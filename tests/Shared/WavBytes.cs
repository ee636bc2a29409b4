using System.Text;

namespace I2M2.Tests;

/// <summary>Writes small WAV files: mono, 8 kHz, 16-bit PCM.</summary>
public static class WavBytes
{
    /// <summary>Writes samples to <paramref name="path"/>.</summary>
    public static void Write(string path, short[] samples, int sampleRate = 8000, short channels = 1)
    {
        using var file = new BinaryWriter(File.Create(path), Encoding.ASCII);
        var bytes = samples.Length * 2;
        file.Write("RIFF"u8);
        file.Write(36 + bytes);
        file.Write("WAVEfmt "u8);
        file.Write(16);
        file.Write((short)1);
        file.Write(channels);
        file.Write(sampleRate);
        file.Write(sampleRate * 2 * channels);
        file.Write((short)(2 * channels));
        file.Write((short)16);
        file.Write("data"u8);
        file.Write(bytes);
        foreach (var sample in samples)
            file.Write(sample);
    }
}
