using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri.Annotations;

/// <summary>
/// The volumes that fastMRI+ has looked at (knee_file_list.csv: one name a line, no header): one that is listed and not annotated has no finding, one that is not
/// listed has no labels. The published file ends with a line that is no volume; such lines are counted.
/// </summary>
internal sealed class ReviewedVolumes
{
    private const int MostBytes = 1 << 20;

    private ReviewedVolumes(IReadOnlySet<string> volumes, int otherLines) => (Volumes, OtherLines) = (volumes, otherLines);

    /// <summary>Names, in ordinal order.</summary>
    internal IReadOnlySet<string> Volumes { get; }

    /// <summary>Lines that name no volume; empty ones are none.</summary>
    internal int OtherLines { get; }

    /// <summary>Reads the whole file.</summary>
    /// <exception cref="InputRefusedException">It is too long for what it must be, names no volume, or one twice.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    internal static ReviewedVolumes Read(string path)
    {
        if (new FileInfo(path).Length > MostBytes)
            throw new InputRefusedException(path, $"more than {MostBytes:#,0} bytes; fastMRI+ lists 1,172 volumes in 14,074", "look whether this is knee_file_list.csv of fastMRI+");
        var (volumes, otherLines, line) = (new SortedSet<string>(StringComparer.Ordinal), 0, 0);
        foreach (var text in File.ReadLines(path).Select(t => t.Trim(' ')))
        {
            line++;
            if (!VolumeId.Is(text))
                otherLines += text.Length > 0 ? 1 : 0;
            else if (!volumes.Add(text))
                throw new InputRefusedException(path, $"line {line}: {text} a second time", "fetch the file again from fastMRI+");
        }

        return volumes.Count > 0
            ? new ReviewedVolumes(volumes, otherLines)
            : throw new InputRefusedException(path, $"no line is the name of a volume, which is {VolumeId.Format}", "fetch the file again from fastMRI+");
    }
}
