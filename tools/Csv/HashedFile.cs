using System.Security.Cryptography;

namespace I2M2.Csv;

/// <summary>A file read once from start to end, hashed on the way, and followed by a few bytes that are not its own.</summary>
internal sealed class HashedFile : Stream
{
    private readonly FileStream file;
    private readonly ReadOnlyMemory<byte> seal;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int sealRead;
    private long read;

    /// <param name="file">At its start; closed with this stream.</param>
    /// <param name="seal">Bytes to follow the file's; they are not hashed.</param>
    internal HashedFile(FileStream file, ReadOnlyMemory<byte> seal) => (this.file, this.seal) = (file, seal);

    /// <summary>Bytes of the file read so far; may be asked from any thread.</summary>
    internal long FileBytesRead => Volatile.Read(ref read);

    /// <summary>SHA-256 of what was read, in lower-case hexadecimal; to be asked once, at the end.</summary>
    internal string Sha256() => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var count = file.Read(buffer);
        if (count > 0)
        {
            hash.AppendData(buffer[..count]);
            Volatile.Write(ref read, read + count);
            return count;
        }

        count = Math.Min(buffer.Length, seal.Length - sealRead);
        seal.Span.Slice(sealRead, count).CopyTo(buffer);
        sealRead += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
            hash.Dispose();
        }

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
