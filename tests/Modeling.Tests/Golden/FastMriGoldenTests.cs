using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>The knee network against the reference: stem, blocks, pool, heads, gradients, product and weighted loss.</summary>
public sealed class FastMriGoldenTests
{
    public static TheoryData<string, string, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int, int>();
            foreach (var fill in new[] { "hash", "sine" })
            {
                foreach (var (channels, side) in new[] { (1, 64), (2, 64), (1, 160), (2, 160) })
                    cases.Add(fill, "f64", channels, side);
                cases.Add(fill, "f32", 1, 320);
                cases.Add(fill, "f32", 2, 320);
            }

            return cases;
        }
    }

    [DataTheory(GoldenFile.FastMriHash, GoldenFile.FastMriSine)]
    [MemberData(nameof(Cases))]
    public void The_network_gives_the_reference_logits_blocks_and_gradients(string fill, string precision, int channels, int side)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.FastMri(fill);
        using var net = Filled(channels, fill, precision);
        var x = new Fill(fill).FastMri("image", [1, channels, side, side]).to(BlockGoldenTests.Dtype(precision));
        var heads = net.call(x);
        var computed = new Dictionary<string, Tensor> { ["heads"] = heads };
        if (precision == "f64")
        {
            AddIntermediates(net.Encoder, x, computed);
            if (side == 64)
            {
                foreach (var (name, gradient) in BlockGoldenTests.Gradients(net, heads, wanted: true))
                    computed[$"grad/{net.ReferenceName(name[5..])}"] = gradient;
            }
        }

        golden.AssertAll($"preactresnet_c{channels}_{side}/{precision}", computed, precision == "f64" ? 1e-9 : fill == "hash" ? 2e-5 : 2e-3);
    }

    [DataTheory(GoldenFile.FastMriHash, GoldenFile.FastMriSine)]
    [InlineData("hash")]
    [InlineData("sine")]
    public void Complex_images_give_the_reference_logits_product_and_weighted_loss(string fill)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenFile.FastMri(fill);
        var (re, im) = (new Fill(fill).FastMri("real", [3, 1, 64, 64]), new Fill(fill).FastMri("imaginary", [3, 1, 64, 64]));
        var (magnitude, phase) = ((re * re + im * im).sqrt(), im.atan2(re));
        var logits = new Dictionary<string, Tensor>();
        foreach (var (name, x) in new[] { ("mag", magnitude), ("phase", phase), ("magphase", cat([magnitude, phase], 1)) })
        {
            using var net = Filled((int)x.shape[1], fill, "f64");
            using var still = no_grad();
            logits[name] = net.call(x);
            golden.AssertAll($"forward_ktoi_w_{name}/f64", new Dictionary<string, Tensor> { ["heads"] = logits[name] }, 1e-9);
        }

        golden.AssertAll("forward_i2m2/f64", new Dictionary<string, Tensor>
        {
            ["logprob"] = ProductOfExperts.LogProbabilities([.. logits.Values]),
            ["weighted_ce_sum"] = MultiLabelLoss.Of([.. logits.Values], tensor(golden.Integers("forward_i2m2/labels"), [3, 4]), tensor(golden["forward_i2m2/class_weights"], [4, 2])),
        }, 1e-9);
    }

    private static FastMriNetwork Filled(int channels, string fill, string precision)
    {
        var net = new FastMriNetwork(channels);
        net.to(BlockGoldenTests.Dtype(precision));
        new Fill(fill).Apply(net, net.ReferenceName);
        net.eval();
        return net;
    }

    private static void AddIntermediates(PreActResNet encoder, Tensor x, Dictionary<string, Tensor> computed)
    {
        using var still = no_grad();
        var parts = encoder.named_modules().ToDictionary(m => m.name, m => m.module);
        computed["mid/stem"] = x = ((nn.Module<Tensor, Tensor>)parts["conv1"]).call(x);
        for (var stage = 0; stage < 4; stage++)
        {
            for (var block = 0; block < 2; block++)
                computed[$"mid/layer{stage + 1}.{block}"] = x = ((PreActBlock)parts[$"layers.stages.{stage}.{block}"]).call(x);
        }

        computed["mid/pool"] = nn.functional.adaptive_avg_pool2d(x, 10);
    }
}
