using System.Text.RegularExpressions;

namespace I2M2.Shards;

/// <summary>
/// Shard files that an earlier run left in an output folder. Only what is known to be a shard is ever removed: files that a manifest
/// of ours lists, that say so in their header, or that have the hidden temporary name that none but <see cref="AtomicFile"/> gives.
/// </summary>
internal static partial class EarlierShards
{
    /// <summary>Bytes of all files that look like shards or temporary ones.</summary>
    internal static long Bytes(string folder) => Files(folder).Sum(f => new FileInfo(f).Length);

    /// <summary>What the next run does not continue and must remove.</summary>
    /// <param name="folder">Output folder.</param>
    /// <param name="listed">Shards of the finished set that is replaced, paths below the folder.</param>
    /// <param name="wanted">Shards to be written, paths below the folder.</param>
    /// <param name="isKept">Whether a wanted shard that is there is the one to be written.</param>
    /// <exception cref="InputRefusedException">A file that is no shard of this program has the name of one to be written.</exception>
    internal static IReadOnlyList<string> Obsolete(string folder, IReadOnlySet<string> listed, IReadOnlySet<string> wanted, Func<string, bool> isKept)
    {
        var obsolete = new List<string>();
        foreach (var path in Files(folder))
        {
            var name = $"{ShardSet.ShardFolder}/{Path.GetFileName(path)}";
            if (wanted.Contains(name) && isKept(name))
                continue;
            if (Path.GetFileName(path)[0] == '.' || listed.Contains(name) || IsOurs(path))
                obsolete.Add(path);
            else if (wanted.Contains(name))
                throw new InputRefusedException(path, "not a shard of this program, and one of this name is to be written", "move it elsewhere, or choose another folder");
        }

        return obsolete;
    }

    private static bool IsOurs(string path) =>
        path.EndsWith(".parquet", StringComparison.Ordinal) ? ParquetBytes.FooterHas(path, ParquetPart.InputsKey) : ShardFile.InputsOf(path) is not null;

    private static IEnumerable<string> Files(string folder)
    {
        var shards = Path.Combine(folder, ShardSet.ShardFolder);
        return Directory.Exists(shards) ? Directory.GetFiles(shards).Where(f => Name().IsMatch(Path.GetFileName(f))) : [];
    }

    [GeneratedRegex(@"^([A-Za-z0-9_-]+-\d{5}\.(safetensors|parquet)|\.[A-Za-z0-9_-]+-\d{5}\.(safetensors|parquet)\.tmp)\z")]
    private static partial Regex Name();
}
