using System.Text;
using I2M2.Shards;

namespace I2M2.Tokens;

/// <summary>
/// Which two neighbouring tokens become one, and in which order: `merges.txt`, a pair a line, the first line merged first. A line must build on tokens that
/// are single bytes or made by an earlier line, and make one that no earlier line made, as every list learnt from text does; then merging one pair at a time
/// or all its occurrences at once is the same.
/// </summary>
internal sealed class MergeList
{
    /// <summary>Its name in a folder.</summary>
    internal const string FileName = "merges.txt";

    /// <summary>The rank of a pair that is not merged.</summary>
    internal const int None = int.MaxValue;

    private const int LengthLimit = 64 << 20;
    private readonly Dictionary<long, (int Rank, int Token)> merges = [];

    private MergeList()
    {
    }

    /// <summary>Pairs.</summary>
    internal int Count => merges.Count;

    /// <summary>When a pair is merged, lower first, and the token it becomes; <see cref="None"/> if never.</summary>
    internal int Rank(int left, int right, out int token)
    {
        if (merges.TryGetValue(Key(left, right), out var merge))
        {
            token = merge.Token;
            return merge.Rank;
        }

        token = -1;
        return None;
    }

    /// <summary>Reads and checks a list against the vocabulary that it belongs to.</summary>
    /// <exception cref="InputRefusedException">A line is not such a pair; it is named by its number.</exception>
    internal static MergeList Read(string path, Vocabulary vocabulary)
    {
        var bytes = BoundedFile.Read(path, LengthLimit, "merge list", Vocabulary.Remedy);
        var list = new MergeList();
        var madeBy = new Dictionary<int, int>();
        for (var b = 0; b < 256; b++)
            madeBy[vocabulary.TryGetId([ByteLetters.Of(b)], out var id) ? id : -1] = 0;
        var number = 0;
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            number++;
            var line = bytes.AsSpan(range).TrimEnd((byte)'\r');
            var isLast = range.End.GetOffset(bytes.Length) == bytes.Length;
            if ((number == 1 && line.StartsWith("#version"u8)) || (isLast && line.IsEmpty))
                continue;
            try
            {
                list.Add(Text(line), vocabulary, madeBy, number);
            }
            catch (FormatException e)
            {
                throw new InputRefusedException(path, $"line {number}: {e.Message}", Vocabulary.Remedy, e);
            }
        }

        return list;
    }

    private void Add(ReadOnlySpan<char> line, Vocabulary vocabulary, Dictionary<int, int> madeBy, int number)
    {
        var space = line.IndexOf(' ');
        if (space <= 0 || space == line.Length - 1 || line[(space + 1)..].Contains(' '))
            throw new FormatException("two tokens with one space between them are expected");
        var (left, right) = (Token(line[..space], vocabulary, madeBy), Token(line[(space + 1)..], vocabulary, madeBy));
        var joined = string.Concat(line[..space], line[(space + 1)..]);
        if (!vocabulary.TryGetId(joined, out var token))
            throw new FormatException($"it makes '{joined}', which is no token of {Vocabulary.FileName}");
        if (vocabulary.BytesOf(token).IsEmpty)
            throw new FormatException($"it makes the special token '{joined}', which text must not be able to spell");
        if (!merges.TryAdd(Key(left, right), (merges.Count, token)))
            throw new FormatException($"the same pair as line {madeBy[token]}");
        if (!madeBy.TryAdd(token, number))
            throw new FormatException($"it makes '{joined}', as line {madeBy[token]} does");
    }

    private static int Token(ReadOnlySpan<char> text, Vocabulary vocabulary, Dictionary<int, int> madeBy)
    {
        if (!vocabulary.TryGetId(text, out var id))
            throw new FormatException($"'{text}' is no token of {Vocabulary.FileName}");
        return madeBy.ContainsKey(id) ? id : throw new FormatException($"'{text}' is not made by an earlier line");
    }

    private static string Text(ReadOnlySpan<byte> line)
    {
        // Longer than two of the longest tokens: no need to show or look up what is not a line at all.
        if (line.Length > 1 << 13)
            throw new FormatException($"{line.Length:#,0} bytes long");
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(line);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("not UTF-8");
        }
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
