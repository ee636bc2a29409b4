using System.Text.Json;
using I2M2.Shards;

namespace I2M2.Tokens;

/// <summary>
/// The tokens of a byte-level vocabulary and their ids: `vocab.json`, one object {token: id} with tokens spelt in <see cref="ByteLetters"/>. RoBERTa's five
/// special tokens must be there, and the token of every single byte: no text can then be without tokens, and `&lt;unk&gt;` never occurs.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>Its name in a folder.</summary>
    public const string FileName = "vocab.json";

    /// <summary>What to do about a folder without a good one.</summary>
    internal const string Remedy = "take vocab.json and merges.txt of roberta-base, both from one place";

    // RoBERTa's vocabulary has 50,265 tokens in 0.9 MB; the limits leave room for any vocabulary of this kind.
    private const int LengthLimit = 64 << 20;
    private const int SizeLimit = 1 << 20;
    private const int TokenLimit = 1024;

    // Older copies of roberta-base's file omit the three filler words before <mask>; no text has their ids.
    private const int Fillers = 3;

    private static readonly string[] Special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];
    private readonly Dictionary<string, int> ids;
    private readonly byte[][] bytes;

    private Vocabulary(string path, Dictionary<string, int> ids)
    {
        this.ids = ids;
        Start = Require(path, "<s>");
        Pad = Require(path, "<pad>");
        End = Require(path, "</s>");
        Unknown = Require(path, "<unk>");
        Mask = Require(path, "<mask>");
        Size = ids.Values.Max() + 1;
        bytes = Spell(path);
        RefuseGaps(path);
        for (var b = 0; b < 256; b++)
        {
            if (!ids.ContainsKey(ByteLetters.Of(b).ToString()))
                throw Refuse(path, $"no token for the byte 0x{b:X2} ('{ByteLetters.Of(b)}')");
        }
    }

    /// <summary>Id of `&lt;s&gt;`, which begins every text.</summary>
    public int Start { get; }

    /// <summary>Id of `&lt;pad&gt;`.</summary>
    public int Pad { get; }

    /// <summary>Id of `&lt;/s&gt;`, which ends every text.</summary>
    public int End { get; }

    /// <summary>Id of `&lt;unk&gt;`.</summary>
    public int Unknown { get; }

    /// <summary>Id of `&lt;mask&gt;`.</summary>
    public int Mask { get; }

    /// <summary>Rows that an embedding table needs: the highest id and one.</summary>
    public int Size { get; }

    /// <summary>Reads and checks a vocabulary.</summary>
    /// <exception cref="InputRefusedException">Not one object of distinct tokens with distinct ids from 0 up, or not byte-level.</exception>
    public static Vocabulary Read(string path)
    {
        var json = BoundedFile.Read(path, LengthLimit, "vocabulary", Remedy);
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var place = "start";
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new FormatException("an object of tokens and ids is expected");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                place = $"token {ids.Count + 1:#,0}";
                var token = reader.GetString()!;
                if (token.Length is 0 or > TokenLimit)
                    throw new FormatException($"{token.Length} characters; 1 to {TokenLimit:#,0} are expected");
                place = $"token '{token}'";
                reader.Read();
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id is < 0 or >= SizeLimit)
                    throw new FormatException($"its id is not a whole number from 0 to {SizeLimit - 1:#,0}");
                if (!ids.TryAdd(token, id))
                    throw new FormatException("given twice");
            }

            place = "end";
            if (reader.Read())
                throw new FormatException("text follows the closing brace");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            var reason = e switch
            {
                JsonException j => $"not JSON of one level, at line {j.LineNumber + 1}, byte {j.BytePositionInLine}",
                InvalidOperationException => "its text is not valid Unicode",
                _ => e.Message,
            };
            throw Refuse(path, $"{place}: {reason}", e);
        }

        return new Vocabulary(path, ids);
    }

    /// <summary>The id of a token as the file spells it.</summary>
    internal bool TryGetId(ReadOnlySpan<char> token, out int id) => ids.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out id);

    /// <summary>The bytes that a token stands for; none for special tokens and fillers.</summary>
    /// <param name="id">From 0 to <see cref="Size"/> - 1.</param>
    internal ReadOnlySpan<byte> BytesOf(int id) => bytes[id];

    private int Require(string path, string token) => ids.TryGetValue(token, out var id) ? id : throw Refuse(path, $"no token '{token}'");

    private byte[][] Spell(string path)
    {
        var spelt = new byte[Size][];
        var owner = new string[Size];
        foreach (var (token, id) in ids)
        {
            if (owner[id] is { } other)
                throw Refuse(path, $"token '{token}': its id {id} is that of '{other}' too");
            owner[id] = token;
            spelt[id] = Special.Contains(token) ? [] : [.. token.Select(c => ByteLetters.TryGetByte(c, out var b) ? b : throw Refuse(path, $"token '{token}': U+{(int)c:X4} stands for no byte"))];
        }

        return spelt;
    }

    private void RefuseGaps(string path)
    {
        for (var id = 0; id < Size; id++)
        {
            if (bytes[id] is not null)
                continue;
            if (Mask != Size - 1 || id < Mask - Fillers)
                throw Refuse(path, $"no token has the id {id}, and ids go up to {Size - 1}");
            bytes[id] = [];
        }
    }

    private static InputRefusedException Refuse(string path, string problem, Exception? inner = null) => new(path, problem, Remedy, inner);
}
