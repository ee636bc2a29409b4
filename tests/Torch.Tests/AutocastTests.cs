using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>Reduced precision on the host.</summary>
[NoTensorLeak]
public class AutocastTests
{
    [Fact]
    public void A_linear_layer_runs_in_bfloat16_inside_and_in_float32_after()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        var x = ones([4, 3]);
        using (Engine.Autocast(DeviceType.CPU))
            Assert.Equal(bfloat16, layer.call(x).dtype);
        Assert.Equal(float32, layer.call(x).dtype);
        Assert.Equal(float32, layer.weight.dtype);
    }

    [Fact]
    public void Gradients_of_the_weights_are_float32_and_near_those_without_autocast()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        var x = ones([4, 3]);
        using (Engine.Autocast(DeviceType.CPU))
            layer.call(x).sum().backward();
        var reduced = layer.weight.grad!.clone();
        layer.zero_grad();
        layer.call(x).sum().backward();
        Assert.Equal(float32, reduced.dtype);
        Assert.True(reduced.allclose(layer.weight.grad!, 0.01));
    }

    [Fact]
    public void A_weight_changed_in_place_between_two_scopes_is_seen_in_the_second()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(1, 1, hasBias: false);
        nn.init.constant_(layer.weight, 1);
        Assert.Equal(1, Inside());
        nn.init.constant_(layer.weight, 2);
        Assert.Equal(2, Inside());

        double Inside()
        {
            using var autocast = Engine.Autocast(DeviceType.CPU);
            return layer.call(ones([1, 1])).ToDouble();
        }
    }

    [Fact]
    public void Scopes_nest_and_leaving_the_inner_one_keeps_the_outer()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        var x = ones([4, 3]);
        using (Engine.Autocast(DeviceType.CPU))
        {
            using (Engine.Autocast(DeviceType.CPU))
                Assert.Equal(bfloat16, layer.call(x).dtype);
            Assert.Equal(bfloat16, layer.call(x).dtype);
        }

        Assert.Equal(float32, layer.call(x).dtype);
    }

    [Fact]
    public void A_scope_ends_also_when_an_exception_leaves_it_and_only_once()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        var x = ones([4, 3]);
        var ended = Engine.Autocast(DeviceType.CPU);
        ended.Dispose();
        using (Engine.Autocast(DeviceType.CPU))
        {
            ended.Dispose();
            Assert.Equal(bfloat16, layer.call(x).dtype);
        }

        Assert.Throws<TorchException>(() =>
        {
            using var autocast = Engine.Autocast(DeviceType.CPU);
            layer.call(ones([4, 7]));
        });
        Assert.Equal(float32, layer.call(x).dtype);
    }

    [Fact]
    public void A_scope_is_its_threads_own()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        using var autocast = Engine.Autocast(DeviceType.CPU);
        ScalarType? there = null;
        var thread = new Thread(() =>
        {
            using var inner = NewDisposeScope();
            there = layer.call(ones([4, 3])).dtype;
        });
        thread.Start();
        thread.Join();
        Assert.Equal(float32, there);
    }
}
