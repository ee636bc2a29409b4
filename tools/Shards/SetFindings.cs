namespace I2M2.Shards;

/// <summary>What preprocessing found out on the way, for the manifest.</summary>
public sealed record SetFindings
{
    /// <summary>See <see cref="ShardManifest.Normalisers"/>.</summary>
    public IReadOnlyDictionary<string, Normaliser> Normalisers { get; init; } = new Dictionary<string, Normaliser>();

    /// <summary>See <see cref="ShardManifest.Funnel"/>.</summary>
    public IReadOnlyList<FunnelStep> Funnel { get; init; } = [];

    /// <summary>See <see cref="ShardManifest.Rejects"/>.</summary>
    public IReadOnlyDictionary<string, long> Rejects { get; init; } = new Dictionary<string, long>();
}

/// <summary>What is left after a rule; the first step of a table is all there was.</summary>
/// <param name="Table">What is counted: a raw table, a variable, the cohort.</param>
/// <param name="Rule">The rule, in words.</param>
/// <param name="Rows">Rows left; of the cohort, admissions.</param>
/// <param name="Admissions">Different admissions among them, where that is known.</param>
/// <param name="Patients">Different patients among them, where that is known.</param>
public sealed record FunnelStep(string Table, string Rule, long Rows, long? Admissions = null, long? Patients = null);
