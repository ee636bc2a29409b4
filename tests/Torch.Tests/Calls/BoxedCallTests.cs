using I2M2.Tests;
using I2M2.Torch.Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Calls;

/// <summary>Calls by schema: what is converted on the way, and what is refused before libtorch sees it.</summary>
[NoTensorLeak]
public class BoxedCallTests
{
    [Fact]
    public void An_int_serves_a_float_argument()
    {
        using var scope = NewDisposeScope();
        var call = new Call(Ops.Uniform);
        var x = zeros([100]);
        call.Add(x).Add(2L).Add(3L).RunForEffect();
        Assert.InRange(x.min().item<float>(), 2, 3);
    }

    [Fact]
    public void A_truth_value_serves_a_number()
    {
        using var scope = NewDisposeScope();
        var call = new Call(Ops.AddScalar);
        Assert.Equal(2, call.Add(ones([1])).Add(true).Run().item<float>());
    }

    [Fact]
    public void One_int_serves_for_both_of_a_pair()
    {
        using var scope = NewDisposeScope();
        var call = new Call(Ops.MaxPool2d);
        Assert.Equal([1, 1, 2, 3], call.Add(ones([1, 1, 4, 6])).Add(2L).Run().shape);
    }

    [Fact]
    public void One_int_does_not_serve_a_list_of_any_length()
    {
        using var scope = NewDisposeScope();
        var failure = Refused(() => new Call(Ops.View).Add(ones([4])).Add(4L).Run());
        Assert.Contains("aten::view", failure, StringComparison.Ordinal);
        Assert.Contains("argument 'size' must be", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_optional_tensors_may_have_holes()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, float32).view(2, 3);
        var call = new Call(Ops.Index);
        var picked = call.Add(x).Add<Tensor>([null, tensor(new long[] { 2, 0 })]).Run();
        Assert.Equal([2f, 0, 5, 3], picked.data<float>().ToArray());
    }

    [Fact]
    public void A_list_of_tensors_may_not()
    {
        using var scope = NewDisposeScope();
        var failure = Refused(() => cat([ones([2]), null!]));
        Assert.Contains("aten::cat", failure, StringComparison.Ordinal);
        Assert.Contains("argument 'tensors' must be List[Tensor], got 2 tensors, 1 of them missing", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lists_and_long_texts_find_room()
    {
        using var scope = NewDisposeScope();
        var shape = Enumerable.Repeat(1L, 60).ToArray();
        Assert.Equal(shape, ones([1]).view(shape).shape);
        var parts = Enumerable.Range(0, 200).Select(k => full([1], k)).ToArray();
        Assert.Equal(Enumerable.Range(0, 200).Select(k => (float)k), cat(parts).data<float>().ToArray());
        Assert.Contains(new string('x', 500), Refused(() => new Call(Ops.Relu).Add(new string('x', 500)).Run()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_for_a_tensor_is_refused_by_the_arguments_name()
    {
        var failure = Refused(() => new Call(Ops.Relu).Add("text").Run());
        Assert.Equal("aten::relu(self: \"text\"): argument 'self' must be Tensor, got \"text\"", failure);
    }

    [Fact]
    public void A_number_for_a_tensor_and_a_tensor_for_a_number_are_refused()
    {
        using var scope = NewDisposeScope();
        var x = ones([2]);
        Assert.Contains("argument 'other' must be Tensor, got 2", Refused(() => new Call(Ops.Add).Add(x).Add(2L).Run()), StringComparison.Ordinal);
        Assert.Contains("argument 'dim' must be int, got Float[2]", Refused(() => new Call(Ops.Unsqueeze).Add(x).Add(x).Run()), StringComparison.Ordinal);
        Assert.Contains("argument 'dim' must be int, got 0.5", Refused(() => new Call(Ops.Unsqueeze).Add(x).Add(0.5).Run()), StringComparison.Ordinal);
        Assert.Contains("argument 'self' must be Tensor, got none", Refused(() => new Call(Ops.Relu).AddNone().Run()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_argument_is_named()
    {
        using var scope = NewDisposeScope();
        var failure = Refused(() => new Call(Ops.Softmax).Add(ones([2, 3])).Run());
        Assert.Equal("aten::softmax.int(self: Float[2, 3]): argument 'dim' is missing", failure);
        Assert.Contains("argument 'dim' is missing", Refused(() => new Call(Ops.Softmax).Add(ones([2])).AddDefault().Run()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_argument_too_many_is_refused_with_both_counts()
    {
        using var scope = NewDisposeScope();
        var failure = Refused(() => new Call(Ops.Relu).Add(ones([2])).Add(1L).Add(true).Run());
        Assert.Contains("aten::relu", failure, StringComparison.Ordinal);
        Assert.Contains("takes 1 arguments, got 3", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void More_results_than_there_is_room_for_are_refused_and_freed()
    {
        using var scope = NewDisposeScope();
        var call = new Operator("aten::split", "Tensor");
        Assert.Contains("results", Refused(() => new Call(call).Add(ones([3])).Add(1L).Run()), StringComparison.Ordinal);
        Assert.Equal(3, new Call(call).Add(ones([3])).Add(1L).RunMany().Length);
    }

    [Fact]
    public void A_result_that_is_no_tensor_is_refused_where_one_is_expected()
    {
        using var scope = NewDisposeScope();
        var equal = new Operator("aten::equal");
        Assert.Contains("aten::equal: the result is no tensor", Refused(() => new Call(equal).Add(ones([2])).Add(ones([2])).Run()), StringComparison.Ordinal);
        Assert.Equal(1, new Call(equal).Add(ones([2])).Add(ones([2])).RunValue().Int);
    }

    private static string Refused(Func<object> call)
    {
        var message = Assert.Throws<TorchException>(call).Message;
        Assert.DoesNotContain("INTERNAL ASSERT", message, StringComparison.Ordinal);
        return message;
    }
}
