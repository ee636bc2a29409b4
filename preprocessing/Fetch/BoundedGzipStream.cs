using System.Buffers.Binary;
using System.IO.Compression;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Fetch;

/// <summary>
/// Inflates a gzip file and no more of it than is expected, so that a bomb costs neither memory nor time; and, unlike GZipStream, notices when
/// the file's end is missing.
/// </summary>
/// <param name="file">The compressed file, at its start; is not closed.</param>
/// <param name="mostBytes">Inflated bytes allowed.</param>
internal sealed class BoundedGzipStream(FileStream file, long mostBytes) : Stream
{
    private const int ShortestGzip = 18;
    private readonly GZipStream gzip = new(file, CompressionMode.Decompress, leaveOpen: true);
    private long inflated;

    /// <summary>Whether a file starts as gzip does.</summary>
    internal static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        file.Position = 0;
        var read = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == 2 && magic is [0x1f, 0x8b];
    }

    /// <summary>Reads what is left and compares the inflated length with the one that ends the file (RFC 1952: modulo 2^32).</summary>
    /// <exception cref="UnfitContentException">The end is cut off, or something follows it.</exception>
    internal void CheckEnd()
    {
        CopyTo(Null);
        Span<byte> length = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - length.Length);
        file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false);
        if (file.Length < ShortestGzip || BinaryPrimitives.ReadUInt32LittleEndian(length) != (uint)inflated)
            throw new UnfitContentException("the end of the gzip data is missing, or something follows it");
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = gzip.Read(buffer);
        inflated += read;
        return inflated <= mostBytes
            ? read
            : throw new UnfitContentException($"inflates to more than {PreprocessingReport.Count(mostBytes)} bytes");
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            gzip.Dispose();
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
