using System.Globalization;
using System.Text;
using System.Text.Json;
using I2M2.Tokens;

namespace I2M2.Tests.Tokens;

/// <summary>Ids in roberta-base's vocabulary are those of Hugging Face's own tokenizers, token for token.</summary>
public sealed class HuggingFaceTests
{
    private const int Letters = 100_000;

    // What that program, being JavaScript, takes for a blank and Unicode does not, and the other way round.
    private const int ZeroWidthNoBreakSpace = 0xFEFF, NextLine = 0x85;

    private static readonly Lazy<TextEncoder> Roberta = new(() => new TextEncoder(ByteLevelBpe.Read(TestData.At("data/roberta-bpe"))));

    [HuggingFaceFact("data/roberta-bpe", "data/nlvr2/dev.json", "data/nlvr2/test2.json")]
    public async Task Every_sentence_of_NLVR2()
    {
        var sentences = new[] { "dev", "test2" }.SelectMany(RealTexts.SentencesOfNlvr2).ToList();
        Assert.Equal(6_982 + 6_970, sentences.Count);
        await AgreeAsync(sentences);
    }

    [HuggingFaceFact("data/roberta-bpe", "data/vqa-vs/Val")]
    public async Task Every_question_of_VQA_VS()
    {
        var texts = RealTexts.QuestionsOfVqaVs();
        Assert.NotEmpty(texts);
        await AgreeAsync(texts);
    }

    [HuggingFaceFact("data/roberta-bpe", "data/vqa-labels")]
    public async Task Every_answer_of_the_vocabulary()
    {
        var answers = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(TestData.At("data/vqa-labels/trainval_label2ans.json")))!;
        Assert.Equal(3_129, answers.Length);
        await AgreeAsync(answers);
    }

    [HuggingFaceFact("data/roberta-bpe")]
    public async Task Hostile_texts()
    {
        var random = new Random(5);
        await AgreeAsync(
        [
            // Emoji: alone, joined to families, with skin tones, as flags, as keycaps, between words.
            "\U0001F600", "\U0001F468\u200D\U0001F469\u200D\U0001F467\u200D\U0001F466 at home", "\U0001F44D\U0001F3FD\U0001F44D\U0001F3FF!", "\U0001F1E9\U0001F1EA\U0001F1EF\U0001F1F5", "1\uFE0F\u20E3 2\uFE0F\u20E3", "is\U0001F436it\u2764\uFE0F a dog?",
            // Chinese, Japanese, Korean in syllables and in letters, characters outside the first plane, full width.
            "图片里有几只狗？", "写真には犬が二匹いますか。", "ｶﾀｶﾅ ＡＢＣ１２３　！", "개가 몇 마리 있나요?", "\u1100\u1161\u11A8\u1112\u1161\u11AB", "\U00020000\U00020001 \U0002A6D6",
            // Combining marks: composed, in pieces, alone, after a space, too many.
            "caf\u00E9 cafe\u0301 \u0301 \u0301\u0301x", "\u0915\u094D\u0937\u093F \u0E01\u0E33\u0E25\u0E31\u0E07 \u0639\u064E\u0631\u064E\u0628\u0650\u064A", "Z\u0334\u0321\u0353a\u0336\u035Al\u0335\u0322g\u0337\u0328o\u0338\u0327", "a" + new string('\u0301', 5_000),
            // Control characters, each alone and between letters, and those that turn the direction of text.
            .. Enumerable.Range(0, 0xA0).Where(c => c is < 0x20 or >= 0x7F and not NextLine).SelectMany(c => new[] { $"{(char)c}", $"a{(char)c}b {(char)c} {(char)c}{(char)c}c" }),
            "\u202Eolleh\u202C \u2066x\u2069 \u200F\u200E", "a\u200Bb\u200Cc\u200Dd\u2060e\u00ADf",
            // Blanks of every kind, at every place.
            "   ", " a  b   c    ", "\t\ta\t b \tc\r\n\r\nd\n \ne", "\u00A0a\u00A0 b\u2003\u2009c\u3000\u3000d\u2028e\u2029f\u1680g\u202Fh\u205F",
            // Apostrophes, digits, signs.
            "'s 't 're 've 'm 'll 'd 'S 'T 'RE s't're've'm'll'd", "'''s''' it\u2019s ''' '", "0x1F 1,234.56 \u00BD\u00B2\u0663\u2167 10^5 v1.2.3-rc4", "!!!???...---===+++ #$%&*@~`|\\/<>[]{}()", "<s <pad </s <unk <mask <<>>",
            // Very long words: one letter, two in turn, any of the alphabet, any character, digits, blanks.
            new string('a', Letters), string.Concat(Enumerable.Repeat("ab", Letters / 2)), Made(Letters, () => new Rune((char)random.Next('a', 'z' + 1))),
            Made(Letters, () => new Rune(random.Next(0x4E00, 0x9FA6))), new string('7', Letters), new string(' ', Letters), new string('\u00E9', Letters) + " " + new string('!', Letters),
        ]);
    }

    [HuggingFaceFact("data/roberta-bpe")]
    public async Task Texts_drawn_at_random_from_everything()
    {
        var random = new Random(17);
        string[] pieces = ["the", " the", "'s", "'", "'ll", " ", "  ", "\t", "\n", "\u00A0", "12", "\u00E9", "e\u0301", "漢", "\U0001F600", "\u200D", "?", " ?", "...", "Qu", "zx", "aaaa", "\0"];
        await AgreeAsync([.. Enumerable.Range(0, 5_000).Select(i => string.Concat(Enumerable.Range(0, 1 + random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)])))]);
    }

    [HuggingFaceFact("data/roberta-bpe")]
    public async Task Every_character_beside_letters_digits_signs_and_blanks()
    {
        var texts = Enumerable.Range(0, 0x110000)
            .Where(c => Rune.IsValid(c) && c is not (ZeroWidthNoBreakSpace or NextLine) && Rune.GetUnicodeCategory(new Rune(c)) is not UnicodeCategory.OtherNotAssigned)
            .Where(c => c is < 0xE000 or > 0xF8FF and < 0xF0000) // of private characters nothing is known
            .Select(c => new Rune(c).ToString()).Select(c => $"x{c}7{c}! {c}y  {c}")
            .ToList();
        Assert.InRange(texts.Count, 140_000, 1_000_000);
        await AgreeAsync(texts, unknown: texts.Count / 20);
    }

    private static async Task AgreeAsync(IReadOnlyList<string> texts, int unknown = 0)
    {
        var theirs = await HuggingFaceFactAttribute.EncodeAsync(texts);
        Assert.Equal(texts.Count, theirs.Length);
        Assert.InRange(theirs.Count(ids => ids is null), 0, unknown);
        var differ = texts.Zip(theirs).Where(pair => pair.Second is not null && !pair.Second.AsSpan().SequenceEqual(Roberta.Value.Encode(pair.First))).Select(pair => pair.First);
        Assert.Equal([], differ.Take(10).Select(text => JsonSerializer.Serialize(text.Length > 100 ? $"{text[..100]} and {text.Length - 100} more" : text)));
    }

    private static string Made(int count, Func<Rune> letter) => string.Concat(Enumerable.Range(0, count).Select(_ => letter().ToString()));
}
