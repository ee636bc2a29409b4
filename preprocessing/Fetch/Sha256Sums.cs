using System.Text.RegularExpressions;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Fetch;

/// <summary>SHA256SUMS, as sha256sum writes and checks it: a line "hash  name" for each file below its folder.</summary>
internal static partial class Sha256Sums
{
    private const string FileName = "SHA256SUMS";
    private const long MostBytes = 64 << 20;

    /// <summary>Writes the hashes of files.</summary>
    /// <param name="folder">Where the files lie, and SHA256SUMS will.</param>
    /// <param name="files">Named below the folder.</param>
    internal static void Write(string folder, IReadOnlyList<RawFile> files)
        => AtomicFile.WriteText(Path.Combine(folder, FileName), string.Concat(files.Select(f => $"{f.Sha256}  {f.Name}\n")));

    /// <summary>Hashes the files again that SHA256SUMS names.</summary>
    /// <returns>The files; null when the folder has no SHA256SUMS.</returns>
    /// <exception cref="UnfitContentException">One is missing or has changed.</exception>
    internal static IReadOnlyList<RawFile>? Check(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        if (new FileInfo(path).Length > MostBytes)
            throw new UnfitContentException($"{FileName} has more than {PreprocessingReport.Count(MostBytes)} bytes");
        var lines = File.ReadLines(path).Select(Parse).ToList();
        if (lines.FirstOrDefault(l => !File.Exists(Path.Combine(folder, l.Name))) is { Name: { } missing })
            throw new UnfitContentException($"{missing} is missing, which {FileName} there names");
        var files = RawFiles.Hash(folder, [.. lines.Select(l => Path.Combine(folder, l.Name))], Environment.ProcessorCount);
        var changed = Enumerable.Range(0, files.Count).FirstOrDefault(i => files[i].Sha256 != lines[i].Hash, -1);
        return changed < 0
            ? files
            : throw new UnfitContentException($"{files[changed].Name} has SHA-256 {files[changed].Sha256}; it had {lines[changed].Hash} when it was fetched");
    }

    private static (string Hash, string Name) Parse(string line, int index)
    {
        var match = Line().Match(line);
        return match.Success && MemberName.Problem(match.Groups["name"].Value) is null
            ? (match.Groups["hash"].Value, match.Groups["name"].Value)
            : throw new UnfitContentException($"line {index + 1} of {FileName} is not a hash and the name of a file below its folder");
    }

    [GeneratedRegex(@"^(?<hash>[0-9a-f]{64})  (?<name>.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
