namespace I2M2.Storage;

/// <summary>
/// What a <see cref="DuckDatabase"/> may use and touch. Nothing outside the folders and files named here is read or written.
/// </summary>
public sealed record DuckOptions
{
    /// <summary>The database file, made when it is not there; null: the database lives in memory.</summary>
    public string? File { get; init; }

    /// <summary>Bytes that tables, sorts, joins and decoded pages may take together.</summary>
    public long MemoryLimit { get; init; } = 1L << 30;

    /// <summary>Threads of one statement.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Where a statement that outgrows <see cref="MemoryLimit"/> puts what does not fit, made for its owner alone when it is not there; null:
    /// the statement fails instead.
    /// </summary>
    public string? TempFolder { get; init; }

    /// <summary>
    /// Existing folders below which statements may read and write. Links are followed first: one that leads outside is refused.
    /// </summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>Single files that statements may read and write; one that is a link stands for what it leads to.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
