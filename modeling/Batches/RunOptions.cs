namespace I2M2.Modeling.Batches;

/// <summary>How runs are handled, whatever they train.</summary>
public sealed record RunOptions
{
    /// <summary>"auto", "cpu" or "cuda[:N]".</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Runs with other settings that lie in the way are given up.</summary>
    public bool Replace { get; init; }

    /// <summary>How long training may go on before its state is saved within an epoch.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Runs at a time.</summary>
    public int Parallel { get; init; } = 1;
}
