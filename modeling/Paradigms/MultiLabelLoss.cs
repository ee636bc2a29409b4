using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Paradigms;

/// <summary>
/// The loss of L independent labels of two classes: the sum over labels of the cross-entropy of the product of experts, each the weighted
/// mean over the batch, sum_i w_{y_i} nll_i / sum_i w_{y_i}, as torch's CrossEntropyLoss(weight) has it.
/// </summary>
public static class MultiLabelLoss
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="logits">The experts' logits, [B, L, 2] each.</param>
    /// <param name="labels">[B, L] int64, 0 or 1.</param>
    /// <param name="classWeights">[L, 2]; null: all 1.</param>
    /// <param name="totals">[L], the sums of weights to divide by, see <see cref="Totals"/>; null: those of these rows. For a part of a batch, those of all of it.</param>
    public static Tensor Of(IReadOnlyList<Tensor> logits, Tensor labels, Tensor? classWeights = null, Tensor? totals = null)
    {
        var right = ProductOfExperts.LogProbabilities(logits).gather(2, labels.unsqueeze(2)).squeeze(2); // [B, L]
        var weights = Weights(labels, classWeights ?? ones([labels.shape[1], 2], right.dtype, right.device));
        return -((weights * right).sum(dim: 0) / (totals ?? weights.sum(dim: 0))).sum();
    }

    /// <summary>Each label's sum of weights over rows, [L].</summary>
    /// <param name="labels">[B, L] int64.</param>
    /// <param name="classWeights">[L, 2].</param>
    public static Tensor Totals(Tensor labels, Tensor classWeights) => Weights(labels, classWeights).sum(dim: 0);

    /// <summary>Weights that make both classes of a label count alike, N / (2 N_c); 0 for a class without rows.</summary>
    /// <param name="labels">[N, L] row-major, 0 or 1.</param>
    /// <param name="count">L.</param>
    /// <returns>[L, 2] row-major.</returns>
    public static float[] BalancedWeights(IReadOnlyList<long> labels, int count)
    {
        var rows = labels.Count / count;
        var weights = new float[count * 2];
        for (var label = 0; label < count; label++)
        {
            var positives = 0;
            for (var row = 0; row < rows; row++)
                positives += (int)labels[(row * count) + label];
            foreach (var (k, n) in new[] { (0, rows - positives), (1, positives) })
                weights[(label * 2) + k] = n == 0 ? 0 : (float)(rows / (2.0 * n));
        }

        return weights;
    }

    // w_{y_i} of each row and label, [B, L].
    private static Tensor Weights(Tensor labels, Tensor classWeights) =>
        classWeights.unsqueeze(0).expand(labels.shape[0], -1, -1).gather(2, labels.unsqueeze(2)).squeeze(2);
}
