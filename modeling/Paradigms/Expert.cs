using I2M2.Modeling.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Paradigms;

/// <summary>
/// One expert f_k of the product: encoders of the modalities it sees, their fusion, and a head that gives logits [B, C], or [B, L, 2] of L independent labels.
/// An intra expert sees one modality; the inter ("joint") expert sees them all.
/// </summary>
public sealed class Expert : Module<IReadOnlyList<Tensor>, Tensor>
{
    /// <summary>The name of the expert over all modalities together.</summary>
    public const string JointName = "joint";

    private readonly ModuleList<Module<Tensor, Tensor>> encoders;
    private readonly Fusion? fusion;
    private readonly Module<Tensor, Tensor> head;

    /// <summary>An intra expert.</summary>
    /// <param name="modality">Name of the modality; also the expert's.</param>
    /// <param name="index">Which of the inputs it is.</param>
    /// <param name="encoder">[B, ...] to [B, d].</param>
    /// <param name="head">[B, d] to logits [B, C].</param>
    public Expert(string modality, int index, Module<Tensor, Tensor> encoder, Module<Tensor, Tensor> head)
        : base(nameof(Expert))
    {
        Name = modality;
        Inputs = [index];
        encoders = ModuleList(encoder);
        this.head = head;
        RegisterComponents();
    }

    /// <summary>The inter expert.</summary>
    /// <param name="encoders">One encoder for each input, in the order of the inputs.</param>
    /// <param name="fusion">The encoded modalities to [B, d].</param>
    /// <param name="head">[B, d] to logits [B, C].</param>
    public Expert(IReadOnlyList<Module<Tensor, Tensor>> encoders, Fusion fusion, Module<Tensor, Tensor> head)
        : base(nameof(Expert))
    {
        Name = JointName;
        Inputs = [.. Enumerable.Range(0, encoders.Count)];
        this.encoders = ModuleList(encoders.ToArray());
        this.fusion = fusion;
        this.head = head;
        RegisterComponents();
    }

    /// <summary>An inter expert that fuses before it encodes.</summary>
    /// <param name="inputs">Which of the inputs are fused.</param>
    /// <param name="fusion">The inputs to one, e.g. images of one channel to an image of several.</param>
    /// <param name="encoder">What was fused to [B, d].</param>
    /// <param name="head">[B, d] to logits.</param>
    public Expert(IReadOnlyList<int> inputs, Fusion fusion, Module<Tensor, Tensor> encoder, Module<Tensor, Tensor> head)
        : base(nameof(Expert))
    {
        Name = JointName;
        Inputs = inputs;
        encoders = ModuleList(encoder);
        this.fusion = fusion;
        this.head = head;
        RegisterComponents();
    }

    /// <summary>The modality's name, or "joint".</summary>
    public string Name { get; }

    /// <summary>Which of the inputs the expert sees.</summary>
    public IReadOnlyList<int> Inputs { get; }

    /// <summary>Logits [B, C] from all modalities' batches, of which the expert takes its own.</summary>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        if (fusion is null)
            return head.call(encoders[0].call(input[Inputs[0]]));
        if (encoders.Count < Inputs.Count)
            return head.call(encoders[0].call(fusion.call([.. Inputs.Select(m => input[m])])));
        var encoded = new Tensor[encoders.Count];
        for (var m = 0; m < encoded.Length; m++)
            encoded[m] = encoders[m].call(input[Inputs[m]]);
        return head.call(fusion.call(encoded));
    }
}
