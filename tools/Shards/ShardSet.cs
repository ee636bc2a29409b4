using System.Security.Cryptography;

namespace I2M2.Shards;

/// <summary>
/// A finished folder of shards, opened for reading: `manifest.json` and `shards/`. Opening checks that every shard is there, of the
/// size the manifest states, and holds the columns of the schema; <see cref="Verify"/> also recomputes the hashes.
/// </summary>
public sealed class ShardSet : IDisposable
{
    /// <summary>Folder of the shard files below the set's folder.</summary>
    public const string ShardFolder = "shards";
    private readonly Dictionary<string, ShardSplit> splits = new(StringComparer.Ordinal);
    private readonly List<SafetensorsFile> files = [];

    private ShardSet(string folder, ShardManifest manifest)
    {
        Folder = folder;
        Manifest = manifest;
    }

    /// <summary>The set's folder, as given.</summary>
    public string Folder { get; }

    /// <summary>Schema, statistics, options, hashes.</summary>
    public ShardManifest Manifest { get; }

    /// <summary>The split of that name.</summary>
    /// <exception cref="InputRefusedException">The set has no such split.</exception>
    public ShardSplit this[string split] => splits.TryGetValue(split, out var found)
        ? found
        : throw new InputRefusedException(Folder, $"split '{split}' is missing; there are {string.Join(", ", splits.Keys)}", "name one of these");

    /// <summary>True when <paramref name="folder"/> holds a manifest, that is, preprocessing finished there.</summary>
    public static bool IsFinished(string folder) => File.Exists(Path.Combine(folder, ShardManifest.FileName));

    /// <summary>Reads a finished folder's manifest alone.</summary>
    /// <exception cref="InputRefusedException">No such folder, no manifest, or not one of this program.</exception>
    public static ShardManifest ReadManifest(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw File.Exists(folder)
                ? new InputRefusedException(folder, "expected a folder of shards, found a file", $"name the folder that holds {ShardManifest.FileName}")
                : new InputRefusedException(folder, "no such folder", "run preprocessing, or check the path");
        }

        var path = Path.Combine(folder, ShardManifest.FileName);
        return File.Exists(path)
            ? ManifestJson.Read(path)
            : throw new InputRefusedException(folder, $"{ShardManifest.FileName} is missing, so preprocessing did not finish here", "run preprocessing again; it goes on where it stopped");
    }

    /// <summary>Opens a finished folder.</summary>
    /// <exception cref="InputRefusedException">Not finished, a shard missing, of another size, or not of the schema.</exception>
    public static ShardSet Open(string folder)
    {
        var set = new ShardSet(folder, ReadManifest(folder));
        try
        {
            if (set.Manifest.Columns.DistinctBy(c => c.Name).Count() != set.Manifest.Columns.Count)
                throw set.Refuse(ShardManifest.FileName, "a column is listed twice");
            foreach (var split in set.Manifest.Splits)
            {
                var shards = split.Shards.Select((s, index) => set.OpenShard(split, s, index)).ToList();
                if (shards.Count == 0 || split.Shards.Sum(s => s.Rows) != split.Rows)
                    throw set.Refuse(ShardManifest.FileName, $"split '{split.Name}' of {split.Rows} rows does not add up from its shards");
                if (!set.splits.TryAdd(split.Name, new ShardSplit(folder, split, shards, set.Manifest.Columns)))
                    throw set.Refuse(ShardManifest.FileName, $"split '{split.Name}' is listed twice");
            }

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Recomputes every shard's SHA-256.</summary>
    /// <param name="progress">Told from time to time how many bytes were read since the last call; may be null.</param>
    /// <exception cref="InputRefusedException">A shard's bytes are not those that were written; the message names it.</exception>
    public void Verify(Action<long>? progress = null)
    {
        var buffer = new byte[1 << 20];
        foreach (var shard in Manifest.Splits.SelectMany(s => s.Shards))
        {
            using var stream = new FileStream(Path.Combine(Folder, shard.File), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            for (int read; (read = stream.Read(buffer)) > 0; progress?.Invoke(read))
                hash.AppendData(buffer.AsSpan(0, read));
            var found = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (found != shard.Sha256)
                throw Refuse(shard.File, $"damaged: its SHA-256 is {found}, the manifest says {shard.Sha256}");
        }
    }

    /// <summary>Unmaps all shards; spans taken from them become invalid.</summary>
    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    internal static string ShardName(string split, int index) => $"{ShardFolder}/{split}-{index:00000}.safetensors";

    private SafetensorsFile OpenShard(ManifestSplit split, ManifestShard shard, int index)
    {
        // The name is fixed by split and position: a manifest cannot point outside its folder.
        if (shard.File != ShardName(split.Name, index) || split.Name.AsSpan().ContainsAny('/', '\\', '.'))
            throw Refuse(ShardManifest.FileName, $"shard {index} of split '{split.Name}' is listed as '{shard.File}'");
        var path = Path.Combine(Folder, shard.File);
        var length = File.Exists(path) ? LengthOf(path) : -1;
        if (length != shard.Bytes)
            throw Refuse(shard.File, length < 0 ? "missing" : $"of {length:#,0} bytes, the manifest says {shard.Bytes:#,0}");
        var file = SafetensorsFile.Open(path);
        files.Add(file);
        foreach (var column in Manifest.Columns)
        {
            if (!file.TryGet(column.Name, out var entry) || entry.Dtype != column.Dtype || !entry.Shape.SequenceEqual([shard.Rows, .. column.Shape]))
                throw Refuse(shard.File, $"column '{column.Name}' is not {column.Dtype} of shape [{string.Join(", ", [shard.Rows, .. column.Shape])}] as the schema says");
        }

        return file;
    }

    // Of the file itself where the path is a link to it.
    private static long LengthOf(string path)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }

    private InputRefusedException Refuse(string file, string problem)
        => new(Path.Combine(Folder, file), problem, $"remove {ShardManifest.FileName} and run preprocessing again");
}
