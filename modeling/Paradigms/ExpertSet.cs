using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Paradigms;

/// <summary>The experts of a paradigm: a model whose prediction is the product of its experts.</summary>
public sealed class ExpertSet : Module<IReadOnlyList<Tensor>, Tensor[]>
{
    /// <summary>The first part of the names of a backbone's tensors.</summary>
    public const string BackboneName = "backbone";

    private readonly Backbone? backbone;
    private readonly BackboneUse use;
    private string? seal;

    /// <param name="experts">At least one; their names become the first part of every tensor's name.</param>
    /// <param name="backbone">What they start from; null: the inputs themselves.</param>
    /// <param name="use">What training makes of it.</param>
    public ExpertSet(IReadOnlyList<Expert> experts, Backbone? backbone = null, BackboneUse use = BackboneUse.Trained)
        : base(nameof(ExpertSet))
    {
        Experts = experts;
        (this.backbone, this.use) = (backbone, use);
        foreach (var expert in experts)
            register_module(expert.Name, expert);
        if (backbone is null)
            return;
        register_module(BackboneName, backbone);
        foreach (var parameter in backbone.parameters())
            parameter.requires_grad = !IsFrozen;
    }

    /// <summary>The experts, intra ones in the order of the modalities, then the joint one.</summary>
    public IReadOnlyList<Expert> Experts { get; }

    /// <summary>What they start from and trains with them; null: nothing, or it is left as it is.</summary>
    public Backbone? TrainedBackbone => IsFrozen ? null : backbone;

    /// <summary><see cref="BackboneSeal"/> of a backbone that is left as it is; null: there is none.</summary>
    public string? FrozenSeal => HasFrozenBackbone ? seal ??= BackboneSeal.Of(backbone!) : null;

    /// <summary>Whether they start from a backbone that is left as it is.</summary>
    public bool HasFrozenBackbone => IsFrozen && backbone is not null;

    private bool IsFrozen => use != BackboneUse.Trained;

    /// <summary>What a checkpoint of the model holds: every tensor by name but those of a backbone that is left as it is.</summary>
    public Dictionary<string, Tensor> Trained() =>
        state_dict().Where(t => !HasFrozenBackbone || !t.Key.StartsWith(BackboneName + ".", StringComparison.Ordinal)).ToDictionary();

    /// <summary>The experts' logits, [B, C] each.</summary>
    public override Tensor[] forward(IReadOnlyList<Tensor> input)
    {
        var features = backbone is null ? input : FeaturesOf(input, backbone);
        var logits = new Tensor[Experts.Count];
        for (var k = 0; k < logits.Length; k++)
            logits[k] = Experts[k].call(features);
        return logits;
    }

    private IReadOnlyList<Tensor> FeaturesOf(IReadOnlyList<Tensor> input, Backbone of)
    {
        of.Wanted = Experts.SelectMany(e => e.Inputs).ToHashSet();
        if (use == BackboneUse.Frozen && of.training)
            of.eval(); // whoever sets the model to training sets its backbone, too
        using var still = IsFrozen ? no_grad() : null;
        return of.call(input);
    }
}
