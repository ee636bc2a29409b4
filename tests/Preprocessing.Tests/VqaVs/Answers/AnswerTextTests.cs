using System.Text.Json;
using I2M2.Preprocessing.VqaVs.Answers;

namespace I2M2.Tests.VqaVs.Answers;

public sealed class AnswerTextTests
{
    // spec/vqa-nlvr2.md 9.2, then one line for each rule.
    [Theory]
    [InlineData("The Dogs.", "dogs")]
    [InlineData("3,000", "3000")]
    [InlineData("None", "0")]
    [InlineData("3,000-4,000", "30004000")]
    [InlineData("two", "2")]
    [InlineData("hello,world", "hello world")]
    [InlineData("dont", "don't")]
    [InlineData("well-known - fact", "wellknown fact")]
    [InlineData("t-shirt", "t shirt")]
    [InlineData("U.S. 2.5", "us 2.5")]
    [InlineData("black/white", "black white")]
    [InlineData("10.30.", "10.30")]
    [InlineData("a/c", "c")]
    [InlineData("6'0\"", "6'0")]
    [InlineData("a", "")]
    [InlineData("12:30", "12:30")]
    [InlineData("Id've", "id've")]
    [InlineData("what?!", "what")]
    [InlineData("1/2", "1 2")]
    [InlineData("eleven", "eleven")]
    [InlineData("5.", "5")]
    [InlineData("a.5", "a.5")]
    [InlineData("........................................", "........")]
    [InlineData(".", "")]
    [InlineData("", "")]
    [InlineData("zero one ten", "0 1 10")]
    [InlineData("an The A", "")]
    [InlineData("x; y;z", "x yz")]
    [InlineData("a-b 1,2", "ab 12")]
    [InlineData("1,a", "1")]
    [InlineData("50% $5 #1 A&B 'it' ~", "50% $5 #1 a&b 'it' ~")]
    [InlineData("x\ty\u00A0z\u001Cw", "x y z w")]
    [InlineData("..5", ".5")]
    [InlineData("somebody'd shes she's ow's'at", "somebodyd shes she's 'ow's'at")]
    [InlineData("yall isnt youre", "y'all isn't you're")]
    [InlineData("dont-wont", "don't won't")]
    public void An_answer_has_one_spelling(string answer, string normal) => Assert.Equal(normal, AnswerText.Normalise(answer));

    [Fact]
    public void The_table_of_contractions_has_120_entries() => Assert.Equal(120, Contractions.Table.Count);

    [DataFact("data/vqa-labels")]
    public void Every_answer_of_the_published_vocabulary_is_spelt_so_already() =>
        Assert.All(JsonSerializer.Deserialize<string[]>(File.ReadAllText(TestData.At("data/vqa-labels/trainval_label2ans.json")))!, a => Assert.Equal(a, AnswerText.Normalise(a)));

    [Fact]
    public void Any_text_is_taken()
    {
        var random = new Random(11);
        for (var trial = 0; trial < 5000; trial++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(1, trial % 2 == 0 ? 128 : 0x10000)));
            var normal = AnswerText.Normalise(text);
            Assert.DoesNotContain(normal, c => c is ',' or ';' or '/' or '?' or '!' or '-');
            Assert.Equal(normal.Trim(), normal);
        }
    }
}
