using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Import;

/// <summary>
/// The reference's MIMIC-III models for mortality in six classes; low-rank fusion is MultiBench's (pliang279/MultiBench,
/// examples/healthcare). Inputs are 5 static features and 24 hours of 12 measurements.
/// </summary>
public sealed class Mimic3Targets : IImportTargets
{
    private const int Classes = 6;

    /// <inheritdoc/>
    public IReadOnlyList<ImportTarget> All { get; } = new TwoModalityModels
    {
        Dataset = "mimic3",
        Task = "mortality",
        ClassNames = ["none", "1 day", "2 days", "3 days", "30 days", "1 year"],
        Intra =
        [
            ("static", () => new Expert("static", 0, new Mlp(5, 10, 10), new Mlp(10, 40, Classes))),
            ("series", () => new Expert("series", 1, new GruWithLinear(12, 30, 15), new Mlp(24 * 15, 40, Classes))),
        ],
        Joint = fusion =>
        {
            const int statics = 10, series = 24 * 30, fused = 100;
            Fusion fuse = fusion == "concat" ? new Concatenation() : new LowRankTensorFusion([statics, series], fused, 40);
            var head = new Mlp(fusion == "concat" ? statics + series : fused, 40, Classes);
            return new Expert([new Mlp(5, 10, statics), new GruEncoder(12, 30)], fuse, head);
        },
    }.All();
}
