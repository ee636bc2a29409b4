using System.Runtime.InteropServices;
using System.Text;
using I2M2.Shards;
using I2M2.Tokens;

namespace I2M2.Preprocessing.Tokenize;

/// <summary>Texts as two columns of a set: token ids and which of them are of the text. One for each thread.</summary>
internal sealed class TextColumns(ByteLevelBpe bpe, int length)
{
    internal const string Ids = "input_ids", Mask = "attention_mask";
    private readonly TextEncoder encoder = new(bpe);
    private readonly int[] ids = new int[length];
    private readonly byte[] mask = new byte[length];

    /// <summary>The columns.</summary>
    /// <param name="what">What the text is, e.g. "question".</param>
    /// <param name="length">Tokens of a row, special tokens included.</param>
    internal static IReadOnlyList<ColumnSchema> Schema(string what, int length) =>
    [
        new()
        {
            Name = Ids, Role = ColumnRole.Input, Modality = "text", Dtype = Dtype.I32, Shape = [length], Unit = "token id",
            Description = $"The {what}: <s>, its tokens, </s>, then <pad>; a longer one is cut, and ends in </s> all the same.",
        },
        new()
        {
            Name = Mask, Role = ColumnRole.Input, Modality = "text", Dtype = Dtype.U8, Shape = [length], Unit = "0 or 1",
            Description = $"1 for the tokens of the {what}, special tokens included, 0 for <pad>.",
        },
    ];

    /// <summary>The tokens of a text, [length], valid until the next call.</summary>
    internal (int[] Ids, byte[] Mask) Encode(string text)
    {
        encoder.EncodePadded(Encoding.UTF8.GetBytes(text), ids, mask);
        return (ids, mask);
    }

    /// <summary>Appends one of the two columns.</summary>
    internal void Append(SafetensorsWriter shard, string column, IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Encode(text);
            shard.Append(column, column == Ids ? MemoryMarshal.AsBytes(ids.AsSpan()) : mask);
        }
    }
}
