using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>When gradients are recorded, where they go, and gradients of gradients.</summary>
[NoTensorLeak]
public class AutogradTests
{
    [Fact]
    public void Gradients_add_up_until_they_are_dropped()
    {
        using var scope = NewDisposeScope();
        var x = ones([1], requires_grad: true);
        Assert.Null(x.grad);
        (x * 3).backward();
        (x * 4).backward();
        Assert.Equal(7, x.grad!.item<float>());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void No_grad_nests_and_is_undone_by_dispose()
    {
        using var scope = NewDisposeScope();
        var x = ones([1], requires_grad: true);
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }

        using (set_grad_enabled(false))
            Assert.False((x * 2).requires_grad);
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void Disposing_no_grad_twice_does_not_switch_recording_on_for_another()
    {
        var first = no_grad();
        first.Dispose();
        using (no_grad())
        {
            first.Dispose();
            Assert.False(is_grad_enabled());
        }

        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void Tensors_made_in_inference_mode_cannot_be_recorded()
    {
        using var scope = NewDisposeScope();
        var x = ones([1], requires_grad: true);
        Tensor made;
        using (inference_mode())
            made = x * 2;
        Assert.False(made.requires_grad);
        Assert.Throws<TorchException>(() => x * made);
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void A_gradient_can_be_differentiated_again()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 2 }).requires_grad_();
        var first = autograd.grad([x.pow(3).sum()], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];
        Assert.Equal((12.0, 12.0), (first.item<double>(), second.item<double>()));
        Assert.Null(x.grad);
    }

    [Fact]
    public void An_unused_input_has_no_gradient_when_that_is_allowed()
    {
        using var scope = NewDisposeScope();
        var (x, idle) = (ones([1], requires_grad: true), ones([1], requires_grad: true));
        Assert.Throws<TorchException>(() => autograd.grad([x * 2], [x, idle]));
        var found = autograd.grad([x * 2], [x, idle], allow_unused: true);
        Assert.Equal(2, found[0].item<float>());
        Assert.Null(found[1]);
    }

    [Fact]
    public void Backward_weights_results_and_reaches_only_the_inputs_named()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (ones([2], requires_grad: true), ones([2], requires_grad: true));
        (a * b).backward([tensor(new float[] { 3, 4 })], inputs: [a]);
        Assert.Equal([3f, 4f], a.grad!.data<float>().ToArray());
        Assert.Null(b.grad);
    }

    [Fact]
    public void Detached_tensors_share_memory_without_history()
    {
        using var scope = NewDisposeScope();
        var x = ones([2], requires_grad: true);
        var result = x * 2;
        Assert.False(result.is_leaf);
        var cut = result.detach();
        Assert.True(cut.is_leaf);
        Assert.False(cut.requires_grad);
        cut.fill_(5);
        Assert.Equal([5f, 5f], result.data<float>().ToArray());
        result.detach_();
        Assert.False(result.requires_grad);
    }
}
