using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Tokens;

namespace I2M2.Tests.Tokens;

public sealed class TextEncoderTests
{
    // Text as people type it, and text as nobody does: each kind of character and its neighbours in one string.
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.Elements("a", "aa", "aaaa", "hello", "he", "ll", "wo", " wo", "'s", "'", "'ll", "12", "é", "ß", "漢", "\U0001F600", "\U00020001", "\u0301"),
        Gen.Elements(" ", "  ", "\t", "\n", "\r\n", "\u00A0", "\u2028", "\0", "\u200B", "."),
        Gen.Choose(0, 0x7F).Select(c => ((char)c).ToString()),
        Gen.Choose(0, 0x10FFFF).Where(Rune.IsValid).Select(c => new Rune(c).ToString()));

    private static readonly Gen<string> AnyText = Gen.Sized(size => Piece.ListOf(Math.Max(1, size)).Select(string.Concat));

    [Fact]
    public void Any_text_comes_back_and_agrees_with_the_naive_encoding()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        IsExact(tiny.Folder, 400);
    }

    [DataFact("data/roberta-bpe")]
    public void Any_text_comes_back_and_agrees_with_the_naive_encoding_in_robertas_vocabulary() => IsExact(TestData.At("data/roberta-bpe"), 1000);

    [Fact]
    public void Words_of_any_length_agree_with_the_naive_encoding()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var (encoder, naive) = (new TextEncoder(tiny.Read()), new NaiveBpe(tiny.Folder));
        var words = from length in Gen.Choose(30, 120) from letters in Gen.Elements('a', 'a', 'b', 'c', 'h', 'e', 'l', 'o').ArrayOf(length) select new string(letters);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(words.ToArbitrary(), w => naive.Encode(w).SequenceEqual(encoder.Encode(w))));
    }

    [Fact]
    public void Every_character_comes_back_and_every_byte_has_a_token()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var bpe = tiny.Read();
        var text = string.Concat(Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(c => new Rune(c).ToString()));
        Assert.Equal(text, bpe.Decode(new TextEncoder(bpe).Encode(text)));
        for (var b = 0; b < 256; b++)
            Assert.Equal([(byte)b], bpe.Vocabulary.BytesOf(tiny.Ids[ByteLetters.Of(b).ToString()]).ToArray());
    }

    [Fact]
    public void A_text_is_cut_to_the_maximum_length_with_its_end_kept()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var encoder = new TextEncoder(tiny.Read());
        var all = encoder.Encode("xyz hello 12 q");
        for (var longest = 2; longest < all.Length + 3; longest++)
        {
            int[] expected = longest >= all.Length ? all : [.. all[..(longest - 1)], tiny.Ids["</s>"]];
            Assert.Equal(expected, encoder.Encode("xyz hello 12 q", longest));
        }

        Assert.Equal([tiny.Ids["<s>"], tiny.Ids["</s>"]], encoder.Encode(""));
        Assert.Throws<ArgumentException>(() => encoder.Encode("x", 1));
    }

    [Fact]
    public void A_row_is_padded_and_masked()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var encoder = new TextEncoder(tiny.Read());
        var (ids, mask) = (new int[6], new byte[6]);
        Array.Fill(mask, (byte)9);
        Assert.Equal(4, encoder.EncodePadded("hello!"u8, ids, mask));
        Assert.Equal([tiny.Ids["<s>"], tiny.Ids["hello"], tiny.Ids["!"], tiny.Ids["</s>"], tiny.Ids["<pad>"], tiny.Ids["<pad>"]], ids);
        Assert.Equal([1, 1, 1, 1, 0, 0], mask);
        Assert.Throws<ArgumentException>(() => encoder.EncodePadded("a"u8, ids, mask.AsSpan(1)));
    }

    [Fact]
    public void What_looks_like_a_special_token_is_text()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var bpe = tiny.Read();
        var ids = new TextEncoder(bpe).Encode("</s><mask>");
        Assert.Equal(12, ids.Length);
        Assert.Equal("</s><mask>", bpe.Decode(ids));
    }

    [Fact]
    public void Text_that_is_not_unicode_is_refused()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var encoder = new TextEncoder(tiny.Read());
        Assert.Throws<ArgumentException>(() => encoder.Encode([0xC3], new int[9]));
        Assert.ThrowsAny<ArgumentException>(() => encoder.Encode("a\uD800b"));
        Assert.Throws<ArgumentOutOfRangeException>(() => tiny.Read().Decode([tiny.Ids.Count]));
    }

    [Fact]
    public void A_million_letters_without_a_blank_take_a_moment()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var encoder = new TextEncoder(tiny.Read());
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(250_002, encoder.Encode(new string('a', 1_000_000)).Length);
        // The square of the length would take hours.
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Encoding_allocates_nothing_once_it_is_warm()
    {
        using var tiny = new TinyVocabulary(TinyVocabulary.Usual);
        var encoder = new TextEncoder(tiny.Read());
        var (text, ids) = ("hello wo 12 what a wonderful sentence, isn't it? naïve café 3.14"u8.ToArray(), new int[200]);
        encoder.Encode(text, ids);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            // A new word every time: the cache must not be what makes it so.
            text[0] = (byte)('a' + (i % 26));
            text[1] = (byte)('a' + (i / 26 % 26));
            encoder.Encode(text, ids);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void IsExact(string folder, int tests)
    {
        var bpe = ByteLevelBpe.Read(folder);
        var (encoder, naive) = (new TextEncoder(bpe), new NaiveBpe(folder));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(AnyText.ToArbitrary(), text =>
        {
            var ids = encoder.Encode(text);
            return bpe.Decode(ids) == text && ids.SequenceEqual(naive.Encode(text));
        }));
    }
}
