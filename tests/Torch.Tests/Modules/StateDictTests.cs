using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Modules;

/// <summary>Saved tensors by name, and loading them.</summary>
[NoTensorLeak]
public class StateDictTests
{
    [Fact]
    public void The_state_is_parameters_and_buffers_module_by_module_in_pytorchs_order()
    {
        using var network = new Nested();
        Assert.Equal(
        [
            "scale",
            "encoders.0.convs.0.weight", "encoders.0.convs.1.weight", "encoders.0.convs.1.bias",
            "encoders.0.norm.weight", "encoders.0.norm.bias", "encoders.0.norm.running_mean", "encoders.0.norm.running_var", "encoders.0.norm.num_batches_tracked",
        ], network.state_dict().Keys.Take(9));
        Assert.Equal(14 + 6, network.state_dict().Count);
        Assert.Contains("net.scale", network.state_dict(prefix: "net").Keys);
    }

    [Fact]
    public void Buffers_that_do_not_persist_are_not_saved()
    {
        using var module = nn.Sequential();
        module.register_buffer("kept", ones([1]));
        module.register_buffer("scratch", ones([1]), persistent: false);
        Assert.Equal(["kept"], module.state_dict().Keys);
        Assert.Equal(["kept", "scratch"], module.named_buffers().Select(b => b.name));
        Assert.Equal(["kept"], module.named_buffers(include_nonpersistent: false).Select(b => b.name));
    }

    [Fact]
    public void A_loaded_network_computes_the_same_and_shares_nothing()
    {
        using var scope = NewDisposeScope();
        using var source = new Nested();
        using var target = new Nested();
        var x = empty([2, 1, 6, 6]).uniform_(-1, 1);
        source.call(x);
        var (missing, unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        source.eval();
        target.eval();
        Assert.Equal(source.call(x).data<float>().ToArray(), target.call(x).data<float>().ToArray());
        using (no_grad())
            source.scale.fill_(3);
        Assert.Equal(1f, target.scale.item<float>());
    }

    [Fact]
    public void Strict_loading_names_what_is_missing_and_what_is_unexpected_and_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1);
        nn.init.constant_(layer.weight, 5);
        var state = new Dictionary<string, Tensor> { ["weight"] = ones([1, 1]), ["wait"] = ones([1]) };
        var message = Assert.Throws<InvalidOperationException>(() => layer.load_state_dict(state)).Message;
        Assert.Contains("missing bias", message, StringComparison.Ordinal);
        Assert.Contains("unexpected wait", message, StringComparison.Ordinal);
        Assert.Equal(5f, layer.weight.item<float>());
    }

    [Fact]
    public void Loose_loading_takes_what_fits_and_returns_the_rest()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1);
        var state = new Dictionary<string, Tensor> { ["weight"] = full([1, 1], 7, float64), ["wait"] = ones([1]) };
        var (missing, unexpected) = layer.load_state_dict(state, strict: false);
        Assert.Equal(["bias"], missing);
        Assert.Equal(["wait"], unexpected);
        Assert.Equal(7f, layer.weight.item<float>());
    }

    [Fact]
    public void A_shape_that_does_not_match_is_refused_by_name_before_anything_is_copied()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 2);
        nn.init.constant_(layer.weight, 5);
        var state = new Dictionary<string, Tensor> { ["weight"] = ones([2, 1]), ["bias"] = ones([3]) };
        var message = Assert.Throws<ArgumentException>(() => layer.load_state_dict(state)).Message;
        Assert.Contains("bias is [3], expected [2]", message, StringComparison.Ordinal);
        Assert.Equal([5f, 5f], layer.weight.data<float>().ToArray());
    }

    [Fact]
    public void Skipped_names_are_left_alone_whatever_their_shape()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 2);
        var bias = layer.bias!.data<float>().ToArray();
        var state = new Dictionary<string, Tensor> { ["weight"] = ones([2, 1]), ["bias"] = ones([3]) };
        var (missing, unexpected) = layer.load_state_dict(state, skip: ["bias"]);
        Assert.Empty(missing.Concat(unexpected));
        Assert.Equal([1f, 1f], layer.weight.data<float>().ToArray());
        Assert.Equal(bias, layer.bias!.data<float>().ToArray());
    }
}
