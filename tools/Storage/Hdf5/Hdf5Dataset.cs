using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// A dataset of an <see cref="Hdf5File"/>. Blocks may be read on several threads: reading the file goes one at a time, unpacking runs side by side.
/// </summary>
public sealed unsafe class Hdf5Dataset : IDisposable
{
    private readonly Hdf5File file;
    private readonly long id;
    private readonly ChunkReader? chunks;
    private bool closed;

    /// <param name="file">The file.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="id">The open dataset; closed by the file when this fails.</param>
    internal Hdf5Dataset(Hdf5File file, string name, long id)
    {
        (this.file, Name, this.id) = (file, name, id);
        // Before anything else is asked: a virtual dataset opens its sources when its shape is.
        using (var list = Hdf5Handle.List(H5.H5Dget_create_plist(id), Damaged))
        {
            Layout = LayoutOf(list.Id);
            Shape = ReadShape();
            Filters = ReadFilters(list.Id);
            ChunkShape = Layout == Hdf5Layout.Chunked ? ReadChunkShape(list.Id) : null;
        }

        using var type = Hdf5Handle.Type(H5.H5Dget_type(id), Damaged);
        (Type, var asInMemory) = ElementTypes.Of(type.Id);
        TypeText = ElementTypes.Words(type.Id);
        StoredElementBytes = (long)H5.H5Tget_size(type.Id);
        if (ChunkShape is not null && Type is not (Hdf5Type.Other or Hdf5Type.Text))
            chunks = new ChunkReader(file, this, id, ChunkShape, asInMemory);
    }

    /// <summary>Its name in the file, without a slash before it.</summary>
    public string Name { get; }

    /// <summary>Length of each axis; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Element type.</summary>
    public Hdf5Type Type { get; }

    /// <summary>How values are stored.</summary>
    public Hdf5Layout Layout { get; }

    /// <summary>Shape of a chunk; null when the dataset is not chunked.</summary>
    public IReadOnlyList<long>? ChunkShape { get; }

    /// <summary>Filters in the order of writing.</summary>
    public IReadOnlyList<Hdf5Filter> Filters { get; }

    /// <summary>Bytes that its values take in the file, packed; 0 when none were ever stored, whatever the shape says.</summary>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public long StoredBytes
    {
        get
        {
            using var call = Hdf5Library.Enter();
            ThrowIfClosed();
            return (long)Math.Min(long.MaxValue, H5.H5Dget_storage_size(id));
        }
    }

    /// <summary>Bytes of one element in the file.</summary>
    internal long StoredElementBytes { get; }

    private string TypeText { get; }

    /// <summary>Reads one position of the leading axis, e.g. a slice of a volume.</summary>
    /// <param name="position">Position on axis 0.</param>
    /// <param name="into">As many elements as one position has; row-major.</param>
    /// <exception cref="InputRefusedException">See <see cref="Read{T}(ReadOnlySpan{long}, ReadOnlySpan{long}, Span{T})"/>.</exception>
    public void ReadLeading<T>(long position, Span<T> into)
        where T : unmanaged
    {
        if (Shape.Count == 0)
            throw new ArgumentException($"{Name} is a scalar and has no leading axis", nameof(position));
        Span<long> start = stackalloc long[Shape.Count];
        Span<long> count = stackalloc long[Shape.Count];
        for (var axis = 1; axis < Shape.Count; axis++)
            count[axis] = Shape[axis];
        (start[0], count[0]) = (position, 1);
        Read(start, count, into);
    }

    /// <summary>Reads a block.</summary>
    /// <param name="start">First position on each axis.</param>
    /// <param name="count">Positions on each axis.</param>
    /// <param name="into">
    /// The product of <paramref name="count"/> elements, row-major. T is an integer, float, double, <see cref="Complex64"/> or
    /// <see cref="System.Numerics.Complex"/>; floating point is converted between precisions (too large becomes infinite).
    /// </param>
    /// <exception cref="InputRefusedException">
    /// The values are of another type, are filtered by what is not known here, are damaged, or were never stored.
    /// </exception>
    /// <exception cref="ArgumentException">The block lies outside, or <paramref name="into"/> is not of its size.</exception>
    public void Read<T>(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Span<T> into)
        where T : unmanaged
    {
        CheckBlock(start, count, into.Length);
        var wanted = RequireReadAs<T>();
        if (into.IsEmpty)
            return;
        fixed (T* first = into)
        {
            if (chunks is not null)
                chunks.Read(start, count, wanted, new Span<byte>(first, checked(into.Length * sizeof(T))));
            else
                ReadWhole(start, count, wanted, first);
        }
    }

