using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Gradients;

/// <summary>Functions that pick, join and rearrange elements.</summary>
[NoTensorLeak]
public class ShapeGradients
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["view"] = x => x.view(4, -1),
        ["reshape of a transpose"] = x => x.transpose(0, 2).reshape(6, 4),
        ["permute"] = x => x.permute(2, 0, 1),
        ["flatten"] = x => x.flatten(1),
        ["unsqueeze, squeeze"] = x => x.unsqueeze(1).squeeze(1),
        ["squeeze of all"] = x => x.narrow(0, 0, 1).squeeze(),
        ["t"] = x => x.select(0, 1).t(),
        ["expand"] = x => x.narrow(2, 0, 1).expand(-1, -1, 3),
        ["narrow"] = x => x.narrow(1, 1, 2),
        ["slice"] = x => x.slice(2, 0, 4, 2),
        ["select"] = x => x.select(1, 2),
        ["clone"] = x => x.clone(),
        ["contiguous"] = x => x.permute(2, 1, 0).contiguous(),
        ["cat with itself"] = x => cat([x, x * 2, x.narrow(1, 0, 1)], 1),
        ["stack"] = x => stack([x, x.exp()], 1),
        ["to and back"] = x => x.to(float64, copy: true).cpu(),
        ["copy_ into a result"] = x => zeros_like(x).copy_(x),
    };

    public static TheoryData<string> Names => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_of_a_rearrangement_agrees_with_differences(string function)
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([2, 3, 4]);
        GradientCheck.Verify(() => Functions[function](x), x);
    }

    [Fact]
    public void Gather_adds_up_the_gradients_of_elements_taken_more_than_once()
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([2, 3]);
        var index = tensor(new long[] { 0, 0, 2, 1, 1, 1, 2, 0 }, [2, 4]);
        GradientCheck.Verify(() => x.gather(1, index), x);
    }

    [Fact]
    public void Index_select_adds_up_the_gradients_of_rows_taken_more_than_once()
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([3, 2]);
        var rows = tensor(new long[] { 2, 0, 2 });
        GradientCheck.Verify(() => x.index_select(0, rows), x);
    }

    [Fact]
    public void Index_picks_by_one_tensor_an_axis()
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([3, 4]);
        var (rows, columns) = (tensor(new long[] { 0, 2, 2 }), tensor(new long[] { 1, 3, 3 }));
        GradientCheck.Verify(() => x.index(rows), x);
        GradientCheck.Verify(() => x.index(rows, columns), x);
    }

    [Fact]
    public void Index_picks_by_a_mask()
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([3, 4]);
        var mask = x.gt(0);
        GradientCheck.Verify(() => x.index(mask), x);
    }

    [Fact]
    public void Where_sends_each_gradient_to_the_side_that_was_taken()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (GradientCheck.Leaf([3, 4]), GradientCheck.Leaf([3, 4], seed: 2));
        var condition = a.gt(b);
        GradientCheck.Verify(() => where(condition, a * 2, b * 3), a, b);
    }

    [Fact]
    public void Masked_fill_stops_gradients_under_the_mask()
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([3, 4]);
        var mask = x.lt(0);
        GradientCheck.Verify(() => x.masked_fill(mask, -1e9).masked_fill(mask, 0), x);
    }
}
