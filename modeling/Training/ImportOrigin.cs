namespace I2M2.Modeling.Training;

/// <summary>Where imported weights come from.</summary>
/// <param name="Files">Names of the files.</param>
/// <param name="Sha256">Their hashes, in the same order.</param>
/// <param name="Fresh">Tensors that the files lack and that hold fresh values instead; empty when none do.</param>
public sealed record ImportOrigin(string Files, string Sha256, string Fresh)
{
    /// <summary>What stands for the hash of the data that such weights were trained on.</summary>
    public const string UnknownData = "unknown";

    private const string FilesKey = "imported_from", Sha256Key = "imported_sha256", FreshKey = "fresh_tensors";

    internal IReadOnlyList<(string Key, string Value)> ToPairs() => [(FilesKey, Files), (Sha256Key, Sha256), (FreshKey, Fresh)];

    internal static ImportOrigin? FromPairs(Dictionary<string, string> pairs) =>
        pairs.TryGetValue(FilesKey, out var files) ? new ImportOrigin(files, pairs[Sha256Key], pairs[FreshKey]) : null;
}
