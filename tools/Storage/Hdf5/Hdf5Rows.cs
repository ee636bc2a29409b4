namespace I2M2.Storage.Hdf5;

/// <summary>A dataset that is being written. It is closed with its file.</summary>
public sealed unsafe class Hdf5Rows
{
    private readonly long id;
    private readonly string name;
    private readonly Hdf5Type type;
    private readonly long[] shape;
    private readonly Func<Exception> failed;

    internal Hdf5Rows(long id, string name, Hdf5Type type, long[] shape, Func<Exception> failed) =>
        (this.id, this.name, this.type, this.shape, this.failed) = (id, name, type, shape, failed);

    /// <summary>Writes positions of the leading axis.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="values">Whole positions, row-major, of the C# type that the element type stands for.</param>
    /// <exception cref="IOException">They cannot be written, e.g. because the disk is full.</exception>
    /// <exception cref="ArgumentException">They are of another type, are no whole positions, or lie outside.</exception>
    public void Write<T>(long first, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (ElementTypes.Of<T>() != type)
            throw new ArgumentException($"{name} is of {type}, the values of {ElementTypes.Of<T>()}", nameof(values));
        long each = 1;
        for (var axis = 1; axis < shape.Length; axis++)
            each = checked(each * shape[axis]);
        var positions = each == 0 ? 0 : values.Length / each;
        if (positions * each != values.Length || first < 0 || positions > shape[0] - first)
            throw new ArgumentException($"{name}: {values.Length} values from position {first} of [{string.Join(", ", shape)}]", nameof(values));
        if (values.IsEmpty)
            return;
        var start = new long[shape.Length];
        var count = shape.ToArray();
        (start[0], count[0]) = (first, positions);
        using var call = Hdf5Library.Enter();
        using var space = Hdf5Handle.Space(H5.H5Dget_space(id), failed);
        fixed (long* from = start, sizes = count)
        fixed (T* given = values)
        {
            using var memory = Hdf5Handle.Space(H5.H5Screate_simple(count.Length, (ulong*)sizes, null), failed);
            if (H5.H5Sselect_hyperslab(space.Id, H5.SelectSet, (ulong*)from, null, (ulong*)sizes, null) < 0
                || H5.H5Dwrite(id, ElementTypes.InMemory(type), memory.Id, space.Id, 0, given) < 0)
                throw failed();
        }
    }

    internal int Close() => H5.H5Dclose(id);
}
