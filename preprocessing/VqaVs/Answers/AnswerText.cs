using System.Buffers;
using System.Text;

namespace I2M2.Preprocessing.VqaVs.Answers;

/// <summary>
/// Answers brought to one spelling by the rules of the VQA evaluation code, in its order and with its accidents: vocabularies of answers were made with them, so
/// another rule would be another vocabulary. The result may be empty. Upper case becomes lower by Unicode's one-to-one mapping: Python, which has two letters for
/// 'İ' and another sigma at a word's end, differs there.
/// </summary>
public static class AnswerText
{
    private const string Punctuation = ";/[]\"{}()=+\\_-><@`,?!";
    private static readonly SearchValues<char> AnyPunctuation = SearchValues.Create(Punctuation);

    // The original hands a flag of the regular expression to the parameter that says how many replacements are made at most.
    private const int MostPeriods = 32;

    private static readonly Dictionary<string, string> Numbers = new(StringComparer.Ordinal)
    {
        ["none"] = "0",
        ["zero"] = "0",
        ["one"] = "1",
        ["two"] = "2",
        ["three"] = "3",
        ["four"] = "4",
        ["five"] = "5",
        ["six"] = "6",
        ["seven"] = "7",
        ["eight"] = "8",
        ["nine"] = "9",
        ["ten"] = "10",
    };

    /// <summary>The one spelling of an answer.</summary>
    public static string Normalise(string answer)
    {
        var text = WithoutPeriods(WithoutPunctuation(answer));
        var words = new List<string>();
        foreach (var word in Words(text.ToLowerInvariant()))
        {
            var number = Numbers.GetValueOrDefault(word, word);
            if (number is not ("a" or "an" or "the"))
                words.Add(Contractions.Table.GetValueOrDefault(number, number));
        }

        // No comma is left by now; the rule is the original's last one.
        return string.Join(' ', words).Replace(",", "", StringComparison.Ordinal);
    }

    /// <summary>Each mark becomes a space; it is deleted instead wherever it stands if it touches a space once, and all are if a comma stands between two digits.</summary>
    private static string WithoutPunctuation(string answer)
    {
        if (answer.AsSpan().IndexOfAny(AnyPunctuation) < 0)
            return answer;
        var hasDecimalComma = HasDecimalComma(answer);
        var text = new StringBuilder(answer);
        foreach (var mark in Punctuation)
        {
            if (hasDecimalComma || TouchesSpace(answer, mark))
                text.Replace(mark.ToString(), "");
            else
                text.Replace(mark, ' ');
        }

        return text.ToString();
    }

    private static bool TouchesSpace(string text, char mark)
    {
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1))
        {
            if ((at > 0 && text[at - 1] == ' ') || (at + 1 < text.Length && text[at + 1] == ' '))
                return true;
        }

        return false;
    }

    private static bool HasDecimalComma(string text)
    {
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == ',' && char.IsDigit(text[i - 1]) && char.IsDigit(text[i + 1]))
                return true;
        }

        return false;
    }

    private static string WithoutPeriods(string text)
    {
        if (!text.Contains('.', StringComparison.Ordinal))
            return text;
        var kept = new StringBuilder(text.Length);
        var deleted = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '.' && deleted < MostPeriods && !(i + 1 < text.Length && char.IsDigit(text[i + 1])))
                deleted++;
            else
                kept.Append(text[i]);
        }

        return kept.ToString();
    }

    private static IEnumerable<string> Words(string text)
    {
        var begin = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && !IsBlank(text[i]))
                continue;
            if (i > begin)
                yield return text[begin..i];
            begin = i + 1;
        }
    }

    // Python's blanks: Unicode's, and the four separators of ASCII.
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c is >= '\x1C' and <= '\x1F';
}
