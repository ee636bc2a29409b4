using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;

namespace I2M2.Tests.VqaVs.Raw;

public sealed class VqaFilesTests : IDisposable
{
    private const string Ten = "[{\"answer\": \"1\"},{\"answer\": \"2\"},{\"answer\": \"3\"},{\"answer\": \"4\"},{\"answer\": \"5\"},{\"answer\": \"6\"},{\"answer\": \"7\"},{\"answer\": \"8\"},{\"answer\": \"9\"},{\"answer\": \"10\"}]";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fields_are_read_in_any_order_and_others_skipped()
    {
        var question = Assert.Single(VqaFiles.Questions(Put("[{\"x\": [{\"question\": 1}], \"question\": \"\\u00e9 \\\"?\", \"question_id\": 12, \"image_id\": 0}]")));
        Assert.Equal(new VqaQuestion(12, 0, "é \"?"), question);
        var annotation = Assert.Single(VqaFiles.Annotations(Put($"{{\"annotations\": [{Annotation()}]}}")));
        Assert.Equal((7L, 3L, "is", "other", "dog"), (annotation.QuestionId, annotation.ImageId, annotation.QuestionType, annotation.AnswerType, annotation.Majority));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"{i}"), annotation.Answers);
    }

    [Theory]
    [InlineData("{\"image_id\": 1, \"question\": \"a\"}", "no 'question_id'")]
    [InlineData("{\"question_id\": 5, \"image_id\": 1}", "no 'question'")]
    [InlineData("{\"question_id\": \"5\", \"image_id\": 1, \"question\": \"a\"}", "'question_id' is not a whole number")]
    [InlineData("{\"question_id\": 5.0, \"image_id\": 1, \"question\": \"a\"}", "'question_id' is not a whole number")]
    [InlineData("{\"question_id\": -5, \"image_id\": 1, \"question\": \"a\"}", "'question_id' is not a whole number")]
    [InlineData("{\"question_id\": 9223372036854775808, \"image_id\": 1, \"question\": \"a\"}", "'question_id' is not a whole number")]
    [InlineData("{\"question_id\": 5, \"image_id\": null, \"question\": \"a\"}", "'image_id' is not a whole number")]
    [InlineData("{\"question_id\": 5, \"image_id\": 1, \"question\": null}", "'question' is not a text")]
    [InlineData("{\"question_id\": 5, \"image_id\": 1, \"question\": \"\\ud800\"}", "'question' is not valid Unicode")]
    [InlineData("{\"question_id\": 5, \"image_id\": 1, \"question\": \"a\", \"image_id\": 1}", "'image_id' is given twice")]
    [InlineData("{\"question_id\": 5, \"image_id\": 1, \"question\": \"a\", \"question\\ud800\": 1}", "a field's name is not valid Unicode")]
    [InlineData("{\"question_id\": 1, \"image_id\": 1, \"question\": \"b\"}", "question_id 1 is that of entry 1 too")]
    public void A_question_that_is_none_is_named(string second, string message)
    {
        var path = Put($"[{{\"question_id\": 1, \"image_id\": 1, \"question\": \"a\"}}, {second}]");
        Assert.Contains("entry 2: " + message, Assert.Throws<InputRefusedException>(() => VqaFiles.Questions(path).Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"other\"", "\"others\"", "'answer_type' is not one of")]
    [InlineData("{\"answer\": \"1\"},", "", "'answers' has 9 entries; 10 are expected")]
    [InlineData("[{\"answer\": \"1\"}", "[{\"answer\": \"1\"},{\"answer\": \"1\"}", "'answers' has 11 entries; 10 are expected")]
    [InlineData("{\"answer\": \"1\"}", "\"1\"", "'answers' has an entry that is not an object")]
    [InlineData("{\"answer\": \"1\"}", "{}", "'answers' has an entry without 'answer'")]
    [InlineData("{\"answer\": \"1\"}", "{\"answer\": 1}", "'answer' is not a text")]
    [InlineData("{\"answer\": \"1\"}", "{\"answer\": \"1\", \"answer\": \"2\"}", "'answer' is given twice")]
    [InlineData(Ten, "\"1\"", "'answers' is not a list")]
    [InlineData("\"question_type\": \"is\",", "", "no 'question_type'")]
    public void An_annotation_that_is_none_is_named(string text, string changed, string message)
    {
        var path = Put($"[{Annotation().Replace(text, changed, StringComparison.Ordinal)}]");
        Assert.Contains("entry 1: " + message, Assert.Throws<InputRefusedException>(() => VqaFiles.Annotations(path).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Questions_and_annotations_meet_by_their_number_in_the_order_of_the_questions()
    {
        var questions = Put("[{\"question_id\": 2, \"image_id\": 3, \"question\": \"b\"}, {\"question_id\": 1, \"image_id\": 3, \"question\": \"a\"}]");
        var pairs = VqaFiles.Split(questions, Put($"[{Annotation(1)}, {Annotation(2)}]", "a.json"));
        Assert.Equal([(2L, 2L), (1L, 1L)], pairs.Select(p => (p.Question.Id, p.Annotation.QuestionId)));
        Refused($"[{Annotation(1)}]", "question 2: no annotation");
        Refused($"[{Annotation(1)}, {Annotation(2)}, {Annotation(9)}]", "question 9: not in rows.json");
        Refused($"[{Annotation(1)}, {Annotation(2, image: 4)}]", "question 2: image 4, but 3 in rows.json");

        void Refused(string annotations, string message) => Assert.Contains(
            "a.json: " + message, Assert.Throws<InputRefusedException>(() => VqaFiles.Split(questions, Put(annotations, "a.json"))).Message, StringComparison.Ordinal);
    }

    [DataFact("data/vqa-vs/Val")]
    public void The_real_files_are_read()
    {
        var pairs = VqaFiles.Split(TestData.At("data/vqa-vs/Val/Val-Ques.json"), TestData.At("data/vqa-vs/Val/Val-Ans.json"));
        Assert.Equal(6000, pairs.Count);
        Assert.Equal((524291001L, "Is the dog waiting?"), (pairs[0].Question.Id, pairs[0].Question.Text));
        Assert.Equal(("is the", "yes/no", "yes"), (pairs[0].Annotation.QuestionType, pairs[0].Annotation.AnswerType, pairs[0].Annotation.Majority));
    }

    private static string Annotation(long question = 7, long image = 3) =>
        $"{{\"question_type\": \"is\", \"multiple_choice_answer\": \"dog\", \"answers\": {Ten}, \"image_id\": {image}, \"answer_type\": \"other\", \"question_id\": {question}}}";

    private string Put(string json, string name = "rows.json")
    {
        File.WriteAllText(folder.At(name), json);
        return folder.At(name);
    }
}
