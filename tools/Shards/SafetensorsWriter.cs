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
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<string, Piece> pieces = new(StringComparer.Ordinal);
    private readonly long fileLength;
    private long hashed;
    private bool finished;

    /// <param name="path">File to make or replace; its folder must exist.</param>
    /// <param name="tensors">All tensors, in any order; the file's order is <see cref="Names"/>.</param>
    /// <param name="metadata">The header's `__metadata__`; none when null.</param>
    /// <exception cref="ArgumentException">A name is used twice, or the header is beyond the format's limit.</exception>
    public SafetensorsWriter(string path, IReadOnlyCollection<TensorSpec> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        this.path = path;
        temporary = AtomicFile.TemporaryName(path);
        var (bytes, header) = SafetensorsHeader.Build(tensors, metadata ?? new Dictionary<string, string>());
        fileLength = header.DataStart;
        foreach (var (spec, begin) in header.Tensors)
        {
            pieces.Add(spec.Name, new Piece(spec, header.DataStart + begin));
            fileLength = checked(header.DataStart + begin + spec.ByteLength);
        }

        Names = [.. pieces.Keys];
        file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        try
        {
            WriteAt(0, bytes);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Tensor names in the order of their data; appending in this order hashes on the way, any other order reads back at the end.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Appends to a tensor's data, row-major and little-endian.</summary>
    /// <exception cref="ArgumentException">Unknown name, or more bytes than the tensor has.</exception>
    public void Append(string name, ReadOnlySpan<byte> bytes)
    {
        if (!pieces.TryGetValue(name, out var piece))
            throw new ArgumentException($"{path}: no tensor '{name}' in the header", nameof(name));
        if (bytes.Length > piece.Missing)
            throw new ArgumentException($"{path}: tensor '{name}' is given {bytes.Length - piece.Missing} bytes too many", nameof(bytes));
        WriteAt(piece.Position, bytes);
        piece.Position += bytes.Length;
        piece.Missing -= bytes.Length;
    }

    /// <summary>Checks that every tensor is complete, forces the file to disk and gives it its name.</summary>
    /// <returns>SHA-256 of the whole file, lower-case hexadecimal.</returns>
    /// <exception cref="InvalidOperationException">A tensor lacks bytes.</exception>
    public string Finish()
    {
        ObjectDisposedException.ThrowIf(file.IsClosed, this);
        foreach (var (name, piece) in pieces)
        {
            if (piece.Missing != 0)
                throw new InvalidOperationException($"{path}: tensor '{name}' lacks {piece.Missing} bytes");
        }

        HashRest();
        RandomAccess.FlushToDisk(file);
        file.Dispose();
        AtomicFile.Commit(temporary, path);
        finished = true;
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Closes the file; if it was not finished, it is removed.</summary>
    public void Dispose()
    {
        file.Dispose();
        hash.Dispose();
        if (!finished)
            File.Delete(temporary);
    }

    private void WriteAt(long position, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(file, bytes, position);
        if (position != hashed)
            return;
        hash.AppendData(bytes);
        hashed += bytes.Length;
    }

    private void HashRest()
    {
        if (hashed == fileLength)
            return;
        var buffer = new byte[1 << 20];
        while (hashed < fileLength)
        {
            var read = RandomAccess.Read(file, buffer, hashed);
            if (read == 0)
                throw new IOException($"{temporary}: ends at byte {hashed} of {fileLength}");
            hash.AppendData(buffer.AsSpan(0, read));
            hashed += read;
        }
    }

    private sealed class Piece(TensorSpec spec, long position)
    {
        internal long Position { get; set; } = position;

        internal long Missing { get; set; } = spec.ByteLength;
    }
}
