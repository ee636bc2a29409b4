namespace I2M2.Shards;

/// <summary>
/// How an input column's stored values become what networks are fed: z = (x - mean) / std for each feature of the last axis. A feature that
/// is constant (std 0) becomes 0. NaN stands for a feature that was never observed.
/// </summary>
/// <param name="FittedOn">Which rows the figures are of: "train", or "all" as some papers' code does, which lets test rows shape training.</param>
/// <param name="Mean">Of each feature, in stored units.</param>
/// <param name="Std">Population standard deviation of each feature, in stored units.</param>
/// <param name="Unobserved">What NaN becomes: "mean", that is z = 0, or "zero", 0 in stored units, that is z = -mean / std.</param>
public sealed record Normaliser(string FittedOn, IReadOnlyList<double> Mean, IReadOnlyList<double> Std, string Unobserved)
{
    /// <summary>A value of <see cref="FittedOn"/>.</summary>
    public const string Train = "train";

    /// <summary>A value of <see cref="FittedOn"/>.</summary>
    public const string AllRows = "all";

    /// <summary>A value of <see cref="Unobserved"/>.</summary>
    public const string ToMean = "mean";

    /// <summary>A value of <see cref="Unobserved"/>.</summary>
    public const string ToZero = "zero";

    /// <summary>What is wrong with the figures, as a sentence part; null when nothing is.</summary>
    /// <param name="features">Length of the column's last axis.</param>
    public string? Problem(long features) => this switch
    {
        _ when Mean.Count != features || Std.Count != features => $"has {Mean.Count} means and {Std.Count} standard deviations for {features} features",
        _ when !Mean.All(double.IsFinite) || !Std.All(s => double.IsFinite(s) && s >= 0) => "holds a number that is no mean or standard deviation",
        _ when FittedOn is not (Train or AllRows) => $"is fitted on '{FittedOn}'",
        _ when Unobserved is not (ToMean or ToZero) => $"turns what was never observed to '{Unobserved}'",
        _ => null,
    };
}
