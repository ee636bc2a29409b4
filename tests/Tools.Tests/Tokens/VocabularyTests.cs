using System.Text.Json;
using I2M2.Shards;
using I2M2.Tokens;

namespace I2M2.Tests.Tokens;

public sealed class VocabularyTests : IDisposable
{
    private readonly TinyVocabulary tiny = new(TinyVocabulary.Usual);

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void A_good_one_is_read()
    {
        var vocabulary = tiny.Read().Vocabulary;
        Assert.Equal(tiny.Ids.Count, vocabulary.Size);
        Assert.Equal("hello"u8.ToArray(), vocabulary.BytesOf(tiny.Ids["hello"]).ToArray());
        Assert.True(vocabulary.BytesOf(vocabulary.Mask).IsEmpty);
    }

    [Fact]
    public void The_three_fillers_before_the_mask_may_be_missing_and_no_more()
    {
        var mask = tiny.Ids["<mask>"];
        tiny.Json(With(("<mask>", mask + 3)));
        Assert.Equal(mask + 4, tiny.Read().Vocabulary.Size);
        tiny.Json(With(("<mask>", mask + 4)));
        Refused($"no token has the id {mask}");
    }

    [Fact]
    public void Two_tokens_of_one_id_are_named()
    {
        tiny.Json(With(("hello", 7)));
        Refused("'hello': its id 7 is that of");
    }

    [Theory]
    [InlineData("<s>", "no token '<s>'")]
    [InlineData("</s>", "no token '</s>'")]
    [InlineData("<mask>", "no token '<mask>'")]
    [InlineData("Ġ", "no token has the id")]
    public void A_missing_token_is_named(string token, string message)
    {
        tiny.Json(tiny.Ids.Where(t => t.Key != token));
        Refused(message);
    }

    [Fact]
    public void A_byte_without_a_token_is_named()
    {
        tiny.Json(tiny.Ids.Select(t => t.Key == "Ġ" ? new("ĠĠ", t.Value) : t));
        Refused("the byte 0x20 ('Ġ')");
    }

    [Theory]
    [InlineData("{\"a\": 1, \"b\": 2, \"a\": 3}", "token 'a': given twice")]
    [InlineData("{\"a\": 1, \"\\u0061\": 3}", "token 'a': given twice")]
    [InlineData("{\"a\": \"1\"}", "token 'a': its id is not a whole number")]
    [InlineData("{\"a\": 1.5}", "token 'a': its id is not a whole number")]
    [InlineData("{\"a\": -1}", "token 'a': its id is not a whole number")]
    [InlineData("{\"a\": 4294967297}", "token 'a': its id is not a whole number")]
    [InlineData("{\"a\": null}", "token 'a': its id is not a whole number")]
    [InlineData("{\"a\": [1]}", "not JSON of one level")]
    [InlineData("{\"\": 1}", "token 1: 0 characters")]
    [InlineData("{\"\\ud800\": 1}", "token 1: its text is not valid Unicode")]
    [InlineData("[\"a\"]", "an object of tokens and ids is expected")]
    [InlineData("{\"a\": 1", "not JSON of one level")]
    [InlineData("{\"a\": 1} x", "not JSON of one level")]
    [InlineData("{\"a\": 1,}", "not JSON of one level")]
    [InlineData("", "not JSON of one level")]
    [InlineData("{}", "no token '<s>'")]
    public void What_is_not_an_object_of_ids_is_refused(string json, string message)
    {
        tiny.Json(json);
        Refused(message);
    }

    [Fact]
    public void A_letter_that_stands_for_no_byte_is_refused()
    {
        tiny.Json(With(("a b", tiny.Ids.Count)));
        Refused("token 'a b': U+0020 stands for no byte");
    }

    [Fact]
    public void A_missing_file_and_a_device_without_end_are_refused()
    {
        File.Delete(Path.Combine(tiny.Folder, "vocab.json"));
        Refused("no such file");
        File.CreateSymbolicLink(Path.Combine(tiny.Folder, "vocab.json"), "/dev/zero");
        Refused("larger than 64 MiB");
        Assert.Contains("no such folder", Assert.Throws<InputRefusedException>(() => ByteLevelBpe.Read(Path.Combine(tiny.Folder, "x"))).Message, StringComparison.Ordinal);
    }

    private Dictionary<string, int> With((string Token, int Id) changed) => new(tiny.Ids) { [changed.Token] = changed.Id };

    private void Refused(string message)
    {
        var refusal = Assert.Throws<InputRefusedException>(tiny.Read);
        Assert.EndsWith("vocab.json", refusal.FileName, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
