using System.Globalization;
using System.Text.RegularExpressions;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>A spoken digit of the Free Spoken Digit Dataset, known by its file name `{digit}_{speaker}_{index}.wav`.</summary>
/// <param name="FileName">Name without folder.</param>
/// <param name="Digit">0 to 9.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Index">Which of the speaker's recordings of this digit, from 0.</param>
public sealed partial record Recording(string FileName, int Digit, string Speaker, int Index)
{
    /// <summary>Recordings 40 to 49 of each speaker and digit are heard in the test split only.</summary>
    public bool IsTest => Index is >= 40 and <= 49;

    /// <summary>Lists a folder of recordings in ordinal order of their names. Hidden files are passed over.</summary>
    /// <exception cref="InputRefusedException">Something else lies there, or the folder is empty.</exception>
    public static IReadOnlyList<Recording> List(string folder)
    {
        var names = Directory.EnumerateFileSystemEntries(folder).Select(p => Path.GetFileName(p)).Where(n => n[0] != '.').Order(StringComparer.Ordinal);
        var recordings = names.Select(name => Parse(folder, name)).ToList();
        return recordings.Count > 0
            ? recordings
            : throw new InputRefusedException(folder, "no recordings", "put the Free Spoken Digit Dataset's recordings there");
    }

    private static Recording Parse(string folder, string name)
    {
        var match = NamePattern().Match(name);
        return match.Success
            ? new Recording(name, name[0] - '0', match.Groups["speaker"].Value, int.Parse(match.Groups["index"].Value, CultureInfo.InvariantCulture))
            : throw new InputRefusedException(
                Path.Combine(folder, name), "not a recording's name, which is {digit}_{speaker}_{index}.wav, such as 7_jackson_32.wav", "move it elsewhere");
    }

    [GeneratedRegex(@"^[0-9]_(?<speaker>[A-Za-z0-9-]+)_(?<index>0|[1-9][0-9]{0,5})\.wav\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
