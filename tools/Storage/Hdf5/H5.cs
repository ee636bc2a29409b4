using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>The few entry points of libhdf5's C API (hdf5.h, 1.10 and later; identifiers are 64-bit) that are used here.</summary>
internal static unsafe partial class H5
{
    internal const uint ReadOnly = 0;
    internal const uint Truncate = 2;
    internal const int CloseStrong = 3;
    internal const int ByName = 0;
    internal const int Increasing = 0;
    internal const int SelectSet = 0;
    internal const int Unlimited = -1;

    internal const int LinkSoft = 1;
    internal const int LinkExternal = 64;

    internal const int ObjectGroup = 2;
    internal const int ObjectDataset = 5;

    internal const int LayoutCompact = 0;
    internal const int LayoutContiguous = 1;
    internal const int LayoutChunked = 2;

    internal const int ClassInteger = 0;
    internal const int ClassFloat = 1;
    internal const int ClassString = 3;
    internal const int ClassOpaque = 5;
    internal const int ClassCompound = 6;

    internal const int SpaceScalar = 0;
    internal const int SpaceSimple = 1;

    internal const int CharactersUtf8 = 1;

    internal const int FilterDeflate = 1;
    internal const int FilterShuffle = 2;

    /// <summary>H5T_VARIABLE.</summary>
    internal static readonly nuint Variable = nuint.MaxValue;

    /// <summary>H5L_info_t as 1.10 has it, H5L_info1_t later.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LinkInfo
    {
        internal int Type;
        internal byte CreationOrderValid;
        internal long CreationOrder;
        internal int CharacterSet;
        internal ulong AddressOrSize;
    }

    /// <summary>H5G_info_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GroupInfo
    {
        internal int StorageType;
        internal ulong Links;
        internal long MaxCreationOrder;
        internal byte Mounted;
    }

    /// <summary>The part of H5T_cdata_t that a conversion sets.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Conversion
    {
        internal int Command;
        internal int NeedsBackground;
    }

    /// <summary>H5E_error2_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ErrorRecord
    {
        internal long Class;
        internal long Major;
        internal long Minor;
        internal uint Line;
        internal byte* Function;
        internal byte* File;
        internal byte* Description;
    }

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5open();
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5dont_atexit();
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5get_libversion(out uint major, out uint minor, out uint release);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5free_memory(nint memory);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5PLset_loading_state(uint mask);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Lunregister(int type);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Eset_auto2(long stack, nint function, nint data);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Eclear2(long stack);

    [LibraryImport(Hdf5Library.Name)]
    internal static partial int H5Ewalk2(long stack, int direction, delegate* unmanaged[Cdecl]<uint, ErrorRecord*, nint, int> visit, nint data);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Fopen(string path, uint flags, long access);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Fcreate(string path, uint flags, long creation, long access);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Fclose(long file);

    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Pcreate(long kind);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pclose(long list);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pset_fclose_degree(long list, int degree);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pset_file_locking(long list, byte use, byte ignoreWhenDisabled);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pget_layout(long list);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pget_external_count(long list);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pget_chunk(long list, int capacity, ulong* shape);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pget_nfilters(long list);

    [LibraryImport(Hdf5Library.Name)]
    internal static partial int H5Pget_filter2(
        long list, uint position, out uint flags, ref nuint valueCount, uint* values, nuint nameCapacity, byte* name, out uint settings);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pset_chunk(long list, int rank, ulong* shape);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pset_shuffle(long list);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pset_deflate(long list, uint level);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Pset_obj_track_times(long list, byte track);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Gget_info(long group, out GroupInfo info);

    [LibraryImport(Hdf5Library.Name)]
    internal static partial nint H5Lget_name_by_idx(
        long place, byte* group, int index, int order, ulong position, byte* name, nuint capacity, long access);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lexists(long place, string name, long access);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lget_info(long place, string name, out LinkInfo info, long access);

    [LibraryImport(Hdf5Library.Name, EntryPoint = "H5Lget_info1", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lget_info1(long place, string name, out LinkInfo info, long access);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Oopen(long place, string name, long access);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Oclose(long item);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Iget_type(long item);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Dcreate2(long place, string name, long type, long space, long linkCreation, long creation, long access);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Dclose(long dataset);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Dget_space(long dataset);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Dget_type(long dataset);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Dget_create_plist(long dataset);
    [LibraryImport(Hdf5Library.Name)] internal static partial ulong H5Dget_storage_size(long dataset);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Dget_chunk_storage_size(long dataset, ulong* offset, out ulong bytes);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Dread_chunk(long dataset, long transfer, ulong* offset, out uint skipped, byte* into);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Dread(long dataset, long memoryType, long memorySpace, long fileSpace, long transfer, void* into);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Dwrite(long dataset, long memoryType, long memorySpace, long fileSpace, long transfer, void* from);

    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Screate(int kind);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Screate_simple(int rank, ulong* shape, ulong* most);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Sclose(long space);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Sget_simple_extent_type(long space);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Sget_simple_extent_ndims(long space);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Sget_simple_extent_dims(long space, ulong* shape, ulong* most);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Sselect_hyperslab(long space, int how, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tclose(long type);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Tcopy(long type);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Tcreate(int kind, nuint bytes);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Tinsert(long type, string name, nuint offset, long member);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tequal(long one, long other);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tget_class(long type);
    [LibraryImport(Hdf5Library.Name)] internal static partial nuint H5Tget_size(long type);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tset_size(long type, nuint bytes);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tset_cset(long type, int characters);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tis_variable_str(long type);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tget_nmembers(long type);
    [LibraryImport(Hdf5Library.Name)] internal static partial nint H5Tget_member_name(long type, uint position);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Tget_member_type(long type, uint position);
    [LibraryImport(Hdf5Library.Name)] internal static partial nuint H5Tget_member_offset(long type, uint position);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Tconvert(long from, long to, nuint count, void* values, void* background, long transfer);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Tregister(
        int persistence, string name, long from, long to, delegate* unmanaged[Cdecl]<long, long, Conversion*, nuint, nuint, nuint, void*, void*, long, int> convert);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Aexists(long item, string name);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Aopen(long item, string name, long access);

    [LibraryImport(Hdf5Library.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Acreate2(long item, string name, long type, long space, long creation, long access);

    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Aclose(long attribute);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Aget_type(long attribute);
    [LibraryImport(Hdf5Library.Name)] internal static partial long H5Aget_space(long attribute);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Aread(long attribute, long memoryType, void* into);
    [LibraryImport(Hdf5Library.Name)] internal static partial int H5Awrite(long attribute, long memoryType, void* from);
}
