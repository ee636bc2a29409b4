namespace I2M2.Preprocessing.AvMnist;

/// <summary>What was done to recordings that are not mono at 8 kHz, counted.</summary>
internal static class Conversions
{
    // More are named by the least and the greatest.
    private const int MostNamed = 3;

    /// <summary>A sentence for each kind of conversion; none when nothing was done.</summary>
    internal static IEnumerable<string> Of(IReadOnlyList<Waveform> sounds)
    {
        if (sounds.Where(s => s.FileRate != Waveform.SampleRate).Select(s => s.FileRate).ToList() is { Count: > 0 } rates)
            yield return $"{rates.Count:#,0} of {sounds.Count:#,0} recordings were resampled from {Named(rates)} Hz";
        if (sounds.Where(s => s.FileChannels != 1).Select(s => s.FileChannels).ToList() is { Count: > 0 } channels)
            yield return $"{channels.Count:#,0} of {sounds.Count:#,0} recordings had {Named(channels)} channels, which were averaged";
    }

    private static string Named(List<int> values)
    {
        int[] distinct = [.. values.Distinct().Order()];
        return distinct.Length <= MostNamed
            ? string.Join(" and ", distinct.Select(v => $"{v:#,0}"))
            : $"{distinct[0]:#,0} to {distinct[^1]:#,0}";
    }
}
