using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Gradients;

/// <summary>Arithmetic, element by element, and reductions.</summary>
[NoTensorLeak]
public class ElementwiseGradients
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> OfOne = new()
    {
        ["neg"] = x => -x,
        ["abs"] = x => x.abs(),
        ["exp"] = x => x.exp(),
        ["cos"] = x => x.cos(),
        ["sin"] = x => x.sin(),
        ["tanh"] = x => x.tanh(),
        ["sigmoid"] = x => x.sigmoid(),
        ["relu"] = x => nn.functional.relu(x),
        ["relu in place"] = x => nn.functional.relu(x * 1.5, inplace: true),
        ["x + 2"] = x => x + 2,
        ["2 + x"] = x => 2 + x,
        ["x - 2"] = x => x - 2,
        ["2 - x"] = x => 2 - x,
        ["x * 3"] = x => x * 3,
        ["3 * x"] = x => 3 * x,
        ["x / 3"] = x => x / 3,
        ["add"] = x => x.add(0.5),
        ["sub"] = x => x.sub(0.5),
        ["mul"] = x => x.mul(-2.5),
        ["pow 3"] = x => x.pow(3),
        ["softmax of rows"] = x => x.softmax(1),
        ["softmax of columns"] = x => nn.functional.softmax(x, 0),
        ["log_softmax"] = x => nn.functional.log_softmax(x, 1),
        ["logsumexp"] = x => x.logsumexp(1),
        ["logsumexp, axis kept"] = x => x.logsumexp(0, keepdim: true),
        ["sum"] = x => x.sum(),
        ["sum of rows"] = x => x.sum(1),
        ["sum over axes"] = x => x.sum([0, 1], keepdim: true),
        ["mean"] = x => x.mean(),
        ["mean of columns"] = x => x.mean([0]),
        ["max"] = x => x.max(),
        ["min"] = x => x.min(),
        ["in place on a result"] = x => (x * 1).mul_(x).add_(x, 0.5).sub_(1),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> OfOnePositive = new()
    {
        ["log"] = x => x.log(),
        ["sqrt"] = x => x.sqrt(),
        ["1 / x"] = x => 1 / x,
        ["pow 1.5"] = x => x.pow(1.5),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> OfTwo = new()
    {
        ["+"] = (a, b) => a + b,
        ["-"] = (a, b) => a - b,
        ["*"] = (a, b) => a * b,
        ["/"] = (a, b) => a / b,
        ["add with alpha"] = (a, b) => a.add(b, 0.3),
        ["pow"] = (a, b) => a.pow(b),
        ["addcmul_"] = (a, b) => (a * 1).addcmul_(a, b, 0.7),
        ["addcdiv_"] = (a, b) => (a * 1).addcdiv_(a, b, 0.7),
    };

    public static TheoryData<string> One => [.. OfOne.Keys];

    public static TheoryData<string> OnePositive => [.. OfOnePositive.Keys];

    public static TheoryData<string> Two => [.. OfTwo.Keys];

    [Theory]
    [MemberData(nameof(One))]
    public void The_gradient_of_a_function_of_one_tensor_agrees_with_differences(string function)
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([3, 4]);
        GradientCheck.Verify(() => OfOne[function](x), x);
    }

    [Theory]
    [MemberData(nameof(OnePositive))]
    public void The_gradient_of_a_function_of_positive_numbers_agrees_with_differences(string function)
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([3, 4], 0.5, 2);
        GradientCheck.Verify(() => OfOnePositive[function](x), x);
    }

    [Theory]
    [MemberData(nameof(Two))]
    public void The_gradients_of_a_function_of_two_tensors_agree_with_differences_also_when_one_is_repeated(string function)
    {
        using var scope = NewDisposeScope();
        var a = GradientCheck.Leaf([3, 4], 0.5, 2);
        var b = GradientCheck.Leaf([3, 4], 0.5, 2, seed: 2);
        var row = GradientCheck.Leaf([4], 0.5, 2, seed: 3);
        GradientCheck.Verify(() => OfTwo[function](a, b), a, b);
        GradientCheck.Verify(() => OfTwo[function](a, row), a, row);
    }

    [Fact]
    public void The_gradients_of_a_matrix_product_agree_with_differences_for_matrices_vectors_and_batches()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (GradientCheck.Leaf([2, 3]), GradientCheck.Leaf([3, 4], seed: 2));
        var (v, batch) = (GradientCheck.Leaf([3], seed: 3), GradientCheck.Leaf([2, 2, 3], seed: 4));
        GradientCheck.Verify(() => matmul(a, b), a, b);
        GradientCheck.Verify(() => a.matmul(v), a, v);
        GradientCheck.Verify(() => batch.matmul(b), batch, b);
    }
}
