using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>The golden models, and the reference's names for their tensors.</summary>
internal static class Networks
{
    internal static Expert AvImage() => new("image", 0, new LeNet(3, 3), new Mlp(24, 100, 10));

    internal static Expert AvAudio() => new("audio", 1, new LeNet(3, 5), new Mlp(96, 100, 10));

    internal static Expert AvConcat() => new([new LeNet(6, 3), new LeNet(6, 5)], new Concatenation(), new Mlp(240, 100, 10));

    internal static Expert AvLrtf() => new([new LeNet(6, 3), new LeNet(6, 5)], new LowRankTensorFusion([48, 192], 120, 40), new Mlp(120, 100, 10));

    internal static Expert MimicStatic() => new Mimic3MortalityTask().IntraExpert(0, 6);

    internal static Expert MimicSeries() => new Mimic3MortalityTask().IntraExpert(1, 6);

    internal static Expert MimicConcat() => new Mimic3MortalityTask().JointExpert("concat", 6, trainFusion: true);

    /// <summary>An expert's tensor names as the reference has them: unimodal models are `Sequential(encoder, head)`.</summary>
    internal static Func<string, string> ReferenceName(Expert expert) => expert.Name == Expert.JointName
        ? n => n.Replace("fusion.f", "fuse.f", StringComparison.Ordinal)
        : n => n.Replace("encoders.0.", "0.", StringComparison.Ordinal).Replace("head.", "1.", StringComparison.Ordinal);

    /// <summary>Both inputs of a batch of four. MIMIC's are numbers 2 and 3.</summary>
    internal static Tensor[] Inputs(Fill fill, bool mimic, ScalarType dtype, double factor = 1) => mimic
        ? [fill.Input(2, [4, 5], factor).to(dtype), fill.Input(3, [4, 24, 12], factor).to(dtype)]
        : [fill.Input(0, [4, 1, 28, 28]).to(dtype), fill.Input(1, [4, 1, 112, 112]).to(dtype)];
}
