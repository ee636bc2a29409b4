using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Tasks;

/// <summary>The backbone that a task's experts share when they train on raw inputs instead of on features in the shards.</summary>
/// <param name="Inputs">Raw inputs, in the order in which the backbone takes them.</param>
/// <param name="Make">Makes it on the host, with the weights that it starts from.</param>
/// <param name="Use">What training makes of it. Of one that stays as it is, checkpoints do not hold the weights, and say which they are.</param>
public sealed record SharedBackbone(IReadOnlyList<BackboneInput> Inputs, Func<Backbone> Make, BackboneUse Use)
{
    /// <summary>The inputs that some features need; null stands for what is not looked at.</summary>
    /// <param name="features">Their places.</param>
    public IReadOnlyList<Modality?> InputsOf(IReadOnlySet<int> features) => [.. Inputs.Select(i => i.NeededBy.Any(features.Contains) ? i.Input : null)];
}

/// <summary>A raw input of a backbone.</summary>
/// <param name="Input">What it is.</param>
/// <param name="NeededBy">Places of the features that are made from it.</param>
public sealed record BackboneInput(Modality Input, params IReadOnlyList<int> NeededBy);
