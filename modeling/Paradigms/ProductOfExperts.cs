using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Paradigms;

/// <summary>How experts' logits [B, C], or [B, L, 2] of L independent labels, become one distribution, or one for each label.</summary>
public static class ProductOfExperts
{
    /// <summary>
    /// log p(y | x) = log_softmax(sum_k log_softmax(f_k(x))), which is log_softmax(sum_k f_k(x)): each inner normaliser is the same
    /// for all classes of a row and cancels in the outer one. arXiv 2405.17613, section 3.
    /// </summary>
    /// <returns>Log-probabilities, of the logits' shape.</returns>
    public static Tensor LogProbabilities(IReadOnlyList<Tensor> logits)
    {
        var sum = logits[0];
        for (var k = 1; k < logits.Count; k++)
            sum = sum + logits[k];
        return sum.log_softmax(-1);
    }

    /// <summary>log of the arithmetic mean of the experts' probabilities: the rule by which the reference code tests intra.</summary>
    /// <returns>Log-probabilities, of the logits' shape.</returns>
    public static Tensor MixtureLogProbabilities(IReadOnlyList<Tensor> logits) =>
        stack(logits.Select(z => z.log_softmax(-1))).logsumexp(0) - Math.Log(logits.Count);

    /// <summary>Mean of -log p(y | x) over the batch; the only loss, whatever the paradigm.</summary>
    /// <param name="logits">The experts' logits, [B, C] each.</param>
    /// <param name="labels">[B] int64.</param>
    public static Tensor Loss(IReadOnlyList<Tensor> logits, Tensor labels) =>
        nn.functional.nll_loss(LogProbabilities(logits), labels);
}
