using System.Text;
using I2M2.Shards;
using I2M2.Tokens;

namespace I2M2.Tests.Tokens;

public sealed class MergeListTests : IDisposable
{
    private readonly TinyVocabulary tiny = new(TinyVocabulary.Usual);

    public void Dispose() => tiny.Dispose();

    [Theory]
    [InlineData("#version: 0.2\na a\naa a\n")]
    [InlineData("a a\naa a\n")]
    [InlineData("#version: 0.2\r\na a\r\naa a\r\n")]
    [InlineData("#version: 0.2\na a\naa a")]
    public void Both_line_ends_are_read_with_or_without_a_first_line_and_a_last_one(string text)
    {
        var bpe = tiny.Merges(text).Read();
        Assert.Equal(2, bpe.Merges.Count);
        Assert.Equal([tiny.Ids["<s>"], tiny.Ids["aaa"], tiny.Ids["b"], tiny.Ids["</s>"]], new TextEncoder(bpe).Encode("aaab")[..4]);
    }

    [Theory]
    [InlineData("#version: 0.2\na a\n\naa a\n", "line 3: two tokens with one space")]
    [InlineData("a a\naa\n", "line 2: two tokens with one space")]
    [InlineData("a a\naa a a\n", "line 2: two tokens with one space")]
    [InlineData("a a\n a\n", "line 2: two tokens with one space")]
    [InlineData("a a\na \n", "line 2: two tokens with one space")]
    [InlineData("a a\na  a\n", "line 2: two tokens with one space")]
    [InlineData("a a\na\ta\n", "line 2: two tokens with one space")]
    [InlineData("a a\n#version: 0.2\n", "line 2: '#version:' is no token")]
    [InlineData("a a\nzz a\n", "line 2: 'zz' is no token")]
    [InlineData("a a\nz z\n", "line 2: it makes 'zz', which is no token")]
    [InlineData("a a\nh e\nhe ll\n", "line 3: 'll' is not made by an earlier line")]
    [InlineData("a a\naa a\na a\n", "line 3: the same pair as line 1")]
    [InlineData("a a\naa a\na aa\n", "line 3: it makes 'aaa', as line 2 does")]
    [InlineData("a a\n<s> a\n", "line 2: '<s>' is not made by an earlier line")]
    public void A_line_that_is_no_merge_is_named(string text, string message) => Refused(tiny.Merges(text), message);

    [Fact]
    public void Bytes_that_are_not_text_and_lines_without_end_are_named()
    {
        Refused(tiny.Merges([.. "a a\n"u8, 0xFF, (byte)' ', (byte)'a', (byte)'\n']), "line 2: not UTF-8");
        Refused(tiny.Merges("a a\n" + new string('a', 10_000) + "\n"), "line 2: 10,000 bytes long");
    }

    [Fact]
    public void No_merge_makes_a_special_token()
    {
        using var other = new TinyVocabulary("< s", "a a");
        Refused(other.Merges("< s\n<s >\n"), "line 2: it makes the special token '<s>'");
    }

    [Fact]
    public void Random_bytes_are_refused_or_read_and_nothing_else()
    {
        var random = new Random(5);
        var good = Encoding.UTF8.GetBytes(string.Join('\n', TinyVocabulary.Usual) + "\n");
        for (var trial = 0; trial < 500; trial++)
        {
            var bytes = good.ToArray();
            for (var k = random.Next(4); k >= 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                tiny.Merges(bytes).Read();
            }
            catch (InputRefusedException e)
            {
                Assert.Contains("merges.txt: line ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static void Refused(TinyVocabulary vocabulary, string message)
    {
        var refusal = Assert.Throws<InputRefusedException>(vocabulary.Read);
        Assert.EndsWith("merges.txt", refusal.FileName, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}
