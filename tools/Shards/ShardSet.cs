namespace I2M2.Shards;

/// <summary>
/// A finished folder of shards, opened for reading: `manifest.json` and `shards/`. Opening checks that every shard is there, of the
/// size the manifest states, and holds the columns of the schema; <see cref="FindDamage"/> also recomputes the hashes.
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
            var tables = set.Manifest.Tables.Select(t => new ShardSplit(folder, t, set.OpenShards(t), set.Manifest.ColumnsOf(t.Name), [])).ToList();
            foreach (var split in set.Manifest.Splits)
                set.splits.Add(split.Name, new ShardSplit(folder, split, set.OpenShards(split), set.Manifest.ColumnsOf(split.Name), tables));

            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>Reads every shard of a finished folder once and compares it with the manifest's hashes, to the last block.</summary>
    /// <param name="folder">Folder of the set; shards may be missing, cut or changed.</param>
    /// <param name="progress">Told from time to time how many bytes were done since the last call, of those the manifest counts; may be null.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <returns>All damage, in the order of the manifest; empty when the set is as it was written.</returns>
    /// <exception cref="InputRefusedException">No manifest, or a damaged one.</exception>
    public static IReadOnlyList<ShardDamage> FindDamage(string folder, Action<long>? progress = null, CancellationToken stop = default)
    {
        var manifest = ReadManifest(folder);
        var damage = new List<ShardDamage>();
        foreach (var split in manifest.Stored)
        {
            var firstRow = 0L;
            foreach (var shard in split.Shards)
            {
                damage.AddRange(new ShardCheck(folder, manifest, split, shard, firstRow).Run(progress, stop));
                firstRow += shard.Rows;
            }
        }

        foreach (var file in manifest.Parquet)
            damage.AddRange(ParquetCheck.Run(folder, file, progress, stop));

        return damage;
    }

    /// <summary>Whether a Parquet file of a set has the length and the footer with which it was written, so that a reader may go by it; the pages are not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="listed">What the set's manifest says of it.</param>
    public static bool HasFooterOf(string path, ManifestParquet listed) => ParquetBytes.HasFooterOf(path, listed);

    /// <summary>As <see cref="FindDamage"/>, where any damage is an error.</summary>
    /// <param name="progress">As for <see cref="FindDamage"/>.</param>
    /// <exception cref="InputRefusedException">A shard is not as it was written; the message names file, column, bytes and rows of the first damage.</exception>
    public void Verify(Action<long>? progress = null)
    {
        var damage = FindDamage(Folder, progress);
        if (damage.Count > 0)
            throw Refuse("", $"{damage[0]}{(damage.Count > 1 ? $", and {damage.Count - 1:#,0} more such places" : "")}");
    }

    /// <summary>
    /// Has the whole set brought into memory in the background, when it fits into half of what this process may use: rows are asked for in
    /// any order, and a disk gives them faster in its own.
    /// </summary>
    /// <returns>Whether it fits.</returns>
    public bool ReadAhead()
    {
        if (files.Sum(f => f.ByteLength) > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2)
            return false;
        files.ForEach(f => f.ReadAhead());
        return true;
    }

    /// <summary>Unmaps all shards; spans taken from them become invalid.</summary>
    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }

    internal static string ShardName(string split, int index) => $"{ShardFolder}/{split}-{index:00000}.safetensors";

    private IReadOnlyList<SafetensorsFile> OpenShards(ManifestSplit split)
    {
        var columns = Manifest.ColumnsOf(split.Name);
        return [.. split.Shards.Select(shard => OpenShard(shard, columns))];
    }

    private SafetensorsFile OpenShard(ManifestShard shard, IReadOnlyList<ColumnSchema> columns)
    {
        var path = Path.Combine(Folder, shard.File);
        var length = File.Exists(path) ? LengthOf(path) : -1;
        if (length != shard.Bytes)
            throw Refuse(shard.File, length < 0 ? "missing" : $"of {length:#,0} bytes, the manifest says {shard.Bytes:#,0}");
        var file = SafetensorsFile.Open(path);
        files.Add(file);
        foreach (var column in columns)
        {
            if (!file.TryGet(column.Name, out var entry) || entry.Dtype != column.Dtype || !entry.Shape.SequenceEqual([shard.Rows, .. column.Shape]))
                throw Refuse(shard.File, $"column '{column.Name}' is not {column.Dtype} of shape [{string.Join(", ", [shard.Rows, .. column.Shape])}] as the schema says");
        }

        return file;
    }

    // Of the file itself where the path is a link to it.
    internal static long LengthOf(string path)
    {
        using var file = File.OpenHandle(path);
        return RandomAccess.GetLength(file);
    }

    private InputRefusedException Refuse(string file, string problem)
        => new(Path.Combine(Folder, file), problem, "preprocess again");
}
