using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// Where a text of variable length lies: its length, the address of a global heap and an index there. The library follows such a
/// reference unchecked (1.10.8 crashes or never returns when a byte of it or of the heap is wrong), so it is made to hand it over as it is.
/// Source: HDF5 File Format Specification 3.0, section IV.B.
/// </summary>
internal static unsafe class HeapReference
{
    /// <summary>Bytes of a reference with addresses of 8 bytes.</summary>
    internal const int Bytes = 16;

    private const int Soft = 1;
    private const int Initialise = 0;
    private static readonly Lazy<long> Opaque = new(Make);

    /// <summary>The type of memory that a text of variable length is read as; not to be closed.</summary>
    internal static long Type => Opaque.Value;

    internal static (uint Length, ulong Address, uint Index) Parse(ReadOnlySpan<byte> reference, Superblock superblock) => (
        (uint)Superblock.Number(reference, 4),
        Superblock.Number(reference[4..], superblock.AddressBytes),
        (uint)Superblock.Number(reference[(4 + superblock.AddressBytes)..], 4));

    private static long Make()
    {
        var opaque = H5.H5Tcreate(H5.ClassOpaque, Bytes);
        var text = H5.H5Tcopy(Hdf5Library.Global("H5T_C_S1_g"));
        if (opaque < 0 || text < 0 || H5.H5Tset_size(text, H5.Variable) < 0
            || H5.H5Tregister(Soft, "reference", text, opaque, &Keep) < 0)
            throw new InvalidOperationException($"libhdf5 takes no conversion of texts: {Hdf5ErrorStack.Take()}");
        _ = H5.H5Tclose(text);
        return opaque;
    }

    // The bytes are already where they are wanted. Only what is read as opaque bytes comes here.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Keep(
        long from, long to, H5.Conversion* conversion, nuint count, nuint stride, nuint backgroundStride, void* values, void* background, long transfer)
    {
        if (conversion->Command == Initialise)
            conversion->NeedsBackground = 0;
        return 0;
    }
}