    /// <summary>Checks what can be known without reading a value: type, filters and size of chunks.</summary>
    /// <typeparam name="T">What values shall be read as.</typeparam>
    /// <exception cref="InputRefusedException">They cannot be.</exception>
    public void RequireReadable<T>()
        where T : unmanaged
    {
        var wanted = RequireReadAs<T>();
        _ = chunks?.CheckChunk(wanted);
    }

    /// <summary>Reads a text; the dataset is a scalar, or has one element.</summary>
    /// <exception cref="InputRefusedException">It is not, it is not UTF-8, or it is longer than the limit.</exception>
    public string ReadText()
    {
        if (Type != Hdf5Type.Text || Shape.Any(n => n != 1))
            throw Refused($"expected one text, found {(Type == Hdf5Type.Text ? "several" : TypeText)}", "write the dataset as a scalar text");
        using var call = Hdf5Library.Enter();
        ObjectDisposedException.ThrowIf(closed, this);
        RequireStored();
        if (Filters.Count > 0)
            throw Refused("a text that is filtered", "write the text without compression");
        using var type = Hdf5Handle.Type(H5.H5Dget_type(id), Damaged);
        return Hdf5Text.Read(file, type.Id, (memory, into) => H5.H5Dread(id, memory, 0, 0, 0, (void*)into), Refused, Damaged);
    }

    /// <summary>An attribute of this dataset.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null when it has none.</returns>
    /// <exception cref="InputRefusedException">It is neither one number nor one text.</exception>
    public Hdf5Value? Attribute(string name)
    {
        using var call = Hdf5Library.Enter();
        ObjectDisposedException.ThrowIf(closed, this);
        return Hdf5Value.Read(file, id, Name, name);
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        using var call = Hdf5Library.Enter();
        // Closing the file closed all in it.
        if (!closed && !file.IsClosed)
            _ = H5.H5Dclose(id);
        closed = true;
    }

    internal InputRefusedException Refused(string problem, string remedy) => file.Refused($"dataset {Hdf5File.Shown(Name)}: {problem}", remedy);

    internal InputRefusedException Damaged() => file.Damaged($"dataset {Hdf5File.Shown(Name)}");

    internal void ThrowIfClosed() => ObjectDisposedException.ThrowIf(closed || file.IsClosed, this);

    private Hdf5Type RequireReadAs<T>()
        where T : unmanaged
    {
        var wanted = ElementTypes.Of<T>();
        return ElementTypes.IsReadAs(Type, wanted)
            ? wanted
            : throw Refused($"expected {wanted}, found {(Type == Hdf5Type.Other ? TypeText : Type)}", "write the dataset as this type");
    }

    private void ReadWhole(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Hdf5Type wanted, void* into)
    {
        using var call = Hdf5Library.Enter();
        ThrowIfClosed();
        RequireStored();
        using var space = Hdf5Handle.Space(H5.H5Dget_space(id), Damaged);
        if (Shape.Count == 0)
        {
            Check(H5.H5Dread(id, ElementTypes.InMemory(wanted), 0, 0, 0, into));
            file.Count(StoredElementBytes);
            return;
        }

        long elements = 1;
        foreach (var n in count)
            elements *= n;
        fixed (long* from = start, sizes = count)
        {
            Check(H5.H5Sselect_hyperslab(space.Id, H5.SelectSet, (ulong*)from, null, (ulong*)sizes, null));
            using var memory = Hdf5Handle.Space(H5.H5Screate_simple(count.Length, (ulong*)sizes, null), Damaged);
            Check(H5.H5Dread(id, ElementTypes.InMemory(wanted), memory.Id, space.Id, 0, into));
        }

        file.Count(elements * StoredElementBytes);
    }

