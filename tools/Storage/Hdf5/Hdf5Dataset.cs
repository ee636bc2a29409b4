using System.Runtime.InteropServices;
using System.Text;

namespace I2M2.Storage.Hdf5;

/// <summary>A data set of an <see cref="Hdf5File"/>, read by blocks. Byte order and the order of a compound's members do not matter.</summary>
public sealed unsafe class Hdf5Dataset : IDisposable
{
    /// <summary>Bytes of the largest chunk that is read: a block costs all chunks it touches, unpacked.</summary>
    public const long LargestChunk = 256L << 20;
    private const int ChunkedLayout = 2;
    private const int VirtualLayout = 3;
    private const int WhollyStored = 2;
    private const int MostFilters = 32;
    private const int MostDimensions = 32;
    private readonly Hdf5File file;
    private readonly Hdf5Handle handle;
    private readonly long storedBytes;

    internal Hdf5Dataset(Hdf5File file, string name, Hdf5Handle handle)
    {
        (this.file, Name, this.handle) = (file, name, handle);
        try
        {
            using var space = Space();
            using var type = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Dget_type(handle.Id), $"read the type of '{name}'"), Hdf5Native.H5Tclose);
            Elements = Hdf5File.Elements(space.Id);
            Shape = Hdf5Native.H5Sget_simple_extent_type(space.Id) == 1 ? Hdf5File.Shape(space.Id) : [];
            storedBytes = (long)Hdf5Native.H5Tget_size(type.Id);
            _ = checked(Elements * storedBytes);
            Element = ElementOf(type.Id);
            RequireReadable();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its shape; none for a single value.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Its elements.</summary>
    public long Elements { get; }

    /// <summary>What it holds.</summary>
    public Hdf5Element Element { get; }

    /// <summary>Reads a block, in C order. Of complex numbers the real and the imaginary part lie side by side.</summary>
    /// <param name="start">The block's first index of each dimension.</param>
    /// <param name="count">The block's length of each dimension.</param>
    /// <param name="into">As many values as the block has, twice as many for complex ones; float or double, whatever is stored.</param>
    /// <exception cref="ArgumentException">The block lies outside, or `into` has another length.</exception>
    /// <exception cref="InvalidOperationException">The elements are no numbers.</exception>
    /// <exception cref="I2M2.Shards.InputRefusedException">The block's bytes are damaged.</exception>
    public void Read<T>(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<T> into)
        where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
            throw new InvalidOperationException($"float or double are read, not {typeof(T).Name}");
        if (Element == Hdf5Element.Other)
            throw new InvalidOperationException($"'{Name}' holds no numbers");
        var elements = Block(start, count);
        var isComplex = Element is Hdf5Element.Complex64 or Hdf5Element.Complex128;
        if (into.Length != (isComplex ? 2 : 1) * elements)
            throw new ArgumentException($"{into.Length} values for a block of {elements} elements", nameof(into));
        if (elements == 0)
            return;
        fixed (T* first = into)
            Read(start, count, isComplex, typeof(T) == typeof(float) ? "NATIVE_FLOAT" : "NATIVE_DOUBLE", (nuint)sizeof(T), (nint)first);
        file.Count(elements * storedBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, bool isComplex, string number, nuint size, nint into)
    {
        var (starts, counts) = (Array.ConvertAll(start.ToArray(), s => (ulong)s), Array.ConvertAll(count.ToArray(), c => (ulong)c));
        using var gate = Hdf5Library.Enter();
        _ = file.Guard(() =>
        {
            using var space = Space();
            using var memory = Memory(counts);
            using var type = isComplex ? Complex(Hdf5Library.Type(number), size) : null;
            fixed (ulong* from = starts, lengths = counts)
            {
                if (counts.Length > 0)
                    Hdf5Library.Check(Hdf5Native.H5Sselect_hyperslab(space.Id, Hdf5Native.SelectSet, from, null, lengths, null), $"choose a block of '{Name}'");
            }

            var place = starts.Length > 0 ? $" at [{string.Join(", ", starts)}]" : "";
            return Hdf5Library.Check(Hdf5Native.H5Dread(handle.Id, type?.Id ?? Hdf5Library.Type(number), memory.Id, space.Id, Hdf5Native.Default, (void*)into), $"read '{Name}'{place}");
        });
    }

    private long Block(ReadOnlySpan<long> start, ReadOnlySpan<long> count)
    {
        if (start.Length != Shape.Count || count.Length != Shape.Count)
            throw new ArgumentException($"'{Name}' has {Shape.Count} dimensions", nameof(start));
        var elements = 1L;
        for (var d = 0; d < start.Length; d++)
        {
            if (start[d] < 0 || count[d] < 0 || start[d] > Shape[d] - count[d])
                throw new ArgumentException($"'{Name}' has shape [{string.Join(", ", Shape)}]", nameof(start));
            elements *= count[d];
        }

        return elements;
    }

    private Hdf5Handle Space() => new(Hdf5Library.Check(Hdf5Native.H5Dget_space(handle.Id), $"read the shape of '{Name}'"), Hdf5Native.H5Sclose);

