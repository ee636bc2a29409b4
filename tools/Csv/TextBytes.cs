using System.IO.Compression;
using I2M2.Shards;

namespace I2M2.Csv;

/// <summary>
/// The bytes of a text file, plain or gzip as its first two bytes say, with nothing lost in silence. Gzip files of several members
/// (RFC 1952, section 2.2) are read whole. GZipStream checks the CRC and the length of each member, but takes the end of a cut file for
/// the end of the data, and ignores what follows the last member: so a small member of our own is put behind the file's bytes. Unless it
/// comes out last and whole, the file is cut, or has something else at its end.
/// </summary>
internal sealed class TextBytes : IDisposable
{
    private const string Remedy = "fetch the file again";
    private static readonly byte[] Seal = "\0end of the file"u8.ToArray();
    private static readonly byte[] SealedMember = Compress(Seal);
    private readonly string path;
    private readonly HashedFile file;
    private readonly GZipStream? gzip;
    private readonly byte[] held = new byte[Seal.Length];
    private int heldCount;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    internal TextBytes(string path)
    {
        this.path = path;
        var stream = new FileStream(path, new FileStreamOptions { BufferSize = 1 << 18, Options = FileOptions.SequentialScan });
        FileLength = stream.Length;
        var compressed = stream.ReadByte() == 0x1f && stream.ReadByte() == 0x8b;
        stream.Position = 0;
        file = new HashedFile(stream, compressed ? SealedMember : default);
        gzip = compressed ? new GZipStream(file, CompressionMode.Decompress) : null;
    }

    /// <summary>Bytes of the file as it lies there.</summary>
    internal long FileLength { get; }

    /// <summary>How many of them are read; may be asked from any thread.</summary>
    internal long FileBytesRead => file.FileBytesRead;

    /// <summary>SHA-256 of the file as it lies there; once, after the last byte.</summary>
    internal string Sha256() => file.Sha256();

    /// <summary>Fills the buffer as far as there is text.</summary>
    /// <param name="buffer">Longer than 64 bytes.</param>
    /// <returns>Less than asked for at the end only.</returns>
    /// <exception cref="InputRefusedException">Damaged or cut gzip data.</exception>
    internal int Fill(Span<byte> buffer)
    {
        try
        {
            return gzip is null ? file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) : Inflate(gzip, buffer);
        }
        catch (InvalidDataException e)
        {
            throw new InputRefusedException(path, "the gzip data are damaged, or do not fit their checksum", Remedy, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        gzip?.Dispose();
        file.Dispose();
    }

    /// <summary>What may be the seal is held back until something follows it.</summary>
    private int Inflate(GZipStream from, Span<byte> buffer)
    {
        held.AsSpan(0, heldCount).CopyTo(buffer);
        var filled = heldCount + from.ReadAtLeast(buffer[heldCount..], buffer.Length - heldCount, throwOnEndOfStream: false);
        heldCount = filled < buffer.Length ? 0 : from.ReadAtLeast(held, held.Length, throwOnEndOfStream: false);
        if (heldCount == held.Length)
            return filled;
        ReadOnlySpan<byte> end = [.. buffer[Math.Max(0, filled + heldCount - held.Length)..filled], .. held.AsSpan(0, heldCount)];
        var text = filled + heldCount - held.Length;
        heldCount = 0;
        return end.SequenceEqual(Seal)
            ? text
            : throw new InputRefusedException(path, "the end of the gzip data is missing, or something follows it", Remedy);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Optimal))
            stream.Write(bytes);
        return compressed.ToArray();
    }
}
