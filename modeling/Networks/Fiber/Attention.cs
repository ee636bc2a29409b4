using I2M2.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Scaled dot-product attention, softmax(q k^T / sqrt(d) + bias) v, of q [B, h, N, d], k and v [B, h, M, d].</summary>
public static class Attention
{
    /// <summary>[B, h, N, d], by libtorch's one operator where it has it.</summary>
    /// <param name="query">[B, h, N, d].</param>
    /// <param name="key">[B, h, M, d].</param>
    /// <param name="value">[B, h, M, d].</param>
    /// <param name="bias">[W, 1 or h, 1 or N, M], added to rows W by W in turn (B a multiple of W); null: none.</param>
    /// <param name="dropout">Probability with which weights are dropped.</param>
    public static Tensor Of(Tensor query, Tensor key, Tensor value, Tensor? bias, double dropout = 0) =>
        Engine.HasFusedAttention ? Fused(query, key, value, bias, dropout) : Composed(query, key, value, bias, dropout);

    /// <summary>As <see cref="Of"/>, by libtorch's scaled_dot_product_attention.</summary>
    public static Tensor Fused(Tensor query, Tensor key, Tensor value, Tensor? bias, double dropout = 0)
    {
        using var scope = NewDisposeScope();
        if (bias is not null)
        {
            var (rows, turns) = (query.shape[0], bias.shape[0]);
            if (turns > 1 && turns < rows)
                bias = bias.unsqueeze(0).expand(rows / turns, -1, -1, -1, -1).flatten(0, 1);
            bias = bias.to(query.dtype);
        }

        return scope.MoveToOuter(functional.scaled_dot_product_attention(query, key, value, bias, dropout));
    }

    /// <summary>As <see cref="Of"/>, by its parts.</summary>
    public static Tensor Composed(Tensor query, Tensor key, Tensor value, Tensor? bias, double dropout = 0)
    {
        using var scope = NewDisposeScope();
        var logits = (query * Math.Pow(query.shape[^1], -0.5)).matmul(key.transpose(-2, -1));
        if (bias is not null)
        {
            var shape = logits.shape;
            logits = (logits.view([-1, bias.shape[0], .. shape[1..]]) + bias).view(shape);
        }

        var weights = logits.softmax(-1);
        if (dropout > 0)
            weights = functional.dropout(weights, dropout);
        return scope.MoveToOuter(weights.matmul(value));
    }

    /// <summary>[B, N, h d] as [B, h, N, d].</summary>
    public static Tensor Split(Tensor x, long heads) => x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2);

    /// <summary>[B, h, N, d] as [B, N, h d].</summary>
    public static Tensor Join(Tensor x) => x.transpose(1, 2).flatten(2);

    /// <summary>0 where a token counts, the most negative finite number of the dtype where it is padding.</summary>
    /// <param name="padding">[B, 1, 1, M], true at padding.</param>
    /// <param name="dtype">That of the attention's logits.</param>
    public static Tensor Hide(Tensor padding, ScalarType dtype) => zeros(padding.shape, dtype, padding.device).masked_fill(padding, Lowest(dtype));

    private static double Lowest(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => double.MinValue,
        ScalarType.BFloat16 => -3.3895313892515355e38,
        ScalarType.Float16 => (double)Half.MinValue,
        _ => float.MinValue,
    };
}
