using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Arrays;

/// <summary>
/// Named arrays in one file, as numpy.savez and savez_compressed write them: a zip archive of arrays, each called its name and `.npy`.
/// An array is read, with its checksum, when it is asked for. Not thread-safe.
/// </summary>
public sealed class NpzFile : IDisposable
{
    private const string Ending = ".npy";
    private readonly ConfinedZip zip;
    private readonly long mostBytes;

    private NpzFile(ConfinedZip zip, long mostBytes)
    {
        this.zip = zip;
        this.mostBytes = mostBytes;
        Names = [.. zip.Names.Select(n => n[..^Ending.Length])];
    }

    /// <summary>The file's path, as given.</summary>
    public string Path => zip.Path;

    /// <summary>The arrays' names.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens a file and checks its directory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">Most bytes of one array with its header.</param>
    /// <exception cref="InputRefusedException">Not there, an archive that <see cref="ConfinedZip"/> refuses, or one with something else in it.</exception>
    public static NpzFile Open(string path, long mostBytes = 256 << 20)
    {
        var zip = ConfinedZip.Open(path);
        if (zip.Names.FirstOrDefault(n => !n.EndsWith(Ending, StringComparison.Ordinal)) is not { } other)
            return new NpzFile(zip, mostBytes);
        zip.Dispose();
        throw new InputRefusedException(path, $"member '{SafeText.ForTerminal(other)}' is no array ({Ending})", "write the file with numpy.savez");
    }

    /// <summary>Reads an array that must be there.</summary>
    /// <param name="name">Its name, without ".npy".</param>
    /// <param name="rank">Number of axes.</param>
    /// <param name="dtypes">The element types that will do.</param>
    /// <exception cref="InputRefusedException">Missing, of another rank or dtype, damaged, or over the limit.</exception>
    public NpyArray Require(string name, int rank, params ReadOnlySpan<Dtype> dtypes)
    {
        var member = name + Ending;
        if (!zip.Contains(member))
            throw new InputRefusedException(Path, $"array '{name}' is missing; there are {SafeText.ForTerminal(string.Join(", ", Names), 200)}", "add it to the file");
        var bytes = zip.Read(member, mostBytes);
        var source = new NpySource(Path, name);
        var header = NpyHeader.Read(source, new MemoryStream(bytes), bytes.Length);
        if (header.Shape.Length != rank)
            throw source.Refuse($"has {header.Shape.Length} axes, expected {rank}", "correct the file, or use another");
        if (!dtypes.Contains(header.Dtype))
            throw source.Refuse($"is of {header.Dtype}, expected {string.Join(" or ", dtypes.ToArray())}", "convert it with numpy's astype");
        return InMemory(source, header, bytes.AsMemory(header.DataStart));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => zip.Dispose();

    private static NpyArray InMemory(NpySource source, NpyHeader header, Memory<byte> data)
    {
        if (header.BigEndian)
            ElementOrder.ReverseBytes(data.Span, header.Dtype.Bytes());
        if (header.FortranOrder)
            data = ElementOrder.RowMajor(data.Span, header.Shape, header.Dtype.Bytes());
        return new NpyArray(source, header.Dtype, header.Shape, data);
    }
}
