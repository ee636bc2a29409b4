using I2M2.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Optim;

/// <summary>What an optimiser remembers can be taken out and put into another, which goes on as the first would have.</summary>
[NoTensorLeak]
public class OptimizerStateTests
{
    [Theory]
    [InlineData("sgd", 0)]
    [InlineData("sgd with momentum", 1)]
    [InlineData("rmsprop", 1)]
    [InlineData("adamw", 3)]
    [InlineData("rmsprop, centred, with momentum", 3)]
    public void It_goes_on_as_if_it_were_the_same(string kind, int tensorsEach)
    {
        using var scope = NewDisposeScope();
        using var whole = new Parameter(tensor(new[] { 1.5, -2, 0.25 }));
        using var first = Make(kind, whole);
        Steps(first, whole, 0, 3);
        using var copy = new Parameter(whole.detach().clone());
        using var second = Make(kind, copy);
        var state = Engine.OptimizerState(first);
        Assert.Equal(tensorsEach, state.Count);
        Engine.LoadOptimizerState(second, state);
        Steps(first, whole, 3, 6);
        Steps(second, copy, 3, 6);
        Assert.Equal(whole.data<double>().ToArray(), copy.data<double>().ToArray());
    }

    [Fact]
    public void What_was_put_in_is_a_copy()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(tensor(new[] { 1.0 }));
        using var optimizer = Make("rmsprop", weight);
        var state = new Dictionary<string, Tensor> { ["square.0"] = tensor(new[] { 4.0 }) };
        Engine.LoadOptimizerState(optimizer, state);
        Steps(optimizer, weight, 0, 1);
        Assert.Equal(4.0, state["square.0"].ToDouble());
        Assert.NotEqual(4.0, Engine.OptimizerState(optimizer)["square.0"].ToDouble());
    }

    [Theory]
    [InlineData("square.1", 1)]
    [InlineData("cube.0", 1)]
    [InlineData("square.0", 2)]
    [InlineData("", 1)]
    public void Another_optimisers_state_is_refused(string name, int size)
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(tensor(new[] { 1.0 }));
        using var optimizer = Make("rmsprop", weight);
        var refused = Assert.Throws<ArgumentException>(() => Engine.LoadOptimizerState(optimizer, new Dictionary<string, Tensor> { [name] = zeros([size], float64) }));
        Assert.Contains($"'{name}'", refused.Message, StringComparison.Ordinal);
    }

    private static optim.Optimizer Make(string kind, Parameter weight) => kind switch
    {
        "sgd" => optim.SGD([weight], 0.1),
        "sgd with momentum" => optim.SGD([weight], 0.1, momentum: 0.9),
        "rmsprop" => optim.RMSProp([weight], 0.1),
        "adamw" => optim.AdamW([weight], 0.1, weight_decay: 0.1),
        _ => optim.RMSProp([weight], 0.1, momentum: 0.9, centered: true),
    };

    private static void Steps(optim.Optimizer optimizer, Parameter weight, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            weight.grad = weight.detach() * Math.Sin(step) + 0.1;
            optimizer.step();
        }
    }
}
