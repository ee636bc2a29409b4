using System.Buffers.Binary;
using I2M2.Shards;

namespace I2M2.Storage;

/// <summary>
/// The frame of a Parquet file: "PAR1", pages, footer, the footer's length in four bytes, "PAR1". "PARE" at the end: encrypted.
/// </summary>
internal static class ParquetEnvelope
{
    private const string Again = "the file may be cut short: write or copy it again";
    private const int Magic = 4;
    private const int Smallest = (2 * Magic) + sizeof(int);

    /// <summary>Whether the file begins as Parquet does, whatever it is called.</summary>
    public static bool IsAt(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> head = stackalloc byte[Magic];
        return file.ReadAtLeast(head, Magic, throwOnEndOfStream: false) == Magic
            && (head.SequenceEqual("PAR1"u8) || head.SequenceEqual("PARE"u8));
    }

    /// <summary>Checks the frame before anything is read by it.</summary>
    /// <exception cref="InputRefusedException">The file is not Parquet, is cut short or is encrypted.</exception>
    public static void Check(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length < Smallest)
            throw Refuse(path, $"expected Parquet, found {file.Length} bytes", Again);
        Span<byte> head = stackalloc byte[Magic];
        Span<byte> tail = stackalloc byte[sizeof(int) + Magic];
        file.ReadExactly(head);
        file.Seek(-tail.Length, SeekOrigin.End);
        file.ReadExactly(tail);
        if (tail[sizeof(int)..].SequenceEqual("PARE"u8) || head.SequenceEqual("PARE"u8))
            throw Refuse(path, "expected plain Parquet, found an encrypted file", "write it without encryption");
        if (!head.SequenceEqual("PAR1"u8) || !tail[sizeof(int)..].SequenceEqual("PAR1"u8))
            throw Refuse(path, "expected PAR1 at the begin and at the end, found something else", Again);
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        if (footer == 0 || footer > file.Length - Smallest)
        {
            throw Refuse(
                path, $"byte {file.Length - tail.Length}: the footer cannot be {footer} bytes long in a file of {file.Length}", Again);
        }
    }

    private static InputRefusedException Refuse(string path, string problem, string remedy) => new(path, problem, remedy);
}
