using TorchSharp;

namespace I2M2.Torch.Interop;

/// <summary>One call over a list of tensors: the optimisers' arithmetic.</summary>
internal static class Foreach
{
    /// <summary>a + alpha * b, as new tensors.</summary>
    internal static torch.Tensor[] Add(IReadOnlyList<torch.Tensor> a, IReadOnlyList<torch.Tensor> b, double alpha)
    {
        var call = new Call(Ops.ForeachAddList);
        return call.Add(a).Add(b).Add(alpha).RunMany(a.Count);
    }

    /// <summary>-a, as new tensors.</summary>
    internal static torch.Tensor[] Neg(IReadOnlyList<torch.Tensor> a)
    {
        var call = new Call(Ops.ForeachNeg);
        return call.Add(a).RunMany(a.Count);
    }

    /// <summary>sqrt(a), as new tensors.</summary>
    internal static torch.Tensor[] Sqrt(IReadOnlyList<torch.Tensor> a)
    {
        var call = new Call(Ops.ForeachSqrt);
        return call.Add(a).RunMany(a.Count);
    }

    /// <summary>a += alpha * b.</summary>
    internal static void AddInPlace(IReadOnlyList<torch.Tensor> a, IReadOnlyList<torch.Tensor> b, double alpha)
    {
        var call = new Call(Ops.ForeachAddListInPlace);
        call.Add(a).Add(b).Add(alpha).RunForEffect();
    }

    /// <summary>a += number.</summary>
    internal static void AddInPlace(IReadOnlyList<torch.Tensor> a, double number)
    {
        var call = new Call(Ops.ForeachAddScalarInPlace);
        call.Add(a).Add(number).RunForEffect();
    }

    /// <summary>a *= number.</summary>
    internal static void MulInPlace(IReadOnlyList<torch.Tensor> a, double number)
    {
        var call = new Call(Ops.ForeachMulInPlace);
        call.Add(a).Add(number).RunForEffect();
    }

    /// <summary>a += value * b * c.</summary>
    internal static void AddcmulInPlace(IReadOnlyList<torch.Tensor> a, IReadOnlyList<torch.Tensor> b, IReadOnlyList<torch.Tensor> c, double value)
    {
        var call = new Call(Ops.ForeachAddcmulInPlace);
        call.Add(a).Add(b).Add(c).Add(value).RunForEffect();
    }

    /// <summary>a += value * b / c.</summary>
    internal static void AddcdivInPlace(IReadOnlyList<torch.Tensor> a, IReadOnlyList<torch.Tensor> b, IReadOnlyList<torch.Tensor> c, double value)
    {
        var call = new Call(Ops.ForeachAddcdivInPlace);
        call.Add(a).Add(b).Add(c).Add(value).RunForEffect();
    }
}
