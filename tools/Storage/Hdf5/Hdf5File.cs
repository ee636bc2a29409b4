using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// An HDF5 file, opened to be read. What leads out of the file (soft and external links, external raw data, virtual data sets) is refused.
/// Several threads may use it; the library serves them one after the other. Of damaged files libhdf5 1.10 refuses most, but it can search a
/// damaged heap without end: texts of variable length lie there, so read them last, and under a time limit.
/// </summary>
public sealed unsafe class Hdf5File : IDisposable
{
    private const int DatasetKind = 5;
    private const int HardLink = 0;
    private const int StringClass = 3;
    private const int MostText = 16 << 20;
    private const long MostUserBlock = 1L << 30;
    private const string FetchAgain = "fetch the file again; a download that was cut or whose link expired looks like this";
    private readonly Hdf5Handle handle;
    private long bytesRead;

    /// <param name="path">The file.</param>
    /// <exception cref="InputRefusedException">It is no HDF5 file, or not a whole one.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public Hdf5File(string path)
    {
        Path = path;
        RequireSignature(path);
        using var gate = Hdf5Library.Enter();
        using var access = new Hdf5Handle(Hdf5Library.Properties("FILE_ACCESS"), Hdf5Native.H5Pclose);
        try
        {
            // Many file systems of clusters know no locks.
            Hdf5Library.Check(Hdf5Native.H5Pset_file_locking(access.Id, 1, 1), "set the locking of files");
            handle = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Fopen(path, Hdf5Native.ReadOnly, access.Id), "open"), Hdf5Native.H5Fclose);
        }
        catch (Hdf5Exception e)
        {
            throw new InputRefusedException(path, $"not a whole HDF5 file of {new FileInfo(path).Length:#,0} bytes ({e.Message})", FetchAgain, e);
        }
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>Bytes of data sets asked for so far, as they are stored without compression.</summary>
    public long BytesRead => Volatile.Read(ref bytesRead);

    /// <summary>Whether the root group holds something of this name.</summary>
    public bool Has(string name)
    {
        using var gate = Hdf5Library.Enter();
        return Guard(() => Hdf5Library.Check(Hdf5Native.H5Lexists(handle.Id, name, Hdf5Native.Default), $"look for '{name}'")) > 0;
    }

    /// <summary>A data set of the root group.</summary>
    /// <exception cref="InputRefusedException">There is none, it leads out of the file, or it cannot be read: see <see cref="Hdf5Dataset"/>.</exception>
    public Hdf5Dataset Open(string name)
    {
        using var gate = Hdf5Library.Enter();
        return Guard(() => new Hdf5Dataset(this, name, OpenObject(name)));
    }

    /// <summary>The text of a data set that holds one string, of fixed or variable length.</summary>
    /// <exception cref="InputRefusedException">There is none, or it holds something else or more than 16 MiB.</exception>
    public string Text(string name)
    {
        using var gate = Hdf5Library.Enter();
        return Guard(() =>
        {
            using var dataset = OpenObject(name);
            using var type = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Dget_type(dataset.Id), $"read the type of '{name}'"), Hdf5Native.H5Tclose);
            using var space = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Dget_space(dataset.Id), $"read the shape of '{name}'"), Hdf5Native.H5Sclose);
            RequireOneText(name, type.Id, space.Id);
            return ReadText(type.Id, (memory, into) => Hdf5Native.H5Dread(dataset.Id, memory, 0, 0, 0, (void*)into), name);
        });
    }

    /// <summary>An attribute of the root group as a number; a text that is one counts.</summary>
    /// <returns>Null: there is no such attribute.</returns>
    /// <exception cref="InputRefusedException">It is no single number.</exception>
    public double? Number(string attribute)
    {
        using var gate = Hdf5Library.Enter();
        return Guard(() =>
        {
            if (Hdf5Library.Check(Hdf5Native.H5Aexists(handle.Id, attribute), $"look for attribute '{attribute}'") == 0)
                return (double?)null;
            using var opened = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Aopen(handle.Id, attribute, Hdf5Native.Default), $"open attribute '{attribute}'"), Hdf5Native.H5Aclose);
            using var type = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Aget_type(opened.Id), "read a type"), Hdf5Native.H5Tclose);
            if (Hdf5Native.H5Tget_class(type.Id) == StringClass)
            {
                return double.TryParse(TextOf(attribute, opened, type), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw Refused($"attribute '{attribute}' is a text and no number", "correct the file, or fetch it again");
            }

            using var space = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Aget_space(opened.Id), "read a shape"), Hdf5Native.H5Sclose);
            if (Elements(space.Id) != 1 || Hdf5Native.H5Tget_class(type.Id) > 1)
                throw Refused($"attribute '{attribute}' is not a single number", "correct the file, or fetch it again");
            double value;
            Hdf5Library.Check(Hdf5Native.H5Aread(opened.Id, Hdf5Library.Type("NATIVE_DOUBLE"), &value), $"read attribute '{attribute}'");
            return value;
        });
    }

    /// <summary>An attribute of the root group as text.</summary>
    /// <returns>Null: there is no such attribute.</returns>
    /// <exception cref="InputRefusedException">It is no single text.</exception>
    public string? AttributeText(string attribute)
    {
        using var gate = Hdf5Library.Enter();
        return Guard(() =>
        {
            if (Hdf5Library.Check(Hdf5Native.H5Aexists(handle.Id, attribute), $"look for attribute '{attribute}'") == 0)
                return null;
            using var opened = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Aopen(handle.Id, attribute, Hdf5Native.Default), $"open attribute '{attribute}'"), Hdf5Native.H5Aclose);
            using var type = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Aget_type(opened.Id), "read a type"), Hdf5Native.H5Tclose);
            return TextOf(attribute, opened, type);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    internal static long Elements(long space)
    {
        if (Hdf5Native.H5Sget_simple_extent_type(space) is var kind && kind != 1)
            return kind == 0 ? 1 : 0;
        var elements = 1L;
        foreach (var length in Shape(space))
            elements = checked(elements * length);
        return elements;
    }

    internal static long[] Shape(long space)
    {
        var rank = Hdf5Library.Check(Hdf5Native.H5Sget_simple_extent_ndims(space), "read a shape");
        var dims = new ulong[Math.Max(1, rank)];
        fixed (ulong* first = dims)
            Hdf5Library.Check(Hdf5Native.H5Sget_simple_extent_dims(space, first, null), "read a shape");
        return [.. dims.Take(rank).Select(d => checked((long)d))];
    }

    internal void Count(long bytes) => Interlocked.Add(ref bytesRead, bytes);

    internal InputRefusedException Refused(string problem, string remedy, Exception? inner = null) => new(Path, problem, remedy, inner);

    /// <summary>What the library cannot read is the file's fault.</summary>
    internal T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Hdf5Exception e)
        {
            throw Refused($"cannot be read: {e.Message}", FetchAgain, e);
        }
        catch (OverflowException e)
        {
            throw Refused("a shape of more elements than can be counted", FetchAgain, e);
        }
    }

    // At 0, or behind a user block of 512, 1024, 2048, ... bytes.
    private static void RequireSignature(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> start = stackalloc byte[8];
        for (var at = 0L; at < Math.Min(RandomAccess.GetLength(file), MostUserBlock); at = at == 0 ? 512 : at * 2)
        {
            if (RandomAccess.Read(file, start, at) == start.Length && start[0] == 0x89 && start[1..].SequenceEqual("HDF\r\n\x1a\n"u8))
                return;
        }

        throw new InputRefusedException(path, $"not an HDF5 file ({RandomAccess.GetLength(file):#,0} bytes, no signature)", FetchAgain);
    }

    private Hdf5Handle OpenObject(string name)
    {
        if (Hdf5Library.Check(Hdf5Native.H5Lexists(handle.Id, name, Hdf5Native.Default), $"look for '{name}'") == 0)
            throw Refused($"there is no '{name}'", "look whether this is the kind of file that is expected here");

        // The kind is the first member of H5L_info_t; the whole has 40 bytes.
        var info = stackalloc int[16];
        Hdf5Library.Check(LinkInfo(name, info), $"look at '{name}'");
        if (info[0] != HardLink)
            throw Refused($"'{name}' is a link to elsewhere, which is not followed", "put the data itself into the file");
        var opened = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Oopen(handle.Id, name, Hdf5Native.Default), $"open '{name}'"), Hdf5Native.H5Oclose);
        if (Hdf5Native.H5Iget_type(opened.Id) == DatasetKind)
            return opened;
        opened.Dispose();
        throw Refused($"'{name}' is not a data set", "look whether this is the kind of file that is expected here");
    }

    private int LinkInfo(string name, int* info)
    {
        try
        {
            return Hdf5Native.H5Lget_info(handle.Id, name, info, Hdf5Native.Default);
        }
        catch (EntryPointNotFoundException)
        {
            // Its name since 1.12.
            return Hdf5Native.H5Lget_info1(handle.Id, name, info, Hdf5Native.Default);
        }
    }

    private string TextOf(string attribute, Hdf5Handle opened, Hdf5Handle type)
    {
        using var space = new Hdf5Handle(Hdf5Library.Check(Hdf5Native.H5Aget_space(opened.Id), "read a shape"), Hdf5Native.H5Sclose);
        RequireOneText(attribute, type.Id, space.Id);
        return ReadText(type.Id, (memory, into) => Hdf5Native.H5Aread(opened.Id, memory, (void*)into), attribute);
    }

    private void RequireOneText(string name, long type, long space)
    {
        if (Hdf5Native.H5Tget_class(type) != StringClass || Elements(space) != 1 || Hdf5Native.H5Tget_size(type) > MostText)
            throw Refused($"'{name}' is not a single text of at most {MostText:#,0} bytes", "look whether this is the kind of file that is expected here");
    }

    private static string ReadText(long type, Func<long, nint, int> read, string name)
    {
        if (Hdf5Library.Check(Hdf5Native.H5Tis_variable_str(type), "read a type") == 0)
        {
            var bytes = new byte[(int)Hdf5Native.H5Tget_size(type)];
            fixed (byte* first = bytes)
                Hdf5Library.Check(read(type, (nint)first), $"read '{name}'");
            var end = Array.IndexOf(bytes, (byte)0);
            return Decode(bytes.AsSpan(0, end < 0 ? bytes.Length : end)).TrimEnd(' ');
        }

        nint text = 0;
        Hdf5Library.Check(read(type, (nint)(&text)), $"read '{name}'");
        if (text == 0)
            return "";
        try
        {
            return Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)text));
        }
        finally
        {
            _ = Hdf5Native.H5free_memory(text);
        }
    }

    // What is not UTF-8 is taken for Latin-1, in which every byte is a character.
    private static string Decode(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
