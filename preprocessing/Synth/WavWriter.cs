using System.Buffers.Binary;

namespace I2M2.Preprocessing.Synth;

/// <summary>Writes WAV files: mono, 16-bit PCM.</summary>
public static class WavWriter
{
    private const int HeaderBytes = 44;

    /// <summary>Writes a sound; what is louder than full scale is cut.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="sound">Samples; full scale is [-1, 1).</param>
    /// <param name="sampleRate">Per second.</param>
    public static void Write(string path, ReadOnlySpan<float> sound, int sampleRate)
    {
        var bytes = new byte[HeaderBytes + (2 * sound.Length)];
        var at = bytes.AsSpan();
        "RIFF"u8.CopyTo(at);
        BinaryPrimitives.WriteInt32LittleEndian(at[4..], bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(at[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(at[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(at[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(at[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(at[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(at[28..], 2 * sampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(at[32..], 2);
        BinaryPrimitives.WriteInt16LittleEndian(at[34..], 16);
        "data"u8.CopyTo(at[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(at[40..], 2 * sound.Length);
        for (var i = 0; i < sound.Length; i++)
        {
            var level = Math.Clamp(Math.Round(sound[i] * 32768.0), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(at[(HeaderBytes + (2 * i))..], (short)level);
        }

        using var file = File.Create(path);
        file.Write(bytes);
    }
}
