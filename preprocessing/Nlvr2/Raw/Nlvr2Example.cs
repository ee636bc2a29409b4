using System.Buffers;
using I2M2.Preprocessing.Records;

namespace I2M2.Preprocessing.Nlvr2.Raw;

/// <summary>A sentence about a pair of photographs, true or false.</summary>
/// <param name="Identifier">split-set-pair-sentence, e.g. "dev-850-0-0".</param>
/// <param name="Sentence">As it was written.</param>
/// <param name="IsTrue">Whether it is true of the pair.</param>
/// <param name="Directory">Folder of the pair's images in the training split; null elsewhere.</param>
public sealed record Nlvr2Example(string Identifier, string Sentence, bool IsTrue, int? Directory)
{
    private const int Parts = 4;
    private const int LongestIdentifier = 100;
    private static readonly SearchValues<char> InIdentifiers = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly string[] Fields = ["identifier", "sentence", "label", "directory"];

    /// <summary>Which split it is of: the identifier's first part, e.g. "dev".</summary>
    public string Split => Identifier[..Identifier.IndexOf('-', StringComparison.Ordinal)];

    /// <summary>The pair of images: the identifier without its sentence. The files are this with "-img0.png" and "-img1.png" behind it.</summary>
    public string PairKey => Identifier[..Identifier.LastIndexOf('-')];

    /// <summary>What consistency is counted by: the same sentence with all its pairs, i.e. the identifier without its pair.</summary>
    public string ConsistencyUnit
    {
        get
        {
            var parts = Identifier.Split('-');
            return $"{parts[0]}-{parts[1]}-{parts[3]}";
        }
    }

    internal static Nlvr2Example Parse(ReadOnlySpan<byte> json)
    {
        var fields = new JsonFields(json, Fields);
        var (identifier, sentence, isTrue) = ("", "", false);
        int? directory = null;
        while (fields.Next(out var field))
        {
            switch (field)
            {
                case 0:
                    identifier = CheckedIdentifier(fields.Text(field));
                    break;
                case 1:
                    sentence = fields.Text(field);
                    break;
                case 2:
                    // The released files have texts; someone's conversion may have true and false.
                    isTrue = fields.TextOrTruth(field) switch
                    {
                        "True" => true,
                        "False" => false,
                        _ => throw new FormatException("'label' is neither True nor False"),
                    };
                    break;
                default:
                    directory = fields.IsNull ? null : fields.IdOrDigits(field) is <= int.MaxValue and var number ? (int)number : throw new FormatException("'directory' is too large");
                    break;
            }
        }

        fields.Require(3);
        return new Nlvr2Example(identifier, sentence, isTrue, directory);
    }

    // File names are made of it: nothing but what identifiers consist of, so that no folder can be left.
    private static string CheckedIdentifier(string identifier)
    {
        var parts = identifier.Split('-');
        var isOne = identifier.Length <= LongestIdentifier && parts.Length == Parts && !identifier.AsSpan().ContainsAnyExcept(InIdentifiers)
            && parts[0].Length > 0 && parts[1..].All(p => p.Length > 0 && p.All(char.IsAsciiDigit));
        return isOne ? identifier : throw new FormatException("'identifier' is not split-set-pair-sentence, such as dev-850-0-0");
    }
}
