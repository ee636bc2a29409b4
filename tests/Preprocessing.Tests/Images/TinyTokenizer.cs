using System.Text.Json;

namespace I2M2.Tests.Images;

/// <summary>A tokenizer of bytes alone: the special tokens of RoBERTa with its ids, a token a byte from id 4 on, and one merge.</summary>
internal static class TinyTokenizer
{
    /// <summary>Ids of a text of ASCII, padded.</summary>
    internal static int[] Encode(string text, int length)
    {
        int[] ids = [0, .. text.Select(c => 4 + c), 2];
        return [.. ids, .. Enumerable.Repeat(1, length - ids.Length)];
    }

    /// <summary>Writes vocab.json and merges.txt.</summary>
    internal static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var tokens = new Dictionary<string, int> { ["<s>"] = 0, ["<pad>"] = 1, ["</s>"] = 2, ["<unk>"] = 3 };
        var next = 256;
        for (var b = 0; b < 256; b++)
            tokens.Add((b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : (char)next++).ToString(), 4 + b);
        tokens.Add("ZZ", 260);
        tokens.Add("<mask>", 261);
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(tokens));
        File.WriteAllText(Path.Combine(folder, "merges.txt"), "#version: 0.2\nZ Z\n");
    }
}
