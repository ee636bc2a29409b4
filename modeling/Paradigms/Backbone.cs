using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Paradigms;

/// <summary>
/// What the experts of a model share: raw inputs in, features out, one for each input that an expert can start from. An expert's own part is
/// its head. Where features lie in the shards already, there is none.
/// </summary>
/// <param name="name">Of the module.</param>
public abstract class Backbone(string name) : Module<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>(name)
{
    /// <summary>Which features are asked for, by their place; the others come out as [B, 0].</summary>
    public IReadOnlySet<int> Wanted { get; set; } = new HashSet<int>();

    /// <summary>Whether training keeps only what goes into each part and computes its inside again for the backward pass.</summary>
    public abstract bool Recompute { get; set; }

    /// <summary>After the loss's own backward pass, goes on through what was not kept.</summary>
    public abstract void Backward();
}
