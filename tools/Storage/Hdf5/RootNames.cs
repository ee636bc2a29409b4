using System.Buffers.Binary;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// The heap in which the root group's names lie, as older groups have it. libhdf5 1.10 reads outside its memory where the heap's bytes have no address,
/// and never ends where its list of free pieces is a ring. Source: HDF5 File Format Specification 3.0, sections II.A, III.C and III.D.
/// </summary>
internal static class RootNames
{
    // Of a superblock of version 0 with 8-byte addresses: the root group's entry says in its kind whether it has the address of a heap.
    private const int KindAt = 72, HeapAddressAt = 88, EntryEnds = 96;
    private const int HasHeap = 1;
    private const int HeapBytes = 32;
    private const ulong NoMore = 1;

    // A heap of names of one group; free pieces of 16 bytes and more.
    private const int MostPieces = 1 << 16;

    /// <summary>Checks it, where there is one.</summary>
    /// <exception cref="InputRefusedException">It lies outside the file, or its free pieces do not end.</exception>
    internal static void Check(string path, Superblock superblock)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> block = stackalloc byte[EntryEnds];
        if (superblock.AddressBytes != 8 || superblock.LengthBytes != 8 || RandomAccess.Read(file, block, superblock.Start) != block.Length || block[8] != 0)
            return;
        if (BinaryPrimitives.ReadInt32LittleEndian(block[KindAt..]) != HasHeap)
            return;
        var room = (ulong)(RandomAccess.GetLength(file) - superblock.Start);
        var at = Number(block[HeapAddressAt..]);
        Span<byte> heap = stackalloc byte[HeapBytes];
        if (at > room || RandomAccess.Read(file, heap, superblock.Start + (long)at) != heap.Length || !heap.StartsWith("HEAP"u8))
            throw Refused(path);
        var (size, free, data) = (Number(heap[8..]), Number(heap[16..]), Number(heap[24..]));
        if (size > room || data > room - size)
            throw Refused(path);
        var piece = heap[..16];
        for (var pieces = 0; free != NoMore; pieces++)
        {
            if (pieces == MostPieces || size < 16 || free > size - 16 || RandomAccess.Read(file, piece, superblock.Start + (long)(data + free)) != piece.Length)
                throw Refused(path);
            free = Number(piece);
        }
    }

    private static ulong Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static InputRefusedException Refused(string path) => new(path, "the names of what it holds are damaged", "fetch or copy the file again");
}
