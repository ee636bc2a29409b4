using I2M2.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Optim;

/// <summary>What all optimisers do alike.</summary>
[NoTensorLeak]
public class OptimizerTests
{
    private static readonly Dictionary<string, Func<IEnumerable<Parameter>, optim.Optimizer>> Makers = new()
    {
        ["SGD"] = p => optim.SGD(p, 0.1),
        ["SGD with momentum"] = p => optim.SGD(p, 0.1, momentum: 0.9, weight_decay: 0.1),
        ["AdamW"] = p => optim.AdamW(p, weight_decay: 0.1),
        ["RMSProp"] = p => optim.RMSProp(p, momentum: 0.9, centered: true, weight_decay: 0.1),
    };

    public static TheoryData<string> Names => [.. Makers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_parameter_without_gradient_is_left_alone(string optimiser)
    {
        using var scope = NewDisposeScope();
        using var trained = new Parameter(ones([2]));
        using var idle = new Parameter(ones([3]));
        using var late = new Parameter(ones([2]));
        using var made = Makers[optimiser]([idle, trained, late]);
        trained.grad = ones([2]);
        made.step();
        late.grad = ones([2]);
        made.step();
        Assert.Equal([1f, 1f, 1f], idle.data<float>().ToArray());
        Assert.All(trained.data<float>().ToArray(), v => Assert.True(v < 1));
        Assert.All(late.data<float>().ToArray(), v => Assert.InRange(v, trained.data<float>().ToArray()[0] + 1e-4f, 0.9999f));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_gradients_at_all_change_nothing(string optimiser)
    {
        using var scope = NewDisposeScope();
        using var idle = new Parameter(ones([3]));
        using var made = Makers[optimiser]([idle]);
        made.step();
        Assert.Equal([1f, 1f, 1f], idle.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Zero_grad_drops_gradients_and_step_keeps_them(string optimiser)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones([3]));
        using var made = Makers[optimiser]([parameter]);
        parameter.grad = ones([3]);
        made.step();
        Assert.Equal([1f, 1f, 1f], parameter.grad!.data<float>().ToArray());
        made.zero_grad();
        Assert.Null(parameter.grad);
        Assert.True(parameter.requires_grad);
        Assert.True(parameter.is_leaf);
    }

    [Fact]
    public void A_closure_runs_before_the_update_and_its_loss_is_returned()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones([1]));
        using var made = optim.SGD([parameter], 0.25);
        var loss = made.step(() =>
        {
            var value = (parameter * parameter).sum();
            value.backward();
            return value;
        });
        Assert.Equal(1, loss!.item<float>());
        Assert.Equal(0.5f, parameter.item<float>());
    }

    [Fact]
    public void No_parameters_or_one_twice_are_refused()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones([1]));
        Assert.Throws<ArgumentException>(() => optim.SGD([], 0.1));
        Assert.Throws<ArgumentException>(() => optim.SGD([parameter, parameter], 0.1));
    }

    [Fact]
    public void Clipping_halves_gradients_of_norm_16_to_norm_8_and_returns_16()
    {
        using var scope = NewDisposeScope();
        using var a = new Parameter(zeros([4], float64));
        using var b = new Parameter(zeros([2, 2], float64));
        using var idle = new Parameter(zeros([1], float64));
        a.grad = full([4], 4, float64); // 64 + 192 = 256
        b.grad = full([2, 2], Math.Sqrt(48), float64);
        Assert.Equal(16, nn.utils.clip_grad_norm_([a, idle, b], 8), 1e-12);
        Assert.All(a.grad!.data<double>().ToArray(), g => Assert.Equal(2, g, 1e-6));
        Assert.Equal(8, nn.utils.clip_grad_norm_([a, idle, b], 100), 1e-6);
        Assert.Null(idle.grad);
    }

    [Fact]
    public void Clipping_below_the_limit_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var a = new Parameter(zeros([2], float64));
        a.grad = tensor(new double[] { 3, 4 });
        Assert.Equal(5, nn.utils.clip_grad_norm_([a], 5.1), 1e-12);
        Assert.Equal([3, 4], a.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Clipping_by_another_norm_adds_the_powers_of_all_gradients()
    {
        using var scope = NewDisposeScope();
        using var a = new Parameter(zeros([2], float64));
        using var b = new Parameter(zeros([1], float64));
        a.grad = tensor(new double[] { 3, -4 });
        b.grad = tensor(new double[] { 5 });
        Assert.Equal(12, nn.utils.clip_grad_norm_([a, b], 6, 1), 1e-12);
        Assert.Equal(6, nn.utils.clip_grad_norm_([a, b], 100, 1), 1e-5);
        Assert.Equal(0, nn.utils.clip_grad_norm_([], 1));
    }
}
