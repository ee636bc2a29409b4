using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace I2M2.Tests.Tokens;

/// <summary>
/// Byte-level BPE as the papers tell it, without a thought for speed: GPT-2's pattern by .NET's regular expressions, strings merged one rank at a
/// time, all occurrences of a pair at once.
/// </summary>
internal sealed partial class NaiveBpe
{
    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<(string, string), int> ranks;
    private readonly string[] letters = new string[256];

    internal NaiveBpe(string folder)
    {
        ids = JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllText(Path.Combine(folder, "vocab.json")))!;
        ranks = File.ReadLines(Path.Combine(folder, "merges.txt")).Skip(1).Where(l => l.Length > 0)
            .Select((l, i) => (Pair: l.Split(' '), i)).ToDictionary(p => (p.Pair[0], p.Pair[1]), p => p.i);
        var next = 256;
        for (var b = 0; b < 256; b++)
            letters[b] = ((char)(b is > 32 and < 127 or > 160 and < 173 or > 173 ? b : next++)).ToString();
    }

    internal int[] Encode(string text) => [ids["<s>"], .. Pieces(text).SelectMany(Merge).Select(t => ids[t]), ids["</s>"]];

    // .NET's expressions see UTF-16 units, and letters outside the first plane would be none: they work on one stand-in for each character.
    internal static IEnumerable<string> Pieces(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var standIns = string.Concat(runes.Select(StandIn));
        foreach (Match match in Pattern().Matches(standIns))
            yield return string.Concat(runes.Skip(match.Index).Take(match.Length).Select(r => r.ToString()));
    }

    private static char StandIn(Rune rune)
    {
        if (rune.IsAscii)
            return (char)rune.Value;
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => '\t',
            _ when rune.Value == 0x85 => '\t',
            <= UnicodeCategory.OtherLetter => 'x',
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '7',
            _ => '!',
        };
    }

    private List<string> Merge(string piece)
    {
        var word = Encoding.UTF8.GetBytes(piece).Select(b => letters[b]).ToList();
        while (true)
        {
            var pairs = word.Zip(word.Skip(1)).Where(ranks.ContainsKey).ToList();
            if (pairs.Count == 0)
                return word;
            var (left, right) = pairs.MinBy(p => ranks[p]);
            var merged = new List<string>();
            for (var i = 0; i < word.Count; i++)
            {
                if (i + 1 < word.Count && word[i] == left && word[i + 1] == right)
                    merged.Add(left + word[++i]);
                else
                    merged.Add(word[i]);
            }

            word = merged;
        }
    }

    [GeneratedRegex(@"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")]
    private static partial Regex Pattern();
}
