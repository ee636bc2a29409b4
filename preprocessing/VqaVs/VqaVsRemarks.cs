using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.VqaVs.Raw;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>How a set differs from the published data.</summary>
internal static class VqaVsRemarks
{
    internal static IReadOnlyList<string> Of(VqaRawFiles files, VqaVsOptions options, VqaSamples samples)
    {
        var remarks = new List<string>();
        // Made-up sets have as many questions as was asked for, and say so themselves.
        if (RawSource.FirstLine(files.Folder) is null)
            remarks.AddRange(OtherSizes(files, options, samples));
        if (!options.HasImages)
            remarks.Add("no images: --set images=none");
        if (!options.HasOod && !files.IsV2 && options.Splits.Contains(VqaVsOptions.Test))
            remarks.Add("the test sets out of distribution were not read: --set ood=none");
        return remarks;
    }

    private static IEnumerable<string> OtherSizes(VqaRawFiles files, VqaVsOptions options, VqaSamples samples)
    {
        var published = DataManifest.Of(VqaVsPreprocessor.Dataset)?.RawFiles.ToDictionary(f => f.Path, f => f.Rows, StringComparer.Ordinal) ?? [];
        var others = files.Of(options.Splits)
            .Select(s => (s.Name, Rows: samples.QuestionsOf(s), Published: published.GetValueOrDefault(s.Questions)))
            .Where(s => s.Published > 0 && s.Rows != s.Published)
            .Select(s => $"{s.Name} {PreprocessingReport.Count(s.Rows)} of {PreprocessingReport.Count(s.Published)}")
            .ToList();
        return others.Count > 0 ? [$"not the full release, by questions: {string.Join(", ", others)}"] : [];
    }
}
