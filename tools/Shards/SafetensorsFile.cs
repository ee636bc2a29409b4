using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace I2M2.Shards;

/// <summary>
/// A safetensors file, memory-mapped for reading. The header is checked in full on opening, so that later access needs no checks:
/// its length against file and format limit, every dtype, shape and range, ranges covering the data exactly once, keys unique.
/// Thread-safe for reading; disposing invalidates every span and pointer it gave out.
/// </summary>
public sealed unsafe partial class SafetensorsFile : IDisposable
{
    private readonly Dictionary<string, SafetensorsEntry> entries = new(StringComparer.Ordinal);
    private const int WillNeed = 3;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private bool disposed;

    private SafetensorsFile(string path, FileStream stream, SafetensorsHeader header)
    {
        Path = path;
        Metadata = header.Metadata;
        ByteLength = stream.Length;
        map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        foreach (var (spec, begin) in header.Tensors)
            entries.Add(spec.Name, new SafetensorsEntry(this, spec, start + header.DataStart + begin));
        Names = [.. header.Tensors.Select(t => t.Spec.Name)];
    }

    /// <summary>The file's path, as given.</summary>
    public string Path { get; }

    /// <summary>Length of the whole file.</summary>
    public long ByteLength { get; }

    /// <summary>The header's string-to-string `__metadata__`; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Tensor names in the order of their data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="InputRefusedException">The file has no such tensor.</exception>
    public SafetensorsEntry this[string name] => entries.TryGetValue(name, out var entry)
        ? entry
        : throw new InputRefusedException(Path, $"tensor '{name}' is missing", "use a file made for this purpose");

    /// <summary>Maps <paramref name="path"/> and checks its header.</summary>
    /// <exception cref="InputRefusedException">Not there, or not a valid safetensors file; the message names file and tensor.</exception>
    public static SafetensorsFile Open(string path)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "no such file", "check the path");
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        try
        {
            return new SafetensorsFile(path, stream, SafetensorsHeader.Read(path, stream));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes a set of tensors held in memory, atomically.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="tensors">Name, dtype, shape and row-major little-endian data of each; any order.</param>
    /// <param name="metadata">The header's `__metadata__`; none when null.</param>
    /// <returns>SHA-256 of the file, lower-case hexadecimal.</returns>
    public static string Write(
        string path,
        IReadOnlyList<(string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var writer = new SafetensorsWriter(path, [.. tensors.Select(t => new TensorSpec(t.Name, t.Dtype, t.Shape))], metadata);
        var data = tensors.ToDictionary(t => t.Name, t => t.Data, StringComparer.Ordinal);
        foreach (var name in writer.Names)
            writer.Append(name, data[name].Span);
        return writer.Finish();
    }

    /// <summary>The tensor of that name, if the file has it.</summary>
    public bool TryGet(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SafetensorsEntry? entry)
        => entries.TryGetValue(name, out entry);

    /// <summary>Asks the kernel to bring the whole file into memory in the background; it does what it can.</summary>
    public void ReadAhead()
    {
        ThrowIfDisposed();
        if (OperatingSystem.IsLinux())
            _ = Advise((byte*)view.SafeMemoryMappedViewHandle.DangerousGetHandle(), (nuint)ByteLength, WillNeed);
    }

    /// <summary>Unmaps the file.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        map.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(disposed, this);
}
