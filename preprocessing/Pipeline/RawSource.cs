using I2M2.Cli;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>
/// SOURCE.txt in a raw folder: where its files come from when they are not the published ones, in its first line, "name: what it is". The
/// shards' manifest, every run and every report carry that line on.
/// </summary>
public static class RawSource
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "SOURCE.txt";

    private const int MostCharacters = 300;

    /// <summary>The first line; null without the file.</summary>
    public static string? FirstLine(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        using var reader = new StreamReader(path);
        var start = new char[MostCharacters];
        var line = new string(start, 0, reader.ReadBlock(start)).Split('\n')[0].Trim();
        return line.Length > 0 ? SafeText.ForTerminal(line, MostCharacters) : null;
    }
}
