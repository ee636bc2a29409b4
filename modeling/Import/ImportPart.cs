using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Import;

/// <summary>One expert as other code saves it: usually in a file of its own, under names of its own.</summary>
public sealed record ImportPart
{
    /// <summary>Its name in the other code: that of its file, and the first part of its tensors' names in a file of several.</summary>
    public required string Name { get; init; }

    /// <summary>Our expert's name: a modality, or <see cref="Paradigms.Expert.JointName"/>.</summary>
    public required string Expert { get; init; }

    /// <summary>A fresh expert of the same networks.</summary>
    public required Func<Expert> Create { get; init; }

    /// <summary>From a tensor's name within our expert to its name within theirs.</summary>
    public required Func<string, string> TheirName { get; init; }

    /// <summary>Their tensors that no prediction uses.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];
}
