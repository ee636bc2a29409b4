using I2M2.Modeling.Paradigms;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>A model's predictions for a split, row-major log-probabilities [N, C].</summary>
/// <param name="Ids">Ids of the rows.</param>
/// <param name="Labels">Their classes.</param>
/// <param name="Combined">Of the product of experts, or of their mixture where the run tests by it.</param>
/// <param name="Experts">Of each expert alone.</param>
/// <param name="Classes">C.</param>
public sealed record SplitPredictions(
    long[] Ids, IReadOnlyList<long> Labels, float[] Combined, IReadOnlyList<(string Name, float[] LogProbabilities)> Experts, int Classes);

/// <summary>Runs a model over all rows of a loader without training it.</summary>
public sealed class Predictor(ExpertSet model, RunConfig config)
{
    // Without gradients memory allows larger batches; with batch statistics the batch is part of the result.
    private int BatchSize => config.EvaluatesInTrainingMode ? config.Settings.BatchSize : 256;

    /// <summary>Fraction of rows whose most probable class under the product is theirs; ties go to the lowest class.</summary>
    public double Accuracy(BatchLoader rows)
    {
        long right = 0;
        ForEachBatch(rows, (logits, labels) =>
        {
            using var hits = ProductOfExperts.LogProbabilities(logits).argmax(1).eq(labels).sum();
            right += hits.ToInt64();
        });
        return (double)right / rows.Rows;
    }

    /// <summary>Log-probabilities of every row, by product (or the run's test rule) and by each expert.</summary>
    public SplitPredictions Predict(BatchLoader rows)
    {
        var all = Enumerable.Range(0, model.Experts.Count + 1).Select(_ => new float[rows.Rows * config.Classes]).ToArray();
        var at = 0;
        ForEachBatch(rows, (logits, labels) =>
        {
            Tensor[] results =
            [
                config.TestsByMixture ? ProductOfExperts.MixtureLogProbabilities(logits) : ProductOfExperts.LogProbabilities(logits),
                .. logits.Select(z => z.log_softmax(1)),
            ];
            for (var k = 0; k < results.Length; k++)
                results[k].to(float32).data<float>().CopyTo(all[k].AsSpan(at));
            at += (int)results[0].NumberOfElements;
        });
        return new SplitPredictions(
            rows.Ids(), rows.Labels, all[0], [.. model.Experts.Select((e, k) => (e.Name, all[k + 1]))], config.Classes);
    }

    private void ForEachBatch(BatchLoader rows, Action<Tensor[], Tensor> use)
    {
        model.train(config.EvaluatesInTrainingMode);
        using var still = no_grad();
        foreach (var chunk in Enumerable.Range(0, (int)rows.Rows).Select(r => (long)r).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            var batch = rows.Load(chunk);
            use(model.call(batch.Inputs), batch.Labels);
        }
    }
}
