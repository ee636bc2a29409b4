using System.Text;
using I2M2.Tokens;

namespace I2M2.Tests.Tokens;

/// <summary>roberta-base's own vocabulary: ids that other implementations give (spec/vqa-nlvr2.md 9.1).</summary>
public sealed class RobertaTests
{
    private static readonly Lazy<ByteLevelBpe> Roberta = new(() => ByteLevelBpe.Read(TestData.At("data/roberta-bpe")));

    [DataTheory("data/roberta-bpe")]
    [InlineData("", "0 2")]
    [InlineData("Hello world", "0 31414 232 2")]
    [InlineData("What color is the banana?", "0 2264 3195 16 5 23611 116 2")]
    [InlineData("Is the dog waiting?", "0 6209 5 2335 2445 116 2")]
    [InlineData("How many people are in the photo?", "0 6179 171 82 32 11 5 1345 116 2")]
    [InlineData("What's the man's name?", "0 2264 18 5 313 18 766 116 2")]
    [InlineData("Is this a café?", "0 6209 42 10 26059 116 2")]
    [InlineData(
        "The right image shows a curving walkway of dark glass circles embedded in dirt and flanked by foliage.",
        "0 133 235 2274 924 10 5350 6645 1656 1970 9 2933 4049 13820 14224 11 10667 8 29292 30 36257 4 2")]
    public void Texts_have_their_published_ids(string text, string ids) => Assert.Equal(ids, string.Join(' ', new TextEncoder(Roberta.Value).Encode(text)));

    [DataFact("data/roberta-bpe")]
    public void The_vocabulary_has_its_published_size_and_special_tokens()
    {
        var vocabulary = Roberta.Value.Vocabulary;
        Assert.Equal((50265, 0, 1, 2, 3, 50264), (vocabulary.Size, vocabulary.Start, vocabulary.Pad, vocabulary.End, vocabulary.Unknown, vocabulary.Mask));
        Assert.Equal(50_000, Roberta.Value.Merges.Count);
    }

    [DataFact("data/roberta-bpe", "data/nlvr2/dev.json")]
    public void The_development_sentences_of_NLVR2_have_their_published_totals()
    {
        var encoder = new TextEncoder(Roberta.Value);
        var (tokens, sum, longest, cut) = (0, 0L, 0, 0);
        foreach (var sentence in RealTexts.SentencesOfNlvr2("dev"))
        {
            var ids = encoder.Encode(sentence);
            tokens += ids.Length;
            sum += ids.Sum(i => (long)i);
            longest = Math.Max(longest, ids.Length);
            cut += encoder.Encode(sentence, 50).Length < ids.Length ? 1 : 0;
        }

        Assert.Equal((132_295, 418_213_341L, 55, 7), (tokens, sum, longest, cut));
    }

    [DataFact("data/roberta-bpe", "data/vqa-vs/Val")]
    public void Questions_of_VQA_VS_agree_with_the_naive_encoding()
    {
        var (encoder, naive) = (new TextEncoder(Roberta.Value), new NaiveBpe(TestData.At("data/roberta-bpe")));
        var ids = new int[50];
        foreach (var question in RealTexts.QuestionsOfVqaVs().Take(1500))
            Assert.Equal(naive.Encode(question), ids[..encoder.Encode(Encoding.UTF8.GetBytes(question), ids)]);
    }
}
