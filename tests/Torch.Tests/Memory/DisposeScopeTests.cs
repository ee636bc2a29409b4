using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Memory;

/// <summary>Who owns a tensor, and when it goes.</summary>
[NoTensorLeak]
public class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_the_tensors_made_in_it()
    {
        Tensor made;
        using (var scope = NewDisposeScope())
        {
            made = ones([2]);
            Assert.Equal(1, scope.DisposablesCount);
            Assert.False(made.IsInvalid);
        }

        Assert.True(made.IsInvalid);
    }

    [Fact]
    public void Scopes_nest_and_each_disposes_its_own()
    {
        using var outer = NewDisposeScope();
        var kept = ones([2]);
        Tensor dropped;
        using (var inner = NewDisposeScope())
        {
            Assert.Same(inner, CurrentDisposeScope);
            dropped = kept + kept;
            Assert.Equal(1, inner.DisposablesCount);
            Assert.Equal(1, outer.DisposablesCount);
        }

        Assert.Same(outer, CurrentDisposeScope);
        Assert.True(dropped.IsInvalid);
        Assert.False(kept.IsInvalid);
    }

    [Fact]
    public void A_tensor_moved_to_the_outer_scope_lives_as_long_as_that_one()
    {
        Tensor moved, alsoMoved;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                moved = inner.MoveToOuter(ones([2]));
                alsoMoved = ones([3]).MoveToOuterDisposeScope();
            }

            Assert.Equal(2, outer.DisposablesCount);
            Assert.False(moved.IsInvalid);
        }

        Assert.True(moved.IsInvalid);
        Assert.True(alsoMoved.IsInvalid);
    }

    [Fact]
    public void A_tensor_moved_out_of_the_outermost_scope_is_the_callers()
    {
        Tensor moved;
        using (var scope = NewDisposeScope())
            moved = scope.MoveToOuter(ones([2]));
        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void A_detached_tensor_is_the_callers()
    {
        Tensor first, second;
        using (NewDisposeScope())
        {
            using var scope = NewDisposeScope();
            first = scope.Detach(ones([2]));
            second = ones([2]).DetachFromDisposeScope();
        }

        Assert.False(first.IsInvalid);
        Assert.False(second.IsInvalid);
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public void Disposing_a_tensor_twice_or_before_its_scope_is_harmless()
    {
        using var scope = NewDisposeScope();
        var made = ones([2]);
        made.Dispose();
        made.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void A_scope_whose_tensors_are_disposed_one_by_one_does_not_grow()
    {
        using var scope = NewDisposeScope();
        using var x = ones([2]);
        for (var k = 0; k < 1000; k++)
        {
            using var y = x + 1;
            using var z = y * 2;
        }

        Assert.Equal(1, scope.DisposablesCount);
        Assert.True(scope.Capacity <= 256, $"room for {scope.Capacity} tensors");
    }

    [Fact]
    public void Scopes_closed_in_the_wrong_order_are_refused_and_can_still_be_closed_rightly()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var made = ones([2]);
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        Assert.False(made.IsInvalid);
        inner.Dispose();
        outer.Dispose();
        outer.Dispose();
        Assert.True(made.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void A_scope_is_its_threads_own()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        DisposeScope? there = scope;
        OnAnotherThread(() =>
        {
            there = CurrentDisposeScope;
            elsewhere = ones([2]);
        });
        Assert.Null(there);
        Assert.Equal(0, scope.DisposablesCount);
        Assert.False(elsewhere!.IsInvalid);
        elsewhere.Dispose();
    }

    [Fact]
    public void A_scope_cannot_be_closed_on_another_thread()
    {
        using var scope = NewDisposeScope();
        OnAnotherThread(() => Assert.Throws<InvalidOperationException>(scope.Dispose));
    }

    [Fact]
    public void A_tensor_may_be_disposed_on_another_thread_than_that_of_its_scope()
    {
        using var scope = NewDisposeScope();
        var made = ones([2]);
        OnAnotherThread(made.Dispose);
        Assert.True(made.IsInvalid);
        using var next = ones([3]);
        Assert.Equal([3], next.shape);
    }

    [Fact]
    public void A_disposed_tensor_says_so_whatever_is_done_with_it()
    {
        using var scope = NewDisposeScope();
        var gone = ones([2]);
        var alive = ones([2]);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => gone.shape);
        Assert.Throws<ObjectDisposedException>(() => gone.stride());
        Assert.Throws<ObjectDisposedException>(() => gone.dtype);
        Assert.Throws<ObjectDisposedException>(() => gone + alive);
        Assert.Throws<ObjectDisposedException>(() => alive + gone);
        Assert.Throws<ObjectDisposedException>(() => cat([alive, gone]));
        Assert.Throws<ObjectDisposedException>(() => gone.item<float>());
        Assert.Throws<ObjectDisposedException>(() => gone.data<float>());
        Assert.Throws<ObjectDisposedException>(() => gone.bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => gone.grad);
        Assert.Throws<ObjectDisposedException>(gone.backward);
        Assert.Equal("disposed tensor", gone.ToString());
    }

    [Fact]
    public void A_dropped_tensor_is_freed_by_the_collector_in_the_end()
    {
        var before = Tensor.TotalCount;
        Drop();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(before, Tensor.TotalCount);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Drop() => Assert.Equal([2], ones([2]).shape);
    }

    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
