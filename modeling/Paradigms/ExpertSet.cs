using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Paradigms;

/// <summary>The experts of a paradigm: a model whose prediction is the product of its experts.</summary>
public sealed class ExpertSet : Module<IReadOnlyList<Tensor>, Tensor[]>
{
    /// <param name="experts">At least one; their names become the first part of every tensor's name.</param>
    public ExpertSet(IReadOnlyList<Expert> experts)
        : base(nameof(ExpertSet))
    {
        Experts = experts;
        foreach (var expert in experts)
            register_module(expert.Name, expert);
    }

    /// <summary>The experts, intra ones in the order of the modalities, then the joint one.</summary>
    public IReadOnlyList<Expert> Experts { get; }

    /// <summary>The experts' logits, [B, C] each.</summary>
    public override Tensor[] forward(IReadOnlyList<Tensor> input)
    {
        var logits = new Tensor[Experts.Count];
        for (var k = 0; k < logits.Length; k++)
            logits[k] = Experts[k].call(input);
        return logits;
    }
}
