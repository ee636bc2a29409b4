using System.Text;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>How a dataset is stored.</summary>
public sealed record Hdf5Storage
{
    /// <summary>Shape of a chunk; null: in one piece.</summary>
    public IReadOnlyList<long>? Chunk { get; init; }

    /// <summary>Level of gzip, 1..9; null: not packed. Needs chunks.</summary>
    public int? Gzip { get; init; }

    /// <summary>Whether bytes of one weight are put together before packing. Needs chunks.</summary>
    public bool Shuffle { get; init; }
}

/// <summary>
/// Writes an HDF5 file, e.g. a made volume. It has its name only when it is whole. The same calls give the same bytes.
/// </summary>
public sealed unsafe class Hdf5Writer
{
    private readonly string path;
    private readonly long id;
    private readonly List<Hdf5Rows> open = [];

    private Hdf5Writer(string path, long id) => (this.path, this.id) = (path, id);

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file to make or replace; its folder must exist.</param>
    /// <param name="fill">Makes its datasets and attributes.</param>
    /// <exception cref="IOException">It cannot be written, e.g. because the disk is full.</exception>
    public static void Write(string path, Action<Hdf5Writer> fill) => AtomicFile.WriteByName(path, temporary => Fill(path, temporary, fill));

    /// <summary>Makes a dataset whose values are given a few positions of the leading axis at a time.</summary>
    /// <param name="name">Its name; groups are not made.</param>
    /// <param name="shape">Length of each axis, at least one.</param>
    /// <param name="storage">How it is stored; null: in one piece.</param>
    /// <param name="type">Element type, stored little-endian; not <see cref="Hdf5Type.Text"/>.</param>
    /// <exception cref="IOException">It cannot be made, e.g. because there is one of this name.</exception>
    public Hdf5Rows Dataset(string name, Hdf5Type type, IReadOnlyList<long> shape, Hdf5Storage? storage = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shape.Count);
        if (ElementTypes.Bytes(type) == 0)
            throw new ArgumentException($"{type} is not written as a dataset", nameof(type));
        if (storage is { Chunk: null } and ({ Gzip: not null } or { Shuffle: true }))
            throw new ArgumentException($"{name}: filters need chunks", nameof(storage));
        if (storage?.Chunk is { } chunk && chunk.Count != shape.Count)
            throw new ArgumentException($"{name}: a chunk of {chunk.Count} axes for {shape.Count}", nameof(storage));
        using var call = Hdf5Library.Enter();
        using var list = CreationList(storage ?? new Hdf5Storage());
        using var space = Hdf5Handle.Space(SimpleSpace(shape), Failed);
        var dataset = H5.H5Dcreate2(id, name, ElementTypes.InMemory(type), space.Id, 0, list.Id, 0);
        if (dataset < 0)
            throw Failed();
        var rows = new Hdf5Rows(dataset, name, type, [.. shape], Failed);
        open.Add(rows);
        return rows;
    }

    /// <summary>Makes a scalar dataset of one text in UTF-8.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Without null characters.</param>
    /// <param name="variable">Stored with a variable length, else with exactly its own.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Text(string name, string text, bool variable = true)
    {
        using var call = Hdf5Library.Enter();
        using var list = CreationList(new Hdf5Storage());
        using var space = Hdf5Handle.Space(H5.H5Screate(H5.SpaceScalar), Failed);
        WriteText(text, variable, (type, from) =>
        {
            var dataset = H5.H5Dcreate2(id, name, type, space.Id, 0, list.Id, 0);
            if (dataset < 0)
                return -1;
            var written = H5.H5Dwrite(dataset, type, 0, 0, 0, (void*)from);
            return H5.H5Dclose(dataset) < 0 ? -1 : written;
        });
    }

    /// <summary>Gives the file an attribute of one number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Stored as float64.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Attribute(string name, double value)
    {
        using var call = Hdf5Library.Enter();
        Check(MakeAttribute(name, ElementTypes.InMemory(Hdf5Type.F64), (nint)(&value)));
    }

    /// <summary>Gives the file an attribute of one text in UTF-8.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">Without null characters.</param>
    /// <param name="variable">Stored with a variable length, else with exactly its own.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Attribute(string name, string text, bool variable = true)
    {
        using var call = Hdf5Library.Enter();
        WriteText(text, variable, (type, from) => MakeAttribute(name, type, from));
    }

    private static void Fill(string path, string temporary, Action<Hdf5Writer> fill)
    {
        var file = Create(path, temporary);
        var closed = 0;
        try
        {
            fill(file);
            closed = file.CloseDatasets();
        }
        finally
        {
            using var call = Hdf5Library.Enter();
            closed = H5.H5Fclose(file.id) < 0 ? -1 : closed;
        }

        // What is still buffered is written on closing: a full disk shows here.
        if (closed < 0)
            throw file.Failed();
    }

    private static Hdf5Writer Create(string path, string temporary)
    {
        Exception Failed() => new IOException($"{path}: libhdf5 cannot make it ({Hdf5ErrorStack.Take()})");
        using var call = Hdf5Library.Enter();
        using var access = Hdf5Handle.List(H5.H5Pcreate(Hdf5Library.Global("H5P_CLS_FILE_ACCESS_ID_g")), Failed);
        if (H5.H5Pset_fclose_degree(access.Id, H5.CloseStrong) < 0)
            throw Failed();
        if (Hdf5Library.Has(nameof(H5.H5Pset_file_locking)) && H5.H5Pset_file_locking(access.Id, 0, 1) < 0)
            throw Failed();
        var id = H5.H5Fcreate(temporary, H5.Truncate, 0, access.Id);
        return id < 0 ? throw Failed() : new Hdf5Writer(path, id);
    }

    private int CloseDatasets()
    {
        using var call = Hdf5Library.Enter();
        var worst = 0;
        foreach (var rows in open)
            worst = Math.Min(worst, rows.Close());
        return worst;
    }

    private Hdf5Handle CreationList(Hdf5Storage storage)
    {
        var list = Hdf5Handle.List(H5.H5Pcreate(Hdf5Library.Global("H5P_CLS_DATASET_CREATE_ID_g")), Failed);
        // Times would make each file another one.
        var set = H5.H5Pset_obj_track_times(list.Id, 0);
        if (set >= 0 && storage.Chunk is not null)
        {
            long[] chunk = [.. storage.Chunk];
            fixed (long* shape = chunk)
                set = H5.H5Pset_chunk(list.Id, chunk.Length, (ulong*)shape);
        }

        if (set >= 0 && storage.Shuffle)
            set = H5.H5Pset_shuffle(list.Id);
        if (set >= 0 && storage.Gzip is { } level)
            set = H5.H5Pset_deflate(list.Id, (uint)level);
        if (set >= 0)
            return list;
        var failed = Failed();
        list.Dispose();
        throw failed;
    }

    private int MakeAttribute(string name, long type, nint from)
    {
        using var space = Hdf5Handle.Space(H5.H5Screate(H5.SpaceScalar), Failed);
        using var attribute = Hdf5Handle.Attribute(H5.H5Acreate2(id, name, type, space.Id, 0, 0), Failed);
        return H5.H5Awrite(attribute.Id, type, (void*)from);
    }

    private void WriteText(string text, bool variable, Func<long, nint, int> write)
    {
        var bytes = Encoding.UTF8.GetBytes(text + '\0');
        if (bytes.AsSpan().IndexOf((byte)0) != bytes.Length - 1)
            throw new ArgumentException("a text with null characters", nameof(text));
        using var type = Hdf5Handle.Type(H5.H5Tcopy(Hdf5Library.Global("H5T_C_S1_g")), Failed);
        Check(H5.H5Tset_size(type.Id, variable ? H5.Variable : (nuint)bytes.Length));
        Check(H5.H5Tset_cset(type.Id, H5.CharactersUtf8));
        fixed (byte* first = bytes)
        {
            var pointer = first;
            Check(write(type.Id, variable ? (nint)(&pointer) : (nint)first));
        }
    }

    private static long SimpleSpace(IReadOnlyList<long> shape)
    {
        long[] lengths = [.. shape];
        fixed (long* first = lengths)
            return H5.H5Screate_simple(lengths.Length, (ulong*)first, null);
    }

    private void Check(int code)
    {
        if (code < 0)
            throw Failed();
    }

    private IOException Failed() => new($"{path}: libhdf5 cannot write it ({Hdf5ErrorStack.Take()})");
}
