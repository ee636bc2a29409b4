using System.Text;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// Writes an HDF5 file, as h5py lays it out: data sets of the root group, and its attributes. For one thread at a time.
/// </summary>
public sealed unsafe class Hdf5Writer : IDisposable
{
    private const int Utf8Set = 1;
    private readonly string path;
    private readonly Hdf5Handle file;

    private Hdf5Writer(string path)
    {
        this.path = path;
        using var gate = Hdf5Library.Enter();
        file = new Hdf5Handle(Written(() => Hdf5Library.Check(Hdf5Native.H5Fcreate(path, Hdf5Native.Truncate, Hdf5Native.Default, Hdf5Native.Default), "create")), Hdf5Native.H5Fclose);
    }

    /// <summary>Writes a file whole or not at all.</summary>
    /// <param name="path">The file; its folder exists. One that is there is replaced.</param>
    /// <param name="fill">Adds what it holds.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, Action<Hdf5Writer> fill) => AtomicFile.WriteByName(path, temporary =>
    {
        using var writer = new Hdf5Writer(temporary);
        fill(writer);
        writer.Close();
    });

    /// <summary>Adds a data set, to be filled block by block by the function that comes back.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="element">Real or complex numbers.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="gzip">Null: stored as it is, in one piece. Else the level of packing, 1..9, after a shuffle of bytes, in chunks of one index of the first dimension.</param>
    /// <returns>Writes rows of the first dimension: the first index, and the values of whole rows in C order, complex ones as real and imaginary part.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public Action<long, ReadOnlyMemory<float>> Add(string name, Hdf5Element element, IReadOnlyList<long> shape, int? gzip = null)
    {
        using var gate = Hdf5Library.Enter();
        ulong[] dims = [.. shape.Select(d => (ulong)d)];
        using var space = Hdf5Dataset.Memory(dims);
        using var type = TypeOf(element);
        using var made = Creation(dims, gzip);
        var dataset = Written(() => Hdf5Library.Check(Hdf5Native.H5Dcreate2(file.Id, name, type.Id, space.Id, Hdf5Native.Default, made.Id, Hdf5Native.Default), $"create '{name}'"));
        _ = Hdf5Native.H5Oclose(dataset);
        var isComplex = element is Hdf5Element.Complex64 or Hdf5Element.Complex128;
        var row = shape.Skip(1).Aggregate(isComplex ? 2L : 1L, (a, b) => a * b);
        return (first, values) => Write(name, isComplex, first, row, dims, values.Span);
    }

    /// <summary>Adds a text: a data set that holds one string of variable length.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void AddText(string name, string text)
    {
        using var gate = Hdf5Library.Enter();
        using var type = VariableText();
        using var space = Hdf5Dataset.Memory([]);
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        fixed (byte* first = bytes)
        {
            var pointer = first;
            var at = (nint)(&pointer);
            _ = Written(() =>
            {
                using var dataset = new Hdf5Handle(
                    Hdf5Library.Check(Hdf5Native.H5Dcreate2(file.Id, name, type.Id, space.Id, Hdf5Native.Default, Hdf5Native.Default, Hdf5Native.Default), $"create '{name}'"), Hdf5Native.H5Oclose);
                return Hdf5Library.Check(Hdf5Native.H5Dwrite(dataset.Id, type.Id, Hdf5Native.Default, Hdf5Native.Default, Hdf5Native.Default, (void*)at), $"write '{name}'");
            });
        }
    }

    /// <summary>Adds an attribute of the root group: a number of 8 bytes.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void AddAttribute(string name, double value)
    {
        using var gate = Hdf5Library.Enter();
        var at = (nint)(&value);
        AddAttribute(name, Hdf5Library.Type("IEEE_F64LE"), Hdf5Library.Type("NATIVE_DOUBLE"), at);
    }

    /// <summary>Adds an attribute of the root group: a text of variable length.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void AddAttribute(string name, string value)
    {
        using var gate = Hdf5Library.Enter();
        using var type = VariableText();
        var bytes = Encoding.UTF8.GetBytes(value + '\0');
        fixed (byte* first = bytes)
        {
            var pointer = first;
            AddAttribute(name, type.Id, type.Id, (nint)(&pointer));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // What was kept back is written now, and can fail.
    private void Close()
    {
        using var gate = Hdf5Library.Enter();
        _ = Written(() => Hdf5Library.Check(Hdf5Native.H5Fflush(file.Id, Hdf5Native.WholeFile), "write"));
        file.Dispose();
    }

    private void AddAttribute(string name, long stored, long memory, nint value) => _ = Written(() =>
    {
        using var space = Hdf5Dataset.Memory([]);
        using var attribute = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Acreate2(file.Id, name, stored, space.Id, Hdf5Native.Default, Hdf5Native.Default), $"create attribute '{name}'"), Hdf5Native.H5Aclose);
        return Hdf5Library.Check(Hdf5Native.H5Awrite(attribute.Id, memory, (void*)value), $"write attribute '{name}'");
    });

    private void Write(string name, bool isComplex, long first, long row, ulong[] shape, ReadOnlySpan<float> values)
    {
        if (values.Length % row != 0)
            throw new ArgumentException($"{values.Length} values are no whole rows of {row}", nameof(values));
        using var gate = Hdf5Library.Enter();
        var (start, count) = (new ulong[shape.Length], (ulong[])shape.Clone());
        (start[0], count[0]) = ((ulong)first, (ulong)(values.Length / row));
        using var memory = Hdf5Dataset.Memory(count);
        using var type = isComplex ? Hdf5Dataset.Complex(Hdf5Library.Type("NATIVE_FLOAT"), sizeof(float)) : null;
        fixed (float* from = values)
        fixed (ulong* starts = start, counts = count)
        {
            var (data, s, c) = ((nint)from, (nint)starts, (nint)counts);
            _ = Written(() =>
            {
                using var dataset = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Oopen(file.Id, name, Hdf5Native.Default), $"open '{name}'"), Hdf5Native.H5Oclose);
                using var space = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Dget_space(dataset.Id), $"read the shape of '{name}'"), Hdf5Native.H5Sclose);
                Hdf5Library.Check(Hdf5Native.H5Sselect_hyperslab(space.Id, Hdf5Native.SelectSet, (ulong*)s, null, (ulong*)c, null), $"choose rows of '{name}'");
                return Hdf5Library.Check(Hdf5Native.H5Dwrite(dataset.Id, type?.Id ?? Hdf5Library.Type("NATIVE_FLOAT"), memory.Id, space.Id, Hdf5Native.Default, (void*)data), $"write '{name}'");
            });
        }
    }

    private static Hdf5Handle TypeOf(Hdf5Element element) => element switch
    {
        Hdf5Element.Complex64 => Hdf5Dataset.Complex(Hdf5Library.Type("IEEE_F32LE"), sizeof(float)),
        Hdf5Element.Complex128 => Hdf5Dataset.Complex(Hdf5Library.Type("IEEE_F64LE"), sizeof(double)),
        Hdf5Element.Real32 => Copy("IEEE_F32LE"),
        Hdf5Element.Real64 => Copy("IEEE_F64LE"),
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, "real or complex numbers are written"),
    };

    private static Hdf5Handle Copy(string type) => new(Hdf5Library.Check(Hdf5Native.H5Tcopy(Hdf5Library.Type(type)), "make a type"), Hdf5Native.H5Tclose);

    private static Hdf5Handle VariableText()
    {
        var type = Copy("C_S1");
        Hdf5Library.Check(Hdf5Native.H5Tset_size(type.Id, nuint.MaxValue), "make a type");
        Hdf5Library.Check(Hdf5Native.H5Tset_cset(type.Id, Utf8Set), "make a type");
        return type;
    }

    private static Hdf5Handle Creation(ulong[] shape, int? gzip)
    {
        var made = new Hdf5Handle(Hdf5Library.Properties("DATASET_CREATE"), Hdf5Native.H5Pclose);
        if (gzip is not { } level)
            return made;
        ulong[] chunk = [1, .. shape.Skip(1)];
        fixed (ulong* first = chunk)
            Hdf5Library.Check(Hdf5Native.H5Pset_chunk(made.Id, chunk.Length, first), "set chunks");
        Hdf5Library.Check(Hdf5Native.H5Pset_shuffle(made.Id), "set a filter");
        Hdf5Library.Check(Hdf5Native.H5Pset_deflate(made.Id, (uint)level), "set a filter");
        return made;
    }

    private T Written<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Hdf5Exception e)
        {
            throw new IOException($"{path}: cannot be written: {e.Message}", e);
        }
    }
}
