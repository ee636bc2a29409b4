using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Paradigms;

/// <summary>How experts whose rows have several right answers, each in part, are multiplied.</summary>
public enum Combination
{
    /// <summary>log_softmax(sum_k log_softmax(f_k)), whose values then stand as logits of each answer: the reference's. Of one expert, its logits.</summary>
    LogSoftmaxProduct,

    /// <summary>Each answer's probability by itself, sigmoid(sum_k f_k): the product of the experts' Bernoulli distributions, renormalised.</summary>
    BernoulliProduct,
}

/// <summary>The loss of soft targets: the binary cross-entropy of every answer, summed over answers and meant over rows. Source: fiber/modules/objectives.py of the reference.</summary>
public static class SoftTargetLoss
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="logits">The experts' logits, [B, K] each.</param>
    /// <param name="targets">[B, K], what each answer is worth, 0 to 1.</param>
    /// <param name="combination">How they are multiplied.</param>
    public static Tensor Of(IReadOnlyList<Tensor> logits, Tensor targets, Combination combination) =>
        nn.functional.binary_cross_entropy_with_logits(Combined(logits, combination), targets) * targets.shape[1];

    /// <summary>What stands as the logit of each answer, [B, K].</summary>
    /// <param name="logits">The experts' logits, [B, K] each.</param>
    /// <param name="combination">How they are multiplied.</param>
    public static Tensor Combined(IReadOnlyList<Tensor> logits, Combination combination)
    {
        if (combination == Combination.LogSoftmaxProduct && logits.Count > 1)
            return ProductOfExperts.LogProbabilities(logits);
        var sum = logits[0];
        for (var k = 1; k < logits.Count; k++)
            sum = sum + logits[k];
        return sum;
    }
}
