using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>The part of libhdf5's C API that is used, as its reference manual (1.10) has it; every result is checked by <see cref="Hdf5Library"/>.</summary>
internal static unsafe partial class Hdf5Native
{
    internal const int ReadOnly = 0, Truncate = 2, Default = 0;
    internal const int SelectSet = 0;
    internal const int WholeFile = 1;
    internal const int CompoundClass = 6;
    private const string Library = "hdf5";

    // The serial builds of Debian 12 and 13, and the names other distributions have.
    private static readonly string[] Names = ["libhdf5_serial.so.103", "libhdf5_serial.so.310", "libhdf5.so.103", "libhdf5.so.200", "libhdf5.so.310", "libhdf5_serial.so", "libhdf5.so"];

    static Hdf5Native() => NativeLibrary.SetDllImportResolver(typeof(Hdf5Native).Assembly, (name, _, _) => name == Library ? Handle : 0);

    /// <summary>The loaded library.</summary>
    internal static nint Handle { get; } = Load();

    [LibraryImport(Library)]
    internal static partial int H5open();

    [LibraryImport(Library)]
    internal static partial int H5free_memory(nint memory);

    [LibraryImport(Library)]
    internal static partial int H5Eset_auto2(long stack, nint function, nint data);

    [LibraryImport(Library)]
    internal static partial int H5Ewalk2(long stack, int direction, delegate* unmanaged<uint, ErrorRecord*, nint, int> function, nint data);

    [LibraryImport(Library)]
    internal static partial int H5Eclear2(long stack);

    [LibraryImport(Library)]
    internal static partial int H5PLset_loading_state(uint mask);

    [LibraryImport(Library)]
    internal static partial long H5Pcreate(long kind);

    [LibraryImport(Library)]
    internal static partial int H5Pclose(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pset_file_locking(long list, byte use, byte ignoreWhenDisabled);

    [LibraryImport(Library)]
    internal static partial int H5Pset_chunk(long list, int rank, ulong* dims);

    [LibraryImport(Library)]
    internal static partial int H5Pset_deflate(long list, uint level);

    [LibraryImport(Library)]
    internal static partial int H5Pset_shuffle(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_layout(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_chunk(long list, int rank, ulong* dims);

    [LibraryImport(Library)]
    internal static partial int H5Pget_external_count(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_nfilters(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_filter2(long list, uint index, uint* flags, nuint* values, uint* value, nuint nameLength, byte* name, uint* config);

    [LibraryImport(Library)]
    internal static partial int H5Zfilter_avail(int filter);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Fopen(string name, uint flags, long access);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Fcreate(string name, uint flags, long creation, long access);

    [LibraryImport(Library)]
    internal static partial int H5Fflush(long file, int scope);

    [LibraryImport(Library)]
    internal static partial int H5Fclose(long file);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lexists(long location, string name, long access);

    [LibraryImport(Library, EntryPoint = "H5Lget_info", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lget_info(long location, string name, int* info, long access);

    [LibraryImport(Library, EntryPoint = "H5Lget_info1", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Lget_info1(long location, string name, int* info, long access);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Oopen(long location, string name, long access);

    [LibraryImport(Library)]
    internal static partial int H5Oclose(long thing);

    [LibraryImport(Library)]
    internal static partial int H5Iget_type(long thing);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Dcreate2(long location, string name, long type, long space, long links, long creation, long access);

    [LibraryImport(Library)]
    internal static partial long H5Dget_space(long dataset);

    [LibraryImport(Library)]
    internal static partial long H5Dget_type(long dataset);

    [LibraryImport(Library)]
    internal static partial long H5Dget_create_plist(long dataset);

    [LibraryImport(Library)]
    internal static partial int H5Dget_space_status(long dataset, out int status);

    [LibraryImport(Library)]
    internal static partial int H5Dget_num_chunks(long dataset, long space, out ulong chunks);

    [LibraryImport(Library)]
    internal static partial int H5Dread(long dataset, long memoryType, long memorySpace, long fileSpace, long transfer, void* buffer);

    [LibraryImport(Library)]
    internal static partial int H5Dwrite(long dataset, long memoryType, long memorySpace, long fileSpace, long transfer, void* buffer);

    [LibraryImport(Library)]
    internal static partial long H5Screate(int kind);

    [LibraryImport(Library)]
    internal static partial long H5Screate_simple(int rank, ulong* dims, ulong* most);

    [LibraryImport(Library)]
    internal static partial int H5Sclose(long space);

    [LibraryImport(Library)]
    internal static partial int H5Sget_simple_extent_type(long space);

    [LibraryImport(Library)]
    internal static partial int H5Sget_simple_extent_ndims(long space);

    [LibraryImport(Library)]
    internal static partial int H5Sget_simple_extent_dims(long space, ulong* dims, ulong* most);

    [LibraryImport(Library)]
    internal static partial int H5Sselect_hyperslab(long space, int how, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Library)]
    internal static partial long H5Tcreate(int kind, nuint size);

    [LibraryImport(Library)]
    internal static partial long H5Tcopy(long type);

    [LibraryImport(Library)]
    internal static partial int H5Tset_size(long type, nuint size);

    [LibraryImport(Library)]
    internal static partial int H5Tset_cset(long type, int set);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Tinsert(long type, string name, nuint offset, long member);

    [LibraryImport(Library)]
    internal static partial int H5Tclose(long type);

    [LibraryImport(Library)]
    internal static partial int H5Tget_class(long type);

    [LibraryImport(Library)]
    internal static partial nuint H5Tget_size(long type);

    [LibraryImport(Library)]
    internal static partial int H5Tget_nmembers(long type);

    [LibraryImport(Library)]
    internal static partial nint H5Tget_member_name(long type, uint member);

    [LibraryImport(Library)]
    internal static partial long H5Tget_member_type(long type, uint member);

    [LibraryImport(Library)]
    internal static partial int H5Tis_variable_str(long type);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int H5Aexists(long thing, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Aopen(long thing, string name, long access);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Acreate2(long thing, string name, long type, long space, long creation, long access);

    [LibraryImport(Library)]
    internal static partial long H5Aget_type(long attribute);

    [LibraryImport(Library)]
    internal static partial long H5Aget_space(long attribute);

    [LibraryImport(Library)]
    internal static partial int H5Aread(long attribute, long memoryType, void* buffer);

    [LibraryImport(Library)]
    internal static partial int H5Awrite(long attribute, long memoryType, void* buffer);

    [LibraryImport(Library)]
    internal static partial int H5Aclose(long attribute);

    private static nint Load()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
                return handle;
        }

        throw new DllNotFoundException($"libhdf5 is needed to read HDF5 and was not found ({string.Join(", ", Names)}). On Debian: apt-get install hdf5-tools; tools/setup.sh does it.");
    }

    /// <summary>One line of the library's stack of errors, H5E_error2_t.</summary>
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
}
