using I2M2.Modeling.Networks;
using I2M2.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>Encoders, heads and fusions against the reference: outputs, intermediate results, gradients, running statistics.</summary>
public sealed class BlockGoldenTests
{
    public static TheoryData<string, string> Fills => new() { { "hash", "f64" }, { "hash", "f32" }, { "sine", "f64" }, { "sine", "f32" } };

    [DataTheory(GoldenFile.Hash, GoldenFile.Sine)]
    [MemberData(nameof(Fills))]
    public void LeNet_gives_the_reference_features_in_evaluation_and_in_training(string fill, string precision)
    {
        foreach (var (channels, extra, side, input) in new[] { (3, 3, 28, 0), (6, 3, 28, 0), (3, 5, 112, 1), (6, 5, 112, 1) })
        {
            using var scope = NewDisposeScope();
            using var golden = new GoldenFile(fill);
            foreach (var train in new[] { false, true })
            {
                using var module = Filled(new LeNet(channels, extra), fill, precision);
                module.train(train);
                var x = new Fill(fill).Input(input, [2, 1, side, side]).to(Dtype(precision));
                var computed = Run(module, x, precision == "f64");
                if (!train)
                    AddIntermediates(module, x, computed);
                for (var k = 0; k <= extra; k++)
                {
                    computed[$"running_mean{k}"] = module.state_dict()[$"bns.{k}.running_mean"];
                    computed[$"running_var{k}"] = module.state_dict()[$"bns.{k}.running_var"];
                }

                golden.AssertAll($"lenet_1_{channels}_{extra}{(train ? "_train" : "")}/{precision}", computed, precision == "f64" ? 1e-9 : train ? 5e-5 : 2e-5);
            }
        }
    }

    [DataTheory(GoldenFile.Hash, GoldenFile.Sine)]
    [MemberData(nameof(Fills))]
    public void Heads_and_series_encoders_give_the_reference_features(string fill, string precision)
    {
        using var golden = new GoldenFile(fill);
        Check(golden, "mlp_24_100_10", new Mlp(24, 100, 10), fill, precision, 2, [3, 24], "fc");
        Check(golden, "gru_12_30", new GruEncoder(12, 30), fill, precision, 3, [2, 24, 12], null);
        Check(golden, "gruwithlinear_12_30_15", new GruWithLinear(12, 30, 15), fill, precision, 3, [2, 24, 12], "gru");
    }

    [DataTheory(GoldenFile.Hash, GoldenFile.Sine)]
    [MemberData(nameof(Fills))]
    public void Low_rank_tensor_fusion_gives_the_reference_features(string fill, string precision)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFile(fill);
        using var fusion = Filled(new LowRankTensorFusion([48, 192], 120, 40), fill, precision);
        Tensor[] inputs = [.. new[] { (2, 48L), (3, 192L) }.Select(i => new Fill(fill).Input(i.Item1, [3, i.Item2]).to(Dtype(precision)).requires_grad_())];
        var output = fusion.call(inputs);
        var computed = Gradients(fusion, output, precision == "f64");
        computed["out"] = output;
        for (var k = 0; k < 2 && precision == "f64"; k++)
            computed[$"grad/input{k}"] = inputs[k].grad!;
        golden.AssertAll($"lrtf_48_192_120_40/{precision}", computed, precision == "f64" ? 1e-9 : 2e-5);
    }

    internal static ScalarType Dtype(string precision) => precision == "f64" ? float64 : float32;

    private static T Filled<T>(T module, string fill, string precision)
        where T : nn.Module
    {
        module.to(Dtype(precision));
        new Fill(fill).Apply(module, n => n);
        module.eval();
        return module;
    }

    private static void Check(GoldenFile golden, string name, nn.Module<Tensor, Tensor> module, string fill, string precision, int input, long[] shape, string? mid)
    {
        using var scope = NewDisposeScope();
        using var owned = Filled(module, fill, precision);
        var x = new Fill(fill).Input(input, shape).to(Dtype(precision));
        var computed = Run(module, x, precision == "f64");
        if (mid is not null)
        {
            computed[$"mid/{mid}"] = module.named_children().First(c => c.name == mid).module switch
            {
                Linear linear => linear.call(x),
                GRU gru => gru.call(x).Item1,
                var other => throw new InvalidOperationException(other.GetName()),
            };
        }

        golden.AssertAll($"{name}/{precision}", computed, precision == "f64" ? 1e-9 : 2e-5);
    }

    private static Dictionary<string, Tensor> Run(nn.Module<Tensor, Tensor> module, Tensor x, bool gradients)
    {
        x.requires_grad_();
        var output = module.call(x);
        var computed = Gradients(module, output, gradients);
        computed["out"] = output;
        if (gradients)
            computed["grad/input0"] = x.grad!;
        return computed;
    }

    /// <summary>Gradients of sum_j out_j cos(j), by parameter.</summary>
    internal static Dictionary<string, Tensor> Gradients(nn.Module module, Tensor output, bool wanted)
    {
        var computed = new Dictionary<string, Tensor>();
        if (!wanted)
            return computed;
        var weights = arange(0, output.NumberOfElements, 1, float64).cos();
        (output.flatten() * weights).sum().backward();
        foreach (var (name, parameter) in module.named_parameters())
        {
            if (parameter.grad is { } g)
                computed[$"grad/{name}"] = g;
        }

        return computed;
    }

    private static void AddIntermediates(LeNet module, Tensor x, Dictionary<string, Tensor> computed)
    {
        using var still = no_grad();
        var parts = module.named_modules().ToDictionary(m => m.name, m => m.module);
        for (var k = 0; parts.ContainsKey($"convs.{k}"); k++)
        {
            var normal = ((BatchNorm2d)parts[$"bns.{k}"]).call(((Conv2d)parts[$"convs.{k}"]).call(x));
            computed[$"mid/bn{k}"] = normal;
            x = nn.functional.max_pool2d(normal.relu(), 2);
            computed[$"mid/block{k}_globalavg"] = x.mean([2, 3]);
        }
    }
}
