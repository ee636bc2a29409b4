using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace I2M2.PredictionFiles;

/// <summary>Text in a hash over several texts.</summary>
internal static class HashedText
{
    /// <summary>Takes a text with its length before it: no two lists of texts are the same bytes.</summary>
    internal static void AppendText(this IncrementalHash hash, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        hash.AppendNumber(utf8.Length);
        hash.AppendData(utf8);
    }

    /// <summary>Takes a number, little-endian.</summary>
    internal static void AppendNumber(this IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
