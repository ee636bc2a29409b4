using System.Text;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// An HDF5 file opened for reading. It is checked to be whole before the library reads it; links and values that lie in other files are
/// refused, and nothing that a file names is loaded or run. Thread-safe; closing it closes its datasets.
/// </summary>
public sealed unsafe class Hdf5File : IDisposable
{
    private readonly long id;
    private long bytesRead;
    private long unpackingTicks;

    private Hdf5File(string path, Superblock superblock, Hdf5Limits limits)
    {
        (Path, Superblock, Limits, ByteLength) = (path, superblock, limits, new FileInfo(path).Length);
        using var call = Hdf5Library.Enter();
        using var access = Hdf5Handle.List(H5.H5Pcreate(Hdf5Library.Global("H5P_CLS_FILE_ACCESS_ID_g")), () => Damaged("open"));
        var set = H5.H5Pset_fclose_degree(access.Id, H5.CloseStrong);
        // Some network file systems have no locks; what is read here is finished.
        if (set >= 0 && Hdf5Library.Has(nameof(H5.H5Pset_file_locking)))
            set = H5.H5Pset_file_locking(access.Id, 0, 1);
        id = set < 0 ? set : H5.H5Fopen(path, H5.ReadOnly, access.Id);
        if (id < 0)
            throw Damaged("cannot be opened");
    }

    /// <summary>The file's path, as given.</summary>
    public string Path { get; }

    /// <summary>Length of the whole file.</summary>
    public long ByteLength { get; }

    /// <summary>The limits it was opened with.</summary>
    public Hdf5Limits Limits { get; }

    /// <summary>Bytes of values that were read since it was opened, as they are stored: whole chunks, packed; what lies in one piece, as asked for.</summary>
    public long BytesRead => Interlocked.Read(ref bytesRead);

    /// <summary>Time that unpacking chunks took, over all threads.</summary>
    public TimeSpan Unpacking => TimeSpan.FromTicks(Interlocked.Read(ref unpackingTicks));

    internal Superblock Superblock { get; }

