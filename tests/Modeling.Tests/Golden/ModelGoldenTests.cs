using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>Whole experts and their products against the reference's whole models.</summary>
public sealed class ModelGoldenTests
{
    public static TheoryData<string, string> Fills => BlockGoldenTests.Fills;

    private static Dictionary<string, Func<Expert>> Models { get; } = new Dictionary<string, Func<Expert>>
    {
        ["av_lf"] = Networks.AvConcat,
        ["av_lrtf"] = Networks.AvLrtf,
        ["av_u0"] = Networks.AvImage,
        ["av_u1"] = Networks.AvAudio,
        ["mi_lf"] = Networks.MimicConcat,
        ["mi_u0"] = Networks.MimicStatic,
        ["mi_u1"] = Networks.MimicSeries,
    };

    [DataTheory(GoldenFile.Hash, GoldenFile.Sine)]
    [MemberData(nameof(Fills))]
    public void Experts_give_the_reference_logits_and_gradients(string fill, string precision)
    {
        using var golden = new GoldenFile(fill);
        foreach (var (name, make) in Models)
        {
            using var scope = NewDisposeScope();
            using var expert = Filled(make(), fill, precision);
            var inputs = Networks.Inputs(new Fill(fill), name.StartsWith("mi", StringComparison.Ordinal), BlockGoldenTests.Dtype(precision));
            foreach (var x in inputs)
                x.requires_grad_();
            var output = expert.call(inputs);
            var computed = BlockGoldenTests.Gradients(expert, output, precision == "f64").ToDictionary(g => "grad/" + Networks.ReferenceName(expert)(g.Key[5..]), g => g.Value);
            computed["out"] = output;
            for (var k = 0; k < expert.Inputs.Count && precision == "f64"; k++)
                computed[$"grad/input{k}"] = inputs[expert.Inputs[k]].grad!;
            AddIntermediates(expert, inputs, computed);
            golden.AssertAll($"{name}/{precision}", computed, precision == "f64" ? 1e-9 : 2e-5);
        }
    }

    [DataTheory(GoldenFile.Hash, GoldenFile.Sine)]
    [InlineData("hash")]
    [InlineData("sine")]
    public void The_product_the_mixture_and_the_loss_are_those_of_the_reference(string fill)
    {
        using var golden = new GoldenFile(fill);
        foreach (var (dataset, joint, first, second) in new[] { ("av_lf", "av_lf", "av_u0", "av_u1"), ("av_lrtf", "av_lrtf", "av_u0", "av_u1"), ("mi_lf", "mi_lf", "mi_u0", "mi_u1") })
        {
            using var scope = NewDisposeScope();
            var mimic = dataset.StartsWith("mi", StringComparison.Ordinal);
            var inputs = Networks.Inputs(new Fill(fill), mimic, float64);
            Tensor[] logits = [.. new[] { first, second, joint }.Select(m => Filled(Models[m](), fill, "f64").call(inputs).detach())];
            var labels = tensor(new long[] { 1, 0, 3, 5 });
            golden.AssertAll($"{dataset}_combined/f64", new Dictionary<string, Tensor>
            {
                ["i2m2_logprob"] = ProductOfExperts.LogProbabilities(logits),
                ["intra_logprob"] = ProductOfExperts.LogProbabilities(logits[..2]),
                ["intra_mixture_logprob"] = ProductOfExperts.MixtureLogProbabilities(logits[..2]),
                ["i2m2_loss"] = ProductOfExperts.Loss(logits, labels),
                ["intra_loss"] = ProductOfExperts.Loss(logits[..2], labels),
            }, 1e-9);
        }
    }

    private static Expert Filled(Expert expert, string fill, string precision)
    {
        expert.to(BlockGoldenTests.Dtype(precision));
        new Fill(fill).Apply(expert, Networks.ReferenceName(expert));
        expert.eval();
        return expert;
    }

    private static void AddIntermediates(Expert expert, Tensor[] inputs, Dictionary<string, Tensor> computed)
    {
        if (expert.Name != Expert.JointName)
            return;
        using var still = no_grad();
        var parts = expert.named_modules().ToDictionary(m => m.name, m => m.module);
        Tensor[] encoded = [.. inputs.Select((x, k) => ((nn.Module<Tensor, Tensor>)parts[$"encoders.{k}"]).call(x))];
        computed["mid/enc0"] = encoded[0];
        computed["mid/enc1"] = encoded[1];
        computed["mid/fuse"] = ((Fusion)parts["fusion"]).call(encoded);
    }
}
