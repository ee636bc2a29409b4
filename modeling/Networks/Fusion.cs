using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>Joins the encoded modalities, each [B, d_m], into one [B, d].</summary>
public abstract class Fusion(string name) : Module<IReadOnlyList<Tensor>, Tensor>(name);

/// <summary>Late fusion: features side by side, [B, sum of d_m]. Reference: common_fusions.py, Concat.</summary>
public sealed class Concatenation() : Fusion(nameof(Concatenation))
{
    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input) => cat([.. input], 1);
}

/// <summary>
/// Low-rank tensor fusion (Liu et al. 2018): y = sum_r w_r * prod_m([1, x_m] F_m[r]) + b, so that every product of features over the
/// modalities has a weight, factored in rank R. Reference: common_fusions.py, LowRankTensorFusion - whose tensors are never trained on
/// a GPU, because they are not registered as parameters; see the constructor.
/// </summary>
public sealed class LowRankTensorFusion : Fusion
{
    private readonly ParameterList factors;
    private readonly Parameter fusion_weights;
    private readonly Parameter fusion_bias;

    /// <param name="inputs">Features d_m of each modality.</param>
    /// <param name="outputs">Features out.</param>
    /// <param name="rank">Rank R.</param>
    /// <param name="trained">False leaves the fusion a random projection, as the reference does.</param>
    public LowRankTensorFusion(IReadOnlyList<long> inputs, long outputs, long rank, bool trained = true)
        : base(nameof(LowRankTensorFusion))
    {
        factors = new ParameterList([.. inputs.Select(d => Parameter(init.xavier_normal_(empty([rank, d + 1, outputs])), trained))]);
        fusion_weights = Parameter(init.xavier_normal_(empty([1, rank])), trained);
        fusion_bias = Parameter(zeros([1, outputs]), trained);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(IReadOnlyList<Tensor> input)
    {
        Tensor? product = null; // [R, B, out]
        for (var m = 0; m < input.Count; m++)
        {
            var constant = ones([input[m].shape[0], 1], input[m].dtype, input[m].device);
            var projected = matmul(cat([constant, input[m]], 1), factors[m]);
            product = product is null ? projected : product * projected;
        }

        var weighted = matmul(fusion_weights, product!.permute(1, 0, 2)); // [1, R] x [B, R, out]
        return weighted.squeeze(1) + fusion_bias;
    }
}
