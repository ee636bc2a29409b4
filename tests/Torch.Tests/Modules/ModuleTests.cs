using I2M2.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Modules;

/// <summary>What a module owns, under which names, and how it is switched, converted and disposed.</summary>
[NoTensorLeak]
public class ModuleTests
{
    [Fact]
    public void Parameters_are_named_by_their_path_own_ones_first_as_in_pytorch()
    {
        using var network = new Nested();
        Assert.Equal(
        [
            "scale",
            "encoders.0.convs.0.weight", "encoders.0.convs.1.weight", "encoders.0.convs.1.bias", "encoders.0.norm.weight", "encoders.0.norm.bias",
            "encoders.1.convs.0.weight", "encoders.1.convs.1.weight", "encoders.1.convs.1.bias", "encoders.1.norm.weight", "encoders.1.norm.bias",
            "head.0.weight", "head.0.bias", "head.1.weight",
        ], network.named_parameters().Select(p => p.name));
        Assert.Equal(["scale"], network.named_parameters(recurse: false).Select(p => p.name));
    }

    [Fact]
    public void Buffers_and_modules_are_named_by_their_path()
    {
        using var network = new Nested();
        Assert.Equal(
        [
            "encoders.0.norm.running_mean", "encoders.0.norm.running_var", "encoders.0.norm.num_batches_tracked",
            "encoders.1.norm.running_mean", "encoders.1.norm.running_var", "encoders.1.norm.num_batches_tracked",
        ], network.named_buffers().Select(b => b.name));
        Assert.Equal(["encoders", "head"], network.named_children().Select(c => c.name));
        Assert.Equal(
            ["encoders", "encoders.0", "encoders.0.convs", "encoders.0.convs.0", "encoders.0.convs.1", "encoders.0.norm"],
            network.named_modules().Take(6).Select(m => m.name));
        Assert.Equal("Nested", network.GetName());
    }

    [Fact]
    public void A_grus_parameters_are_named_by_layer_and_direction()
    {
        using var gru = nn.GRU(3, 2, numLayers: 2, bidirectional: true);
        string[] suffixes = ["l0", "l0_reverse", "l1", "l1_reverse"];
        Assert.Equal(
            suffixes.SelectMany(s => new[] { $"weight_ih_{s}", $"weight_hh_{s}", $"bias_ih_{s}", $"bias_hh_{s}" }),
            gru.named_parameters().Select(p => p.name));
        var shapes = gru.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape);
        Assert.Equal([6, 3], shapes["weight_ih_l0"]);
        Assert.Equal([6, 4], shapes["weight_ih_l1_reverse"]);
        Assert.Equal([6, 2], shapes["weight_hh_l1"]);
        Assert.Equal([6], shapes["bias_hh_l0"]);
    }

    [Fact]
    public void A_module_used_twice_has_its_parameters_listed_once_under_the_first_name()
    {
        using var linear = nn.Linear(2, 2);
        using var twice = nn.Sequential(linear, linear);
        Assert.Equal(["0.weight", "0.bias"], twice.named_parameters().Select(p => p.name));
        using var optimiser = optim.SGD(twice.parameters(), 0.1);
        Assert.Equal(2, optimiser.parameters().Count());
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias"], twice.state_dict().Keys);
    }

    [Fact]
    public void A_list_of_parameters_numbers_them()
    {
        using var list = new ParameterList(new Parameter(ones([1])), new Parameter(ones([2])));
        Assert.Equal(["0", "1"], list.named_parameters().Select(p => p.name));
        Assert.Equal([2], list[1].shape);
        Assert.Equal(2, list.Count);
        Assert.Equal(list, list.parameters());
    }

    [Fact]
    public void Names_must_be_new_and_without_dots()
    {
        using var network = new Nested();
        using var linear = nn.Linear(1, 1);
        Assert.Throws<ArgumentException>(() => network.register_module("head", linear));
        Assert.Throws<ArgumentException>(() => network.register_module("a.b", linear));
        Assert.Throws<ArgumentException>(() => network.register_module("", linear));
    }

    [Fact]
    public void Training_and_evaluation_mode_reach_every_module_below()
    {
        using var network = new Nested();
        Assert.All(network.modules(), m => Assert.True(m.training));
        network.eval();
        Assert.All(network.modules().Append(network), m => Assert.False(m.training));
        network.train();
        Assert.All(network.modules().Append(network), m => Assert.True(m.training));
    }

    [Fact]
    public void Batch_norm_follows_the_batches_in_training_mode_alone()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(1, momentum: 0.5);
        var batch = tensor(new float[] { 1, 3, 5, 7 }, [1, 1, 2, 2]);
        norm.call(batch);
        Assert.Equal(2, norm.running_mean.item<float>()); // half of 4
        Assert.Equal(0.5f + 0.5f * 20 / 3, norm.running_var.item<float>(), 1e-5f); // unbiased
        Assert.Equal(1, norm.num_batches_tracked.item<long>());
        norm.eval();
        norm.call(batch);
        Assert.Equal(1, norm.num_batches_tracked.item<long>());
        Assert.Equal(2, norm.running_mean.item<float>());
    }

    [Fact]
    public void To_converts_parameters_and_real_buffers_and_keeps_the_wrappers()
    {
        using var scope = NewDisposeScope();
        using var network = new Nested();
        using var optimiser = optim.SGD(network.parameters(), 0.5);
        var scale = network.scale;
        Assert.Same(network, network.to(float64));
        Assert.All(network.parameters(), p => Assert.Equal((float64, true, true), (p.dtype, p.requires_grad, p.is_leaf)));
        Assert.All(network.named_buffers(), b => Assert.Equal(b.name.EndsWith("tracked", StringComparison.Ordinal) ? int64 : float64, b.buffer.dtype));
        Assert.Same(scale, network.scale);
        network.call(ones([2, 1, 5, 5], float64)).sum().backward();
        Assert.NotNull(scale.grad);
        optimiser.step();
        network.to(CPU);
        Assert.Equal(float64, scale.dtype);
    }

    [Fact]
    public void To_takes_gradients_along()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1);
        layer.call(ones([1, 1])).sum().backward();
        layer.to(float64);
        Assert.Equal(1.0, layer.weight.grad!.item<double>());
    }

    [Fact]
    public void Zero_grad_drops_gradients_or_fills_them_with_zeros()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1);
        layer.call(ones([1, 1])).sum().backward();
        layer.zero_grad(set_to_none: false);
        Assert.Equal(0f, layer.weight.grad!.item<float>());
        layer.zero_grad();
        Assert.Null(layer.weight.grad);
    }

    [Fact]
    public void Apply_visits_children_before_parents()
    {
        using var network = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 2));
        var visited = new List<string>();
        network.apply(m => visited.Add(m.GetName()));
        Assert.Equal(["Linear", "Linear", "Sequential"], visited);
    }

    [Fact]
    public void A_module_made_inside_a_scope_outlives_it_and_dispose_frees_all_it_owns()
    {
        var before = Tensor.TotalCount;
        Nested network;
        using (NewDisposeScope())
            network = new Nested();
        Assert.Equal(before + 14 + 6, Tensor.TotalCount);
        network.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        network.Dispose();
    }

    [Fact]
    public void An_optimiser_frees_its_state()
    {
        using var layer = nn.Linear(2, 2);
        var before = Tensor.TotalCount;
        using (var optimiser = optim.RMSProp(layer.parameters(), momentum: 0.9, centered: true))
        {
            using (NewDisposeScope())
                layer.call(ones([1, 2])).sum().backward();
            optimiser.step();
            Assert.Equal(before + 6, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