    /// <summary>A shape in memory; of no dimension a single value.</summary>
    internal static Hdf5Handle Memory(ulong[] shape)
    {
        fixed (ulong* first = shape)
        {
            return new Hdf5Handle(
                Hdf5Library.Check(shape.Length == 0 ? Hdf5Native.H5Screate(0) : Hdf5Native.H5Screate_simple(shape.Length, first, null), "make a shape"),
                Hdf5Native.H5Sclose);
        }
    }

    /// <summary>The compound {r, i} of a number's type.</summary>
    internal static Hdf5Handle Complex(long number, nuint size)
    {
        var type = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Tcreate(Hdf5Native.CompoundClass, 2 * size), "make a type"), Hdf5Native.H5Tclose);
        Hdf5Library.Check(Hdf5Native.H5Tinsert(type.Id, "r", 0, number), "make a type");
        Hdf5Library.Check(Hdf5Native.H5Tinsert(type.Id, "i", size, number), "make a type");
        return type;
    }

    private static Hdf5Element ElementOf(long type) => Hdf5Native.H5Tget_class(type) switch
    {
        0 => Hdf5Element.Whole,
        1 => Hdf5Native.H5Tget_size(type) <= 4 ? Hdf5Element.Real32 : Hdf5Element.Real64,
        Hdf5Native.CompoundClass => ComplexOf(type),
        _ => Hdf5Element.Other,
    };

    private static Hdf5Element ComplexOf(long type)
    {
        if (Hdf5Native.H5Tget_nmembers(type) != 2)
            return Hdf5Element.Other;
        var (names, elements) = (new HashSet<string>(), new List<Hdf5Element>());
        for (var m = 0u; m < 2; m++)
        {
            var name = Hdf5Native.H5Tget_member_name(type, m);
            names.Add(Marshal.PtrToStringUTF8(name) ?? "");
            _ = Hdf5Native.H5free_memory(name);
            using var member = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Tget_member_type(type, m), "read a type"), Hdf5Native.H5Tclose);
            elements.Add(ElementOf(member.Id));
        }

        return !names.SetEquals(["r", "i"]) ? Hdf5Element.Other : (elements[0], elements[1]) switch
        {
            (Hdf5Element.Real32, Hdf5Element.Real32) => Hdf5Element.Complex64,
            (Hdf5Element.Real64, Hdf5Element.Real64) => Hdf5Element.Complex128,
            _ => Hdf5Element.Other,
        };
    }

    private void RequireReadable()
    {
        using var made = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Dget_create_plist(handle.Id), $"read how '{Name}' was made"), Hdf5Native.H5Pclose);
        var layout = Hdf5Native.H5Pget_layout(made.Id);
        if (layout == VirtualLayout || Hdf5Native.H5Pget_external_count(made.Id) > 0)
            throw file.Refused($"'{Name}' lies in other files, which are not read", "put the data itself into the file");
        for (var f = 0u; f < Math.Min(MostFilters, Hdf5Native.H5Pget_nfilters(made.Id)); f++)
            RequireFilter(made.Id, f);
        if (Elements > 0 && !(layout == ChunkedLayout ? ChunksAreThere(made.Id) : IsStored()))
        {
            throw file.Refused(
                $"of '{Name}', [{string.Join(", ", Shape)}], a part is not stored, and would be read as zeros", "fetch the file again, or ask who made it");
        }
    }

    private bool IsStored()
    {
        Hdf5Library.Check(Hdf5Native.H5Dget_space_status(handle.Id, out var stored), $"look how much of '{Name}' is there");
        return stored == WhollyStored;
    }

    /// <summary>Whether every chunk is there.</summary>
    private bool ChunksAreThere(long made)
    {
        var dims = stackalloc ulong[MostDimensions];
        var rank = Math.Min(MostDimensions, Hdf5Library.Check(Hdf5Native.H5Pget_chunk(made, MostDimensions, dims), $"read the chunks of '{Name}'"));
        var (bytes, expected) = (storedBytes, 1L);
        for (var d = 0; d < rank; d++)
        {
            bytes = checked(bytes * (long)dims[d]);
            expected = checked(expected * ((Shape[d] + (long)dims[d] - 1) / (long)dims[d]));
        }

        if (bytes > LargestChunk)
            throw file.Refused($"a chunk of '{Name}' has {bytes:#,0} bytes, at most {LargestChunk:#,0} are read", "store it in smaller chunks (h5repack -l)");
        using var space = Space();
        Hdf5Library.Check(Hdf5Native.H5Dget_num_chunks(handle.Id, space.Id, out var chunks), $"count the chunks of '{Name}'");
        return chunks == (ulong)expected;
    }

    private void RequireFilter(long made, uint number)
    {
        uint flags, config;
        nuint values = 0;
        var name = stackalloc byte[64];
        var filter = Hdf5Library.Check(Hdf5Native.H5Pget_filter2(made, number, &flags, &values, null, 63, name, &config), $"read the filters of '{Name}'");
        if (Hdf5Native.H5Zfilter_avail(filter) <= 0)
        {
            throw file.Refused(
                $"'{Name}' is packed by filter {filter} ({Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name))}), which is not part of HDF5", "store it with gzip (h5repack -f GZIP=4)");
        }
    }
}
