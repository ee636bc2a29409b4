using System.Text.Json;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;

namespace I2M2.Tests.VqaVs.Raw;

public sealed class VqaSplitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Splits_have_their_published_files()
    {
        Assert.Equal(12, VqaSplit.OfVqaVs.Count);
        Assert.Equal(new VqaSplit("training", "Training/Training-Ques.json", "Training/Training-Ans.json"), VqaSplit.OfVqaVs[0]);
        Assert.Equal(new VqaSplit("ood-qt+kw+ko", "OOD-Test/QT+KW+KO/OOD-Test-QT+KW+KO-Ques.json", "OOD-Test/QT+KW+KO/OOD-Test-QT+KW+KO-Ans.json"), VqaSplit.OfVqaVs[^1]);
        Assert.Equal(new VqaSplit("val2014", "v2_OpenEnded_mscoco_val2014_questions.json", "v2_mscoco_val2014_annotations.json"), VqaSplit.OfVqaV2[1]);
        Assert.Equal(new VqaSplit("test-dev2015", "v2_OpenEnded_mscoco_test-dev2015_questions.json", null), VqaSplit.OfVqaV2[3]);
    }

    [Fact]
    public void A_vocabulary_goes_through_the_splits_in_their_order()
    {
        Put(VqaSplit.OfVqaV2[0], "dog", "cat", "The dog");
        Put(VqaSplit.OfVqaV2[1], "bird", "cat.", "dog");
        Assert.Equal(["dog", "cat"], VqaSplit.Vocabulary(folder.Path, [.. VqaSplit.OfVqaV2.Take(2)], least: 2).Answers);
        Assert.Equal(["bird", "cat", "dog"], VqaSplit.Vocabulary(folder.Path, [VqaSplit.OfVqaV2[1], VqaSplit.OfVqaV2[0]], least: 1).Answers);
        Assert.Equal(["dog"], VqaSplit.Vocabulary(folder.Path, [VqaSplit.OfVqaV2[0]], least: 2).Answers);
        var none = Assert.Throws<InputRefusedException>(() => VqaSplit.Vocabulary(folder.Path, [VqaSplit.OfVqaV2[0]]));
        Assert.Contains("no answer of train2014 is the majority answer of 9 questions", none.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => VqaSplit.Vocabulary(folder.Path, [VqaSplit.OfVqaV2[2]]));
        Assert.Throws<InputRefusedException>(() => VqaSplit.Vocabulary(folder.Path, [VqaSplit.OfVqaVs[0]]));
    }

    [DataFact("data/vqa-vs/Val")]
    public void The_real_validation_answers_give_their_vocabulary() =>
        Assert.Equal(53, VqaSplit.Vocabulary(TestData.At("data/vqa-vs"), [VqaSplit.OfVqaVs[1]]).Count);

    private void Put(VqaSplit split, params string[] majority) => File.WriteAllText(folder.At(split.Annotations!), JsonSerializer.Serialize(new
    {
        annotations = majority.Select((m, i) => new
        {
            question_id = i,
            image_id = 1,
            question_type = "what",
            answer_type = "other",
            multiple_choice_answer = m,
            answers = Enumerable.Repeat(new { answer = m, answer_confidence = "yes", answer_id = 1 }, 10),
        }),
    }));
}