    internal bool IsClosed { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may ask for; null: the defaults.</param>
    /// <exception cref="InputRefusedException">Not there, not HDF5, cut short or damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="DllNotFoundException">There is no libhdf5.</exception>
    public static Hdf5File Open(string path, Hdf5Limits? limits = null)
    {
        var superblock = Superblock.Read(path);
        RootNames.Check(path, superblock);
        return new Hdf5File(path, superblock, limits ?? new Hdf5Limits());
    }

    /// <summary>Names of all datasets in the file, groups before a slash, in the order of names. Links out of the file are left out.</summary>
    /// <exception cref="InputRefusedException">There are too many groups and datasets, or the file is damaged.</exception>
    public IReadOnlyList<string> Datasets()
    {
        using var call = Enter();
        var names = new List<string>();
        var seen = 0;
        Visit("", 0, names, ref seen);
        return names;
    }

    /// <summary>Whether the file has something of this name: a dataset, a group, or a link, also one on the way that opening will refuse.</summary>
    public bool Has(string name)
    {
        using var call = Enter();
        var upTo = "";
        foreach (var part in Parts(name))
        {
            upTo = upTo.Length == 0 ? part : $"{upTo}/{part}";
            var exists = H5.H5Lexists(id, upTo, 0);
            if (exists <= 0)
                return exists < 0 ? throw Damaged(Shown(upTo)) : false;
            if (LinkOf(upTo) is not (0 or H5.LinkSoft))
                return true;
        }

        return true;
    }

    /// <summary>Opens a dataset.</summary>
    /// <param name="name">Its name, groups before a slash.</param>
    /// <exception cref="InputRefusedException">There is none of this name, or it or its values lie in another file.</exception>
    public Hdf5Dataset Dataset(string name)
    {
        using var call = Enter();
        RequireWithinFile(name);
        var item = H5.H5Oopen(id, name, 0);
        if (item < 0)
            throw Damaged($"dataset {Shown(name)}");
        try
        {
            return H5.H5Iget_type(item) == H5.ObjectDataset
                ? new Hdf5Dataset(this, name, item)
                : throw Refused($"{Shown(name)}: expected a dataset, found a group or a type", "use a file made for this purpose");
        }
        catch
        {
            _ = H5.H5Oclose(item);
            throw;
        }
    }

    /// <summary>An attribute of the file.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null when it has none.</returns>
    /// <exception cref="InputRefusedException">It is neither one number nor one text.</exception>
    public Hdf5Value? Attribute(string name)
    {
        using var call = Enter();
        var root = H5.H5Oopen(id, "/", 0);
        if (root < 0)
            throw Damaged("root group");
        try
        {
            return Hdf5Value.Read(this, root, "", name);
        }
        finally
        {
            _ = H5.H5Oclose(root);
        }
    }

    /// <summary>Closes the file and what was opened in it.</summary>
    public void Dispose()
    {
        using var call = Hdf5Library.Enter();
        if (!IsClosed)
            _ = H5.H5Fclose(id);
        IsClosed = true;
    }

    internal static string Shown(string name) => SafeText.ForTerminal(name);

    internal void CountUnpacking(TimeSpan time) => Interlocked.Add(ref unpackingTicks, time.Ticks);

    internal void Count(long bytes) => Interlocked.Add(ref bytesRead, bytes);

    internal InputRefusedException Refused(string problem, string remedy) => new(Path, problem, remedy);

    /// <summary>For a call that failed: with what the library says.</summary>
    internal InputRefusedException Damaged(string place) =>
        new(Path, $"{place}: libhdf5 cannot read it ({Hdf5ErrorStack.Take()})", "fetch or copy the file again");

    private static string[] Parts(string name) => name.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private Lock.Scope Enter()
    {
        var call = Hdf5Library.Enter();
        if (!IsClosed)
            return call;
        call.Dispose();
        throw new ObjectDisposedException(nameof(Hdf5File));
    }

    // Soft links stay inside: the library knows no external ones here, not even behind a soft one.
    private void RequireWithinFile(string name)
    {
        var upTo = "";
        foreach (var part in Parts(name))
        {
            upTo = upTo.Length == 0 ? part : $"{upTo}/{part}";
            var exists = H5.H5Lexists(id, upTo, 0);
            if (exists < 0)
                throw Damaged(Shown(upTo));
            if (exists == 0)
                throw Refused($"dataset {Shown(name)} is missing", "use a file made for this purpose");
            if (LinkOf(upTo) is not (0 or H5.LinkSoft))
                throw Refused($"{Shown(upTo)} is a link to another file; those are not followed", "copy the dataset itself into this file");
        }
    }

    private int LinkOf(string name)
    {
        var code = Hdf5Library.Has(nameof(H5.H5Lget_info))
            ? H5.H5Lget_info(id, name, out var link, 0)
            : H5.H5Lget_info1(id, name, out link, 0);
        return code < 0 ? throw Damaged(Shown(name)) : link.Type;
    }

    private void Visit(string group, int depth, List<string> names, ref int seen)
    {
        if (depth > Limits.Depth)
            throw Refused($"groups lie more than {Limits.Depth} deep", "use a file made for this purpose");
        var item = H5.H5Oopen(id, group.Length == 0 ? "/" : group, 0);
        if (item < 0)
            throw Damaged(group.Length == 0 ? "root group" : $"group {Shown(group)}");
        try
        {
            if (H5.H5Gget_info(item, out var info) < 0)
                throw Damaged($"group {Shown(group)}");
            for (ulong i = 0; i < info.Links; i++)
            {
                if (++seen > Limits.Objects)
                    throw Refused($"more than {Limits.Objects} groups and datasets", "use a file made for this purpose");
                VisitLink(group, LinkName(item, group, i), depth, names, ref seen);
            }
        }
        finally
        {
            _ = H5.H5Oclose(item);
        }
    }

    private void VisitLink(string group, string link, int depth, List<string> names, ref int seen)
    {
        var name = group.Length == 0 ? link : $"{group}/{link}";
        if (LinkOf(name) != 0)
            return;
        var child = H5.H5Oopen(id, name, 0);
        if (child < 0)
            throw Damaged(Shown(name));
        var kind = H5.H5Iget_type(child);
        _ = H5.H5Oclose(child);
        if (kind == H5.ObjectDataset)
            names.Add(name);
        else if (kind == H5.ObjectGroup)
            Visit(name, depth + 1, names, ref seen);
    }

    private string LinkName(long item, string group, ulong position)
    {
        const int longest = 1024;
        var bytes = stackalloc byte[longest];
        var self = (byte)'.';
        var here = stackalloc byte[] { self, 0 };
        var length = H5.H5Lget_name_by_idx(item, here, H5.ByName, H5.Increasing, position, bytes, longest, 0);
        if (length < 0)
            throw Damaged($"group {Shown(group)}");
        return length < longest
            ? Encoding.UTF8.GetString(bytes, (int)length)
            : throw Refused($"a name of {length} bytes", "use shorter names");
    }
}
