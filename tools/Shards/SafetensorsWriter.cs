using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace I2M2.Shards;

/// <summary>
/// Writes one safetensors file whose header is known up front and whose data come in pieces, tensor by tensor or interleaved.
/// The file appears under its name only after <see cref="Finish"/>; disposing before that leaves nothing behind.
/// The same tensors and metadata give the same bytes, whatever the order of the pieces. Not thread-safe.
/// </summary>
public sealed class SafetensorsWriter : IDisposable
{
    private readonly string path;
    private readonly string temporary;
    private readonly SafeFileHandle file;
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<string, Piece> pieces = new(StringComparer.Ordinal);
    private readonly ulong[] blockHashes;
    private readonly CancellationToken stop;
    private long hashed;
    private bool finished;

    /// <param name="path">File to make or replace; its folder must exist.</param>
    /// <param name="tensors">All tensors, in any order; the file's order is <see cref="Names"/>.</param>
    /// <param name="metadata">The header's `__metadata__`; none when null.</param>
    /// <param name="stop">Makes appending and finishing throw.</param>
    /// <exception cref="ArgumentException">A name is used twice, or the header is beyond the format's limit.</exception>
    public SafetensorsWriter(
        string path, IReadOnlyCollection<TensorSpec> tensors, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken stop = default)
    {
        this.path = path;
        this.stop = stop;
        temporary = AtomicFile.TemporaryName(path);
        var layout = new SafetensorsLayout(tensors, metadata ?? new Dictionary<string, string>());
        ByteLength = layout.FileLength;
        var header = new Piece(0, layout.DataStart, firstBlock: 0);
        var block = (int)SafetensorsLayout.BlocksOf(layout.DataStart);
        foreach (var (spec, begin) in layout.Tensors)
        {
            pieces.Add(spec.Name, new Piece(layout.DataStart + begin, spec.ByteLength, block));
            block = checked(block + (int)SafetensorsLayout.BlocksOf(spec.ByteLength));
        }

        blockHashes = new ulong[block];
        Names = [.. pieces.Keys];
        file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        try
        {
            Append(header, layout.HeaderBytes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Tensor names in the order of their data; appending in this order hashes on the way, any other order reads back at the end.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Length of the whole file.</summary>
    public long ByteLength { get; }

    /// <summary>The finished file's block hashes, see <see cref="BlockHash"/>.</summary>
    internal string BlockHashes => BlockHash.Encode(blockHashes);

    /// <summary>Appends to a tensor's data, row-major and little-endian.</summary>
    /// <exception cref="ArgumentException">Unknown name, or more bytes than the tensor has.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public void Append(string name, ReadOnlySpan<byte> bytes)
    {
        stop.ThrowIfCancellationRequested();
        if (!pieces.TryGetValue(name, out var piece))
            throw new ArgumentException($"{path}: no tensor '{name}' in the header", nameof(name));
        if (bytes.Length > piece.Missing)
            throw new ArgumentException($"{path}: tensor '{name}' is given {bytes.Length - piece.Missing} bytes too many", nameof(bytes));
        Append(piece, bytes);
    }

    /// <summary>Appends one number to a tensor's data.</summary>
    /// <exception cref="ArgumentException">Unknown name, or the tensor is complete.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public void AppendValue<T>(string name, T value)
        where T : unmanaged => Append(name, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Checks that every tensor is complete, forces the file to disk and gives it its name.</summary>
    /// <returns>SHA-256 of the whole file, lower-case hexadecimal.</returns>
    /// <exception cref="InvalidOperationException">A tensor lacks bytes.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public string Finish()
    {
        ObjectDisposedException.ThrowIf(file.IsClosed, this);
        foreach (var (name, piece) in pieces)
        {
            if (piece.Missing != 0)
                throw new InvalidOperationException($"{path}: tensor '{name}' lacks {piece.Missing} bytes");
        }

        HashRest();
        stop.ThrowIfCancellationRequested();
        RandomAccess.FlushToDisk(file);
        file.Dispose();
        AtomicFile.Commit(temporary, path);
        finished = true;
        return Convert.ToHexStringLower(sha256.GetHashAndReset());
    }

    /// <summary>Closes the file; if it was not finished, it is removed.</summary>
    public void Dispose()
    {
        file.Dispose();
        sha256.Dispose();
        foreach (var piece in pieces.Values)
            piece.ReturnBuffer();
        if (!finished)
            File.Delete(temporary);
    }

    /// <summary>Whole blocks are written from where they lie; what comes in smaller pieces is gathered into blocks first.</summary>
    private void Append(Piece piece, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var block = (int)Math.Min(SafetensorsLayout.BlockBytes, piece.Unwritten);
            if (piece.Gathered == 0 && bytes.Length >= block)
            {
                WriteBlock(piece, bytes[..block]);
                bytes = bytes[block..];
                continue;
            }

            var part = bytes[..Math.Min(bytes.Length, block - piece.Gathered)];
            if (piece.Gather(part) == block)
                WriteBlock(piece, piece.Buffer);
            bytes = bytes[part.Length..];
        }
    }

    private void WriteBlock(Piece piece, ReadOnlySpan<byte> block)
    {
        RandomAccess.Write(file, block, piece.Position);
        blockHashes[piece.Block] = BlockHash.Of(block);
        if (piece.Position == hashed)
        {
            sha256.AppendData(block);
            hashed += block.Length;
        }

        piece.Advance(block.Length);
    }

    private void HashRest()
    {
        if (hashed == ByteLength)
            return;
        var buffer = new byte[1 << 20];
        while (hashed < ByteLength)
        {
            stop.ThrowIfCancellationRequested();
            var read = RandomAccess.Read(file, buffer, hashed);
            if (read == 0)
                throw new IOException($"{temporary}: ends at byte {hashed} of {ByteLength}");
            sha256.AppendData(buffer.AsSpan(0, read));
            hashed += read;
        }
    }

    /// <summary>What is still to come of a tensor, or of the header, and where it goes.</summary>
    private sealed class Piece(long begin, long length, int firstBlock)
    {
        private byte[]? buffer;

        /// <summary>Where the next block goes in the file.</summary>
        internal long Position { get; private set; } = begin;

        /// <summary>Number of the next block in the file.</summary>
        internal int Block { get; private set; } = firstBlock;

        internal long Unwritten { get; private set; } = length;

        /// <summary>Bytes of the next block that have come so far.</summary>
        internal int Gathered { get; private set; }

        internal long Missing => Unwritten - Gathered;

        internal ReadOnlySpan<byte> Buffer => buffer.AsSpan(0, Gathered);

        internal int Gather(ReadOnlySpan<byte> bytes)
        {
            buffer ??= ArrayPool<byte>.Shared.Rent(SafetensorsLayout.BlockBytes);
            bytes.CopyTo(buffer.AsSpan(Gathered));
            return Gathered += bytes.Length;
        }

        internal void Advance(int written)
        {
            Position += written;
            Unwritten -= written;
            Block++;
            Gathered = 0;
            if (Unwritten == 0)
                ReturnBuffer();
        }

        internal void ReturnBuffer()
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }
}
