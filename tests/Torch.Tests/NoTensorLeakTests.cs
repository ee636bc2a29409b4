using I2M2.Tests;
using TorchSharp;
using Xunit.Sdk;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>The attribute that guards all other tests here.</summary>
[NoTensorLeak]
public class NoTensorLeakTests
{
    [Fact]
    public void A_tensor_that_is_still_held_fails_the_test()
    {
        Tensor? held = null;
        var failure = Guarded(() => held = ones([2]));
        Assert.Contains("1 tensors alive: 1 still referenced", failure, StringComparison.Ordinal);
        held!.Dispose();
    }

    [Fact]
    public void An_open_scope_fails_the_test()
    {
        DisposeScope? scope = null;
        Assert.Contains("scope open", Guarded(() => scope = NewDisposeScope()), StringComparison.Ordinal);
        scope!.Dispose();
    }

    [Fact]
    public void A_test_that_disposes_what_it_makes_passes() => Assert.Null(Guarded(() => ones([2]).Dispose()));

    private static string? Guarded(Action test)
    {
        var guard = new NoTensorLeakAttribute();
        guard.Before(test.Method);
        test();
        return (Record.Exception(() => guard.After(test.Method)) as XunitException)?.Message;
    }
}
