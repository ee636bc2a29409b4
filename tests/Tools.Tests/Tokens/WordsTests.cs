using System.Text;
using I2M2.Tokens;

namespace I2M2.Tests.Tokens;

public sealed class WordsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Hello world", "Hello| world")]
    [InlineData("What's the man's name?", "What|'s| the| man|'s| name|?")]
    [InlineData("I'll we've they're I'm he'd can't", "I|'ll| we|'ve| they|'re| I|'m| he|'d| can|'t")]
    [InlineData("'Sam 'sam o'clock 'l 'v", "'|Sam| '|sam| o|'|clock| '|l| '|v")]
    [InlineData("it'S IT'LL", "it|'|S| IT|'|LL")]
    [InlineData("!'s", "!'|s")]
    [InlineData("3rd 12a 4.5", "3|rd| 12|a| 4|.|5")]
    [InlineData("a  b   c", "a| | b|  | c")]
    [InlineData("a \tb\t c\td", "a| |\t|b|\t| c|\t|d")]
    [InlineData("  ", "  ")]
    [InlineData(" a ", " a| ")]
    [InlineData("a\r\n\r\nb", "a|\r\n\r|\n|b")]
    [InlineData("x\u00A0y \u3000z", "x|\u00A0|y| |\u3000|z")]
    [InlineData("caf\u00E9 \u00BD\u0663\u2167 e\u0301", "caf\u00E9| \u00BD\u0663\u2167| e|\u0301")]
    [InlineData("\U00020000\U0001D7D8\U0001F600 \U0001F600", "\U00020000|\U0001D7D8|\U0001F600| \U0001F600")]
    [InlineData("\u200B\uFEFF_", "\u200B\uFEFF_")]
    public void Text_is_cut_as_by_the_pattern(string text, string pieces)
    {
        var found = new List<string>();
        foreach (var word in new Words(Encoding.UTF8.GetBytes(text)))
            found.Add(Encoding.UTF8.GetString(word));
        Assert.Equal(pieces, string.Join('|', found));
        Assert.Equal(pieces, string.Join('|', NaiveBpe.Pieces(text)));
    }
}
