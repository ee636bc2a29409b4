using System.Text.Json;
using I2M2.Shards;

namespace I2M2.Preprocessing.Fetch;

/// <summary>Where the bytes of a part file come from.</summary>
/// <param name="Url">The address asked.</param>
/// <param name="ETag">The server's strong name for this version of the file, with its quotes.</param>
/// <param name="LastModified">When the file had last changed, for servers without strong ETags.</param>
/// <param name="Length">Bytes of the whole file, when known.</param>
internal sealed record PartOrigin(string Url, string? ETag, DateTimeOffset? LastModified, long? Length);

/// <summary>
/// `{file}.part` holds what has come of a download, `{file}.part.json` from where, so that a later run goes on instead of starting over. The
/// origin is written before the first byte and removed before the part is emptied: the two never disagree, whenever the program is killed.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const long MostOriginBytes = 64 << 10;
    private readonly string target;
    private readonly FileStream stream;
    private bool committed;

    /// <param name="target">Path that the finished file will have; its folder must exist.</param>
    /// <exception cref="IOException">Another process is fetching the same file.</exception>
    internal PartFile(string target)
    {
        this.target = target;
        // Unbuffered: what was received is on its way to the disk when the program is killed.
        stream = new FileStream(PartPath(target), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        Origin = ReadOrigin();
        if (Origin is null)
            stream.SetLength(0);
        stream.Position = KeptBytes = stream.Length;
    }

    /// <summary>Where the bytes come from; null while there are none.</summary>
    internal PartOrigin? Origin { get; private set; }

    /// <summary>Bytes so far.</summary>
    internal long Length => stream.Length;

    /// <summary>Those of them that an earlier run had brought.</summary>
    internal long KeptBytes { get; private set; }

    /// <summary>Whether nothing is left to be fetched.</summary>
    internal bool IsWhole => Origin?.Length == Length;

    /// <summary>The name that part files of <paramref name="target"/> have.</summary>
    internal static string PartPath(string target) => target + ".part";

    /// <summary>Empties the part and notes where its bytes will come from.</summary>
    internal void Start(PartOrigin origin)
    {
        Clear();
        AtomicFile.WriteText(OriginPath, JsonSerializer.Serialize(origin));
        Origin = origin;
    }

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="IOException">The disk is full, for one.</exception>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            stream.Write(bytes);
        }
        catch (IOException e)
        {
            throw new IOException($"{e.Message.TrimEnd('.')}. What has come is kept: free some space and run the same command again.", e);
        }
    }

    /// <summary>Notes that all bytes are there, also when the server had not said how many there are.</summary>
    internal void Complete()
    {
        stream.Flush(flushToDisk: true);
        Origin = Origin! with { Length = Length };
        AtomicFile.WriteText(OriginPath, JsonSerializer.Serialize(Origin));
    }

    /// <summary>Removes what has come.</summary>
    internal void Clear()
    {
        File.Delete(OriginPath);
        Origin = null;
        KeptBytes = 0;
        stream.SetLength(0);
    }

    /// <summary>The bytes, from the first; to be read, not closed.</summary>
    internal FileStream Content()
    {
        stream.Position = 0;
        return stream;
    }

    /// <summary>Gives the file its name.</summary>
    internal void Commit()
    {
        File.Move(PartPath(target), target, overwrite: true);
        committed = true;
        File.Delete(OriginPath);
        DurableFolder.Sync(Path.GetDirectoryName(Path.GetFullPath(target))!);
    }

    /// <summary>Keeps what has come, if anything.</summary>
    public void Dispose()
    {
        if (!committed && stream.Length == 0)
            File.Delete(PartPath(target));
        stream.Dispose();
    }

    private string OriginPath => PartPath(target) + ".json";

    private PartOrigin? ReadOrigin()
    {
        try
        {
            return new FileInfo(OriginPath) is { Exists: true, Length: <= MostOriginBytes }
                ? JsonSerializer.Deserialize<PartOrigin>(File.ReadAllText(OriginPath))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
