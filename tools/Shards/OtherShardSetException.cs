namespace I2M2.Shards;

/// <summary>
/// The output folder holds a finished set that is not the one to be made, and nothing was said of replacing it. Programs end with exit
/// code 2, and have changed nothing.
/// </summary>
public sealed class OtherShardSetException : Exception
{
    private const int Shown = 5;

    /// <param name="folder">Output folder.</param>
    /// <param name="differences">In what the set there differs, a sentence part each.</param>
    public OtherShardSetException(string folder, IReadOnlyList<string> differences)
        : base(InputRefusedException.Printable(
            $"{folder} holds another set: {string.Join("; ", differences.Take(Shown))}{More(differences.Count)}. Give --replace to replace it, or another --out."))
    {
        Differences = differences;
    }

    /// <summary>In what the set there differs.</summary>
    public IReadOnlyList<string> Differences { get; }

    private static string More(int count) => count > Shown ? $"; and {count - Shown:#,0} more differences" : "";
}
