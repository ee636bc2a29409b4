using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>
/// Where the raw tables lie: TABLE.csv or TABLE.csv.gz, in upper or lower case, in the raw folder or one folder below. Two files for one table
/// are refused, since which of them counts would be chance.
/// </summary>
internal static class Mimic3RawFiles
{
    private const string Get = "see data-manifests/mimic3.yaml for how to get them";

    /// <summary>Path of each table that is there, and names of those that are not.</summary>
    /// <exception cref="InputRefusedException">Two files for one table.</exception>
    internal static (IReadOnlyDictionary<string, string> Found, IReadOnlyList<string> Missing) Look(string folder)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Directory.Exists(folder))
        {
            var folders = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Prepend(folder);
            foreach (var path in folders.SelectMany(f => Directory.GetFiles(f)).Order(StringComparer.Ordinal))
            {
                if (TableOf(Path.GetFileName(path)) is not { } table)
                    continue;
                if (!found.TryAdd(table, path))
                    throw new InputRefusedException(path, $"a second file of {table}, beside {Path.GetRelativePath(folder, found[table])}", "leave one of them in the raw folder");
            }
        }

        return (found, [.. RawTable.All.Select(t => t.Name).Where(t => !found.ContainsKey(t)).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Path of each table.</summary>
    /// <exception cref="InputRefusedException">A table is missing, or there twice.</exception>
    internal static IReadOnlyDictionary<string, string> Require(string folder)
    {
        var (found, missing) = Look(folder);
        if (missing.Count > 0)
            throw new InputRefusedException(folder, $"{(missing.Count == 1 ? "table" : "tables")} {string.Join(", ", missing)} missing: TABLE.csv or TABLE.csv.gz is expected", Get);
        foreach (var path in found.Values)
            RequireContent(path);
        return found;
    }

    private static void RequireContent(string path)
    {
        var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
        if (!file.Exists)
            throw new InputRefusedException(path, "a link to a file that is not there", "correct the link, or put the file in its place");

        // A pipe has no length either, and to open one waits for whoever writes into it.
        if (file.Length == 0)
            throw new InputRefusedException(path, "is empty", "a header line with the columns' names is expected");
    }

    private static string? TableOf(string file)
    {
        var name = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? file[..^3] : file;
        return name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && name[..^4].ToUpperInvariant() is var table && RawTable.All.Any(t => t.Name == table) ? table : null;
    }
}
