using System.Text;
using System.Text.Json;
using I2M2.Preprocessing.Synth.Nlvr2;
using I2M2.Preprocessing.Synth.Vqa;
using I2M2.Shards;
using I2M2.Tokens;

namespace I2M2.Preprocessing.Synth.Scenes;

/// <summary>
/// A byte-level tokenizer for a few words, in RoBERTa's format: its five special tokens, a token for every byte, and merges that make one token of each word. So that made-up texts are
/// short for a small network, and need no file from elsewhere.
/// </summary>
internal static class SmallTokenizer
{
    /// <summary>Folder of a raw folder where data sets look for it.</summary>
    internal const string Folder = "tokenizer";

    private static readonly string[] Special = ["<s>", "<pad>", "</s>", "<unk>"];

    /// <summary>
    /// Writes `vocab.json` and `merges.txt`. It knows the words of all made-up sets: a network that was trained on one can go on with another.
    /// </summary>
    /// <param name="raw">The raw folder.</param>
    internal static void Write(string raw)
    {
        var texts = PlantedQuestion.Texts().Concat(PairSentence.All.Select(s => s.Text));
        var merges = new List<(string Left, string Right)>();
        var tokens = new List<string>([.. Special, .. Enumerable.Range(0, 256).Select(b => ByteLetters.Of(b).ToString())]);

        // Words behind a space first: their merges begin with the space, and so never reach into another word.
        foreach (var word in texts.SelectMany(Words).Distinct(StringComparer.Ordinal).OrderBy(w => w[0] == ByteLetters.Of(' ') ? 0 : 1).ThenBy(w => w, StringComparer.Ordinal))
        {
            for (var end = 2; end <= word.Length; end++)
            {
                if (tokens.Contains(word[..end]))
                    continue;
                merges.Add((word[..(end - 1)], word[(end - 1)..end]));
                tokens.Add(word[..end]);
            }
        }

        tokens.Add("<mask>");
        var folder = Path.Combine(raw, Folder);
        DurableFolder.Create(folder);
        var json = JsonSerializer.Serialize(tokens.Index().ToDictionary(t => t.Item, t => t.Index));
        AtomicFile.WriteText(Path.Combine(folder, "vocab.json"), json + "\n");
        AtomicFile.WriteText(Path.Combine(folder, "merges.txt"), merges.Aggregate(new StringBuilder("#version: 0.2\n"), (text, m) => text.Append($"{m.Left} {m.Right}\n")).ToString());
    }

    // Letters of a word, with the space before it; punctuation is a token of its own.
    private static IEnumerable<string> Words(string text)
    {
        var words = text.Split(' ');
        for (var k = 0; k < words.Length; k++)
        {
            var letters = new string([.. words[k].TakeWhile(char.IsAsciiLetterOrDigit)]);
            if (letters.Length > 0)
                yield return k == 0 ? letters : ByteLetters.Of(' ') + letters;
        }
    }
}
