using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// An IDX file of unsigned bytes, the format of MNIST (yann.lecun.com/exdb/mnist): big-endian magic 0x0000_08_nn with nn dimensions,
/// nn sizes of 32 bits, then the bytes, first dimension slowest. Plain or gzip, decided by the first two bytes.
/// </summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Shape">Sizes of the dimensions: [count] for labels, [count, rows, columns] for images.</param>
/// <param name="Data">The bytes after the header.</param>
/// <param name="Sha256">Of the uncompressed file, lower-case hexadecimal; gzip files of the same content differ.</param>
public sealed record IdxFile(string Path, int[] Shape, byte[] Data, string Sha256)
{
    private const string Remedy = "fetch the file again";

    // Five times MNIST. A header may ask for no more memory than this.
    private const long ByteLimit = 256L << 20;

    // Deflate shrinks no input further than 1:1032.
    private const long DeflateRatio = 1032;

    /// <summary>Reads a file of <paramref name="dimensions"/> dimensions.</summary>
    /// <exception cref="InputRefusedException">Wrong magic, empty, too large, shorter or longer than its header says, or damaged gzip.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        using var stream = compressed ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : (Stream)file;
        try
        {
            return compressed
                ? Decode(path, stream, dimensions, mostBytes: file.Length * DeflateRatio, GzipTrailer(file))
                : Decode(path, stream, dimensions, mostBytes: file.Length, gzipTrailer: null);
        }
        catch (InvalidDataException e)
        {
            throw new InputRefusedException(path, $"damaged gzip data: {e.Message.TrimEnd('.')}", Remedy, e);
        }
    }

    private static IdxFile Decode(string path, Stream stream, int dimensions, long mostBytes, uint? gzipTrailer)
    {
        var header = new byte[4 + (4 * dimensions)];
        var read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < header.Length)
            throw new InputRefusedException(path, $"ends at byte {read}, inside the header of {header.Length} bytes", Remedy);
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var expected = 0x800u + (uint)dimensions;
        if (magic != expected)
            throw new InputRefusedException(path, $"the magic number at byte 0 is {magic} (0x{magic:x8}), an IDX file of bytes with {dimensions} dimensions has {expected}", Remedy);

        var shape = new int[dimensions];
        var length = 1L;
        for (var d = 0; d < dimensions; d++)
        {
            var size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + (4 * d)));
            if (size == 0 || size > ByteLimit / length)
                throw new InputRefusedException(path, $"dimension {d} at byte {4 + (4 * d)} is {size:#,0}; 1 or more and {ByteLimit >> 20} MiB in all are allowed", Remedy);
            shape[d] = (int)size;
            length *= size;
        }

        if (header.Length + length > mostBytes)
            throw new InputRefusedException(path, $"the header says [{string.Join(", ", shape)}] = {length:#,0} bytes, more than the file can hold", Remedy);
        var data = new byte[length];
        var got = stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        if (got < length)
            throw new InputRefusedException(path, $"ends after {got:#,0} of the {length:#,0} bytes that its header says", Remedy);

        if (stream.ReadByte() >= 0)
            throw new InputRefusedException(path, $"goes on after the {length:#,0} bytes that its header says", Remedy);
        if (gzipTrailer is { } trailer && trailer != Crc(header, data))
            throw new InputRefusedException(path, "the gzip checksum at its end is missing or does not fit the data", Remedy);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(data);
        return new IdxFile(path, shape, data, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static uint Crc(params ReadOnlySpan<byte[]> stretches)
    {
        var crc = new Crc32();
        foreach (var bytes in stretches)
            crc.Append(bytes);
        return crc.GetCurrentHashAsUInt32();
    }

    /// <summary>The CRC-32 that ends a gzip file, before its length. GZipStream checks it when it is there, and is content when it is cut off.</summary>
    private static uint GzipTrailer(FileStream file)
    {
        Span<byte> trailer = stackalloc byte[8];
        file.Position = Math.Max(0, file.Length - trailer.Length);
        file.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}
