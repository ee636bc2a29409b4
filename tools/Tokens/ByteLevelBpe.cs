using System.Text;
using I2M2.Shards;

namespace I2M2.Tokens;

/// <summary>
/// RoBERTa's byte-level pair encoding (Sennrich et al. 2016 over bytes, as in GPT-2): a vocabulary and a list of merges, read from a folder and never changed, so
/// that any number of <see cref="TextEncoder"/>s may share it.
/// </summary>
public sealed class ByteLevelBpe
{
    private readonly int[] byteTokens = new int[256];

    private ByteLevelBpe(Vocabulary vocabulary, MergeList merges)
    {
        (Vocabulary, Merges) = (vocabulary, merges);
        for (var b = 0; b < byteTokens.Length; b++)
            vocabulary.TryGetId([ByteLetters.Of(b)], out byteTokens[b]);
    }

    /// <summary>The tokens.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>What is merged.</summary>
    internal MergeList Merges { get; }

    /// <summary>Token of every single byte.</summary>
    internal ReadOnlySpan<int> ByteTokens => byteTokens;

    /// <summary>Reads `vocab.json` and `merges.txt`.</summary>
    /// <exception cref="InputRefusedException">One of them is missing or not what it must be, or they do not belong together.</exception>
    public static ByteLevelBpe Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new InputRefusedException(folder, "no such folder", Vocabulary.Remedy);
        var vocabulary = Vocabulary.Read(Path.Combine(folder, Vocabulary.FileName));
        return new ByteLevelBpe(vocabulary, MergeList.Read(Path.Combine(folder, MergeList.FileName), vocabulary));
    }

    /// <summary>The text of tokens; special tokens give none. Where a cut left part of a character, U+FFFD stands.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id that the vocabulary does not have.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new List<byte>(4 * ids.Length);
        foreach (var id in ids)
        {
            if ((uint)id >= (uint)Vocabulary.Size)
                throw new ArgumentOutOfRangeException(nameof(ids), id, $"ids go from 0 to {Vocabulary.Size - 1}");
            text.AddRange(Vocabulary.BytesOf(id));
        }

        return Encoding.UTF8.GetString([.. text]);
    }
}
