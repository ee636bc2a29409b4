namespace I2M2.Preprocessing.AvMnist;

/// <summary>What was done to recordings that are not mono at 8 kHz: entries of the manifest's options, and sentences for the user.</summary>
internal static class Conversions
{
    private const string Resampled = "resampled";
    private const string Averaged = "channels_averaged";

    // More are named by the least and the greatest.
    private const int MostNamed = 3;

    /// <summary>Entries; none when nothing was done.</summary>
    internal static Dictionary<string, string> Of(IReadOnlyList<Waveform> sounds)
    {
        var found = new Dictionary<string, string>();
        if (sounds.Where(s => s.FileRate != Waveform.SampleRate).Select(s => s.FileRate).ToList() is { Count: > 0 } rates)
            found[Resampled] = $"{rates.Count:#,0} of {sounds.Count:#,0} recordings from {Named(rates)} Hz";
        if (sounds.Where(s => s.FileChannels != 1).Select(s => s.FileChannels).ToList() is { Count: > 0 } channels)
            found[Averaged] = $"{channels.Count:#,0} of {sounds.Count:#,0} recordings from {Named(channels)}";
        return found;
    }

    /// <summary>The entries among <paramref name="options"/>, as sentences.</summary>
    internal static IEnumerable<string> Notes(IReadOnlyDictionary<string, string> options)
    {
        foreach (var (key, done) in new[] { (Resampled, "were resampled"), (Averaged, "had their channels averaged") })
        {
            if (options.TryGetValue(key, out var text))
                yield return text.Replace(" from ", $" {done} from ", StringComparison.Ordinal);
        }
    }

    private static string Named(List<int> values)
    {
        int[] distinct = [.. values.Distinct().Order()];
        return distinct.Length <= MostNamed
            ? string.Join(" and ", distinct.Select(v => $"{v:#,0}"))
            : $"{distinct[0]:#,0} to {distinct[^1]:#,0}";
    }
}
