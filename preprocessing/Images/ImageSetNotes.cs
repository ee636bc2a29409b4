using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Images;

/// <summary>What a run says at its end.</summary>
internal static class ImageSetNotes
{
    // Fewer sentences than this do not train 250 million weights; NLVR2 has 86,373, VQA-VS 658,111.
    private const int FewRows = 20_000;

    /// <summary>Of a run that found the set finished.</summary>
    /// <param name="folder">Where it is.</param>
    internal static PreprocessingResult Found(string folder)
    {
        var manifest = ShardSet.ReadManifest(folder);
        return new(manifest, AlreadyDone: true, []) { TrainWith = TrainWith(manifest) };
    }

    /// <summary>Of a run that made the set.</summary>
    /// <param name="manifest">Of it.</param>
    /// <param name="first">Notes before the others.</param>
    internal static PreprocessingResult Made(ShardManifest manifest, params IReadOnlyList<string> first)
        => new(manifest, AlreadyDone: false, [.. first, .. Notes(manifest)]) { TrainWith = TrainWith(manifest) };

    private static List<string> Notes(ShardManifest manifest)
    {
        var notes = new List<string>();
        if (manifest.Source is { } source)
            notes.Add(source);
        notes.AddRange(manifest.Remarks ?? []);
        if (manifest.Rejects.Count > 0)
            notes.Add($"left out {string.Join(" and ", manifest.Rejects.Select(r => $"{PreprocessingReport.Count(r.Value)} {(r.Value == 1 ? r.Key[..^1] : r.Key)}"))}, listed in {RejectsFile.Name}");
        notes.Add($"funnel: {Funnel(manifest.Funnel)}");
        return notes;
    }

    // A set too small for the large network gets the small one.
    private static string TrainWith(ShardManifest manifest) => manifest.Splits.FirstOrDefault(s => s.Name == "train") is { Rows: < FewRows } ? "--profile tiny" : "";

    /// <summary>The funnel in one line, e.g. "train 24 questions -> 23 of images that can be read; valid 6 questions".</summary>
    internal static string Funnel(IReadOnlyList<FunnelStep> funnel)
        => string.Join("; ", funnel.GroupBy(f => f.Table).Select(t => $"{t.Key} {string.Join(" -> ", t.Select(f => $"{PreprocessingReport.Count(f.Rows)} {f.Rule}"))}"));
}