    // What was never stored would come as zeros.
    private void RequireStored()
    {
        if (Layout != Hdf5Layout.Compact && H5.H5Dget_storage_size(id) == 0)
            throw Refused("its values were never stored", "fetch or write the file again");
    }

    private void Check(int code)
    {
        if (code < 0)
            throw Damaged();
    }

    private void CheckBlock(ReadOnlySpan<long> start, ReadOnlySpan<long> count, int length)
    {
        if (start.Length != Shape.Count || count.Length != Shape.Count)
            throw new ArgumentException($"{Name} has {Shape.Count} axes, the block {start.Length} and {count.Length}", nameof(start));
        long elements = 1;
        for (var axis = 0; axis < count.Length; axis++)
        {
            if (start[axis] < 0 || count[axis] < 0 || count[axis] > Shape[axis] - start[axis])
            {
                throw new ArgumentOutOfRangeException(
                    nameof(start), $"{Name}: positions {start[axis]} to {start[axis] + count[axis]} of axis {axis}, which has {Shape[axis]}");
            }

            elements = checked(elements * count[axis]);
        }

        if (elements != length)
            throw new ArgumentException($"{Name}: the block has {elements} elements, there is room for {length}", nameof(length));
    }

    private Hdf5Layout LayoutOf(long list)
    {
        var external = H5.H5Pget_external_count(list);
        var layout = H5.H5Pget_layout(list);
        if (external < 0 || layout < 0)
            throw Damaged();
        if (external > 0)
            throw Refused("its values lie in another file", "write the values into this file");
        return layout switch
        {
            H5.LayoutCompact => Hdf5Layout.Compact,
            H5.LayoutContiguous => Hdf5Layout.Contiguous,
            H5.LayoutChunked => Hdf5Layout.Chunked,
            _ => throw Refused("it is virtual: its values lie in other files", "write the values into this file"),
        };
    }

    private long[] ReadShape()
    {
        using var space = Hdf5Handle.Space(H5.H5Dget_space(id), Damaged);
        var kind = H5.H5Sget_simple_extent_type(space.Id);
        if (kind is not (H5.SpaceScalar or H5.SpaceSimple))
            throw kind < 0 ? Damaged() : Refused("it is empty: it has no shape", "fetch or write the file again");
        var rank = H5.H5Sget_simple_extent_ndims(space.Id);
        var shape = new long[Math.Max(0, rank)];
        fixed (long* first = shape)
        {
            if (rank < 0 || H5.H5Sget_simple_extent_dims(space.Id, (ulong*)first, null) < 0)
                throw Damaged();
        }

        long elements = 1;
        foreach (var n in shape)
        {
            if (n < 0 || n > long.MaxValue / 64 / Math.Max(1, elements))
                throw Refused("the product of its axes is too large", "fetch or write the file again");
            elements *= n;
        }

        return shape;
    }

    private long[] ReadChunkShape(long list)
    {
        var shape = new long[Shape.Count];
        fixed (long* first = shape)
        {
            if (H5.H5Pget_chunk(list, shape.Length, (ulong*)first) != shape.Length || shape.Any(n => n is < 1 or > uint.MaxValue))
                throw Damaged();
        }

        return shape;
    }

    private Hdf5Filter[] ReadFilters(long list)
    {
        var filters = new Hdf5Filter[Math.Clamp(H5.H5Pget_nfilters(list), 0, 32)];
        Span<byte> name = stackalloc byte[64];
        for (var i = 0; i < filters.Length; i++)
        {
            nuint values = 1;
            var parameter = 0u;
            name.Clear();
            fixed (byte* text = name)
            {
                var code = H5.H5Pget_filter2(list, (uint)i, out _, ref values, &parameter, (nuint)(name.Length - 1), text, out _);
                if (code < 0)
                    throw Damaged();
                filters[i] = new Hdf5Filter(code, Hdf5File.Shown(System.Text.Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)])), parameter);
            }
        }

        return filters;
    }
}
