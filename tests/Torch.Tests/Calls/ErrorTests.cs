using System.Runtime.InteropServices;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Calls;

/// <summary>What the user reads when libtorch refuses: the operator, the arguments' shapes, and the reason.</summary>
[NoTensorLeak]
public class ErrorTests
{
    [Fact]
    public void A_refusal_is_what_torchsharp_would_throw()
    {
        using var scope = NewDisposeScope();
        Assert.IsAssignableFrom<ExternalException>(Record.Exception(() => ones([2]).view(3)));
    }

    [Fact]
    public void A_linear_layer_of_the_wrong_width_names_both_shapes()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(5, 4);
        var message = Message(() => layer.call(ones([2, 3])));
        Assert.Contains("aten::linear(input: Float[2, 3], weight: Float[4, 5], bias: Float[4])", message, StringComparison.Ordinal);
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dtypes_that_do_not_go_together_are_named()
    {
        using var scope = NewDisposeScope();
        var message = Message(() => ones([2, 2]).matmul(ones([2, 2], float64)));
        Assert.Contains("aten::matmul(self: Float[2, 2], other: Double[2, 2])", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_of_more_than_one_element_says_so()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        var message = Message(() => (x * 2).backward());
        Assert.StartsWith("backward(Float[2])", message, StringComparison.Ordinal);
        Assert.Contains("scalar", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_without_history_says_so()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("does not require grad", Message(() => ones([1]).backward()), StringComparison.Ordinal);
    }

    [Fact]
    public void Backward_twice_through_one_graph_says_so()
    {
        using var scope = NewDisposeScope();
        var x = ones([1], requires_grad: true);
        var loss = (x * x).sum();
        loss.backward();
        Assert.Contains("second time", Message(() => loss.backward()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_leaf_that_requires_grad_is_not_changed_in_place()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        var message = Message(() => x.add_(1));
        Assert.Contains("aten::add_.Scalar(self: Float[2], other: 1)", message, StringComparison.Ordinal);
        Assert.Contains("leaf", message, StringComparison.Ordinal);
        using (no_grad())
            x.add_(1);
        Assert.Equal([2f, 2f], x.data<float>().ToArray());
    }

    [Fact]
    public void Only_floating_point_tensors_can_require_grad()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("floating point", Message(() => ones([2], int64).requires_grad_()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_of_another_shape_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        Assert.Contains("[2]", Message(() => x.grad = ones([3])), StringComparison.Ordinal);
        Assert.Null(x.grad);
    }

    [Fact]
    public void Messages_carry_no_stack_of_native_addresses()
    {
        using var scope = NewDisposeScope();
        var message = Message(() => ones([2]).view(3));
        Assert.DoesNotContain("frame #", message, StringComparison.Ordinal);
        Assert.DoesNotContain("0x", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_on_one_thread_does_not_change_the_message_of_another()
    {
        using var scope = NewDisposeScope();
        Parallel.For(0, 50, k =>
        {
            using var inner = NewDisposeScope();
            var message = Message(() => ones([2]).view(k + 3));
            Assert.Contains($"size: [{k + 3}]", message, StringComparison.Ordinal);
        });
    }

    private static string Message(Action action) => Assert.Throws<TorchException>(action).Message;
}
