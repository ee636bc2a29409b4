using System.Buffers.Binary;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// The first bytes of an HDF5 file: they tell a page of text or half a download from a whole file before the library reads a byte of it.
/// Source: HDF5 File Format Specification 3.0, section II.A.
/// </summary>
/// <param name="Start">Where it stands: addresses count from here.</param>
/// <param name="AddressBytes">Bytes of an address.</param>
/// <param name="LengthBytes">Bytes of a length.</param>
internal readonly record struct Superblock(long Start, int AddressBytes, int LengthBytes)
{
    private const int LongestUserBlock = 1 << 20;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="InputRefusedException">Not there, not HDF5, or cut short.</exception>
    internal static Superblock Read(string path)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "no such file", "check the path");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        var length = stream.Length;
        if (length == 0)
            throw new InputRefusedException(path, "the file is empty; expected an HDF5 file", "fetch or copy it again");
        Span<byte> block = stackalloc byte[128];
        for (long at = 0; at < length && at <= LongestUserBlock; at = at == 0 ? 512 : at * 2)
        {
            stream.Position = at;
            var read = block[..stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false)];
            if (!read.StartsWith(Signature))
                continue;
            var found = Parse(read, at, out var end) ?? throw new InputRefusedException(
                path, $"superblock at byte {at}: expected version 0 to 3 with addresses of 4 or 8 bytes, whole", "fetch or copy it again");
            // The end is an address of the whole file, user block included.
            if ((ulong)length < end)
                throw new InputRefusedException(path, $"cut short: {length} of {end} bytes are there", "fetch or copy it again");
            return found;
        }

        throw new InputRefusedException(
            path, "not an HDF5 file: its signature is neither at the start nor behind a user block",
            "fetch it again; a download link that has expired gives a page of text");
    }

    private static Superblock? Parse(ReadOnlySpan<byte> block, long start, out ulong end)
    {
        end = 0;
        if (block.Length < 16)
            return null;
        // Versions 0 and 1 keep sizes of trees before the addresses; base and free-space (later: extension) address come before the end's.
        var (sizesAt, addressesAt) = block[8] switch { 0 => (13, 24), 1 => (13, 28), 2 or 3 => (9, 12), _ => (0, 0) };
        if (sizesAt == 0 || block[sizesAt] is not (4 or 8) || block[sizesAt + 1] is not (4 or 8))
            return null;
        var found = new Superblock(start, block[sizesAt], block[sizesAt + 1]);
        var at = addressesAt + (2 * found.AddressBytes);
        if (at + found.AddressBytes > block.Length)
            return null;
        end = Number(block[at..], found.AddressBytes);
        return found;
    }

    /// <summary>A little-endian number of 4 or 8 bytes.</summary>
    internal static ulong Number(ReadOnlySpan<byte> bytes, int size) =>
        size == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
}
