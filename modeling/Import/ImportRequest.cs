namespace I2M2.Modeling.Import;

/// <summary>What `modeling import` was asked for.</summary>
public sealed record ImportRequest
{
    /// <summary>One file of everything, or one for each of the model's parts in their order.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>What the files are.</summary>
    public required ImportTarget Target { get; init; }

    /// <summary>Folder of the result.</summary>
    public required string Output { get; init; }

    /// <summary>Profile of the recipe by which the model is judged.</summary>
    public required string Profile { get; init; }

    /// <summary>Seed of the values that missing tensors get.</summary>
    public required long Seed { get; init; }

    /// <summary>Whether missing tensors get fresh values.</summary>
    public required bool AllowMissing { get; init; }

    /// <summary>Whether tensors without a place in the model are passed over.</summary>
    public required bool AllowUnexpected { get; init; }
}
