using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using I2M2.Tokens;

namespace I2M2.Preprocessing.Tokenize;

/// <summary>The tokenizer of a data set: a folder with `vocab.json` and `merges.txt`.</summary>
/// <param name="Bpe">As read.</param>
/// <param name="Files">The two files.</param>
internal sealed record TokenizerFolder(ByteLevelBpe Bpe, IReadOnlyList<RawFile> Files)
{
    /// <summary>Where it lies in the raw folder unless the user names another.</summary>
    internal const string Name = "tokenizer";

    private static readonly string[] FileNames = ["vocab.json", "merges.txt"];

    /// <summary>One hash for both files.</summary>
    internal string Sha256 => RawFiles.CombinedSha256(Files);

    /// <summary>Reads a tokenizer.</summary>
    /// <param name="raw">The raw folder.</param>
    /// <param name="named">The folder that the user names; null: the usual one.</param>
    /// <exception cref="InputRefusedException">It is not there, or not what it must be.</exception>
    internal static TokenizerFolder Read(string raw, string? named)
    {
        var folder = named ?? Path.Combine(raw, Name);
        if (named is null && !Directory.Exists(folder))
            throw new InputRefusedException(folder, "no such folder", "put vocab.json and merges.txt of roberta-base there, or say where they lie with --set tokenizer=DIR");
        var bpe = ByteLevelBpe.Read(folder);
        // A manifest holds no machine's paths.
        var files = RawFiles.Hash(folder, [.. FileNames.Select(n => Path.Combine(folder, n))], workers: 1).Select(f => f with { Name = $"{Name}/{f.Name}" });
        return new TokenizerFolder(bpe, [.. files]);
    }

    /// <summary>Which of its files are missing from a raw folder.</summary>
    internal static IEnumerable<string> Missing(string raw) => FileNames.Select(n => $"{Name}/{n}").Where(n => !File.Exists(Path.Combine(raw, n)));
}
