using System.Text;
using System.Text.Json;
using I2M2.Tokens;

namespace I2M2.Tests.Tokens;

/// <summary>Vocabularies of the 256 bytes and a few merges, as files.</summary>
internal sealed class TinyVocabulary : IDisposable
{
    /// <summary>Merges with what goes wrong easily: overlaps, a lower rank to the right, a word with its space, parts of a two-byte letter.</summary>
    internal static readonly string[] Usual = ["a a", "aa a", "h e", "l l", "he ll", "hell o", "Ġ w", "Ġw o", "Ã ©", "1 2", "b c", "a b", "aa aa"];

    private readonly TemporaryFolder folder = new();

    internal TinyVocabulary(params string[] merges)
    {
        string[] first = ["<s>", "<pad>", "</s>", "<unk>"];
        string[] tokens = [.. first, .. Enumerable.Range(0, 256).Select(b => ByteLetters.Of(b).ToString()), .. merges.Select(m => m.Replace(" ", "", StringComparison.Ordinal)), "<mask>"];
        Ids = tokens.Distinct().Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i);
        Json(JsonSerializer.Serialize(Ids));
        Merges("#version: 0.2\n" + string.Concat(merges.Select(m => m + "\n")));
    }

    internal Dictionary<string, int> Ids { get; }

    internal string Folder => folder.Path;

    internal TinyVocabulary Json(string text)
    {
        File.WriteAllText(folder.At("vocab.json"), text);
        return this;
    }

    internal TinyVocabulary Json(IEnumerable<KeyValuePair<string, int>> ids) => Json(JsonSerializer.Serialize(ids.ToDictionary()));

    internal TinyVocabulary Merges(string text) => Merges(Encoding.UTF8.GetBytes(text));

    internal TinyVocabulary Merges(byte[] bytes)
    {
        File.WriteAllBytes(folder.At("merges.txt"), bytes);
        return this;
    }

    internal ByteLevelBpe Read() => ByteLevelBpe.Read(Folder);

    public void Dispose() => folder.Dispose();
}
