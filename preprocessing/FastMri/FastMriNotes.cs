using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri;

/// <summary>What a run says at its end.</summary>
internal static class FastMriNotes
{
    /// <summary>The funnel in one line; rules that left nothing out are passed over.</summary>
    internal static string Funnel(IReadOnlyList<FunnelStep> funnel)
        => string.Join(" -> ", funnel.Where((f, i) => i == 0 || f.Table != funnel[i - 1].Table || f.Rows != funnel[i - 1].Rows).Select(f => $"{PreprocessingReport.Count(f.Rows)} {(f.Table == "volumes" ? "" : $"{f.Table} ")}{f.Rule}"));

    /// <summary>Shares of the stages, e.g. "disk 12 %, inflate 20 %, transform 48 %, writing 20 %".</summary>
    internal static string Shares(StageTimes times)
    {
        (string Name, TimeSpan Time)[] stages =
        [
            ("hashes of the raw files", times.Hashing.Time), ("disk", times.Reading.Time - times.Unpacking.Time), ("inflate", times.Unpacking.Time), ("transform", times.Transform.Time), ("statistics and writing", times.Writing.Time),
        ];
        var all = Math.Max(1, stages.Sum(s => s.Time.Ticks));
        return string.Join(", ", stages.Select(s => $"{s.Name} {100.0 * s.Time.Ticks / all:0} %"));
    }
}
