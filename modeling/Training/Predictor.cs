using I2M2.Modeling.Paradigms;
using I2M2.PredictionFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>Runs a model over all rows of a loader without training it.</summary>
public sealed class Predictor(ExpertSet model, RunConfig config)
{
    // Without gradients memory allows larger batches; with batch statistics the batch is part of the result.
    private int BatchSize => config.EvaluatesInTrainingMode ? config.Settings.BatchSize : config.Settings.MicroBatch > 0 ? config.Settings.MicroBatch : 256;

    /// <summary>Log-probabilities of every row by the product of the experts, by which epochs are compared whatever the test rule.</summary>
    /// <exception cref="InvalidOperationException">The model gives NaN: its weights ran away.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public LogProbabilities Product(BatchLoader rows, CancellationToken stop = default)
    {
        var all = new double[rows.Rows * config.Classes];
        var at = 0;
        ForEachBatch(rows, (logits, _) =>
        {
            var logs = ProductOfExperts.LogProbabilities(logits).to(float64).data<double>();
            logs.CopyTo(all.AsSpan(at));
            at += (int)logs.Count;
        }, stop);
        return all.Any(double.IsNaN)
            ? throw new InvalidOperationException("The model's predictions became NaN: lower learning_rate or clip_norm")
            : new LogProbabilities(config.Classes, all);
    }

    /// <summary>Every row's most probable class by the product of the experts, [N].</summary>
    /// <exception cref="InvalidOperationException">The model gives NaN: its weights ran away.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public int[] Best(BatchLoader rows, CancellationToken stop = default)
    {
        var all = new List<int>(checked((int)rows.Rows));
        ForEachBatch(rows, (logits, _) =>
        {
            var product = ProductOfExperts.LogProbabilities(logits);
            if (product.isnan().any().ToBoolean())
                throw new InvalidOperationException("The model's predictions became NaN: lower learning_rate or clip_norm");
            all.AddRange(product.argmax(1).data<long>().ToArray().Select(best => (int)best));
        }, stop);
        return [.. all];
    }

    /// <summary>Of independent labels, every row's margins by the product of the experts, [N, L] row-major.</summary>
    /// <exception cref="InvalidOperationException">The model gives NaN: its weights ran away.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public double[] Margins(BatchLoader rows, CancellationToken stop = default) => AllMargins(rows, stop)[0];

    /// <summary>Of independent labels, every row's margins by the product of the experts and by each expert.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="source">Named in errors: the checkpoint.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InvalidOperationException">The model gives NaN.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public LabelPredictions PredictLabels(BatchLoader rows, string source, CancellationToken stop = default)
    {
        var all = AllMargins(rows, stop);
        return LabelPredictions.Create(
            source,
            new(rows.Ids(), rows.LabelNames!, [.. rows.Labels.Select(y => (int)y)], rows.Clusters(), rows.Groups()),
            all[0],
            [.. model.Experts.Select((e, k) => (e.Name, all[k + 1]))]);
    }

    /// <summary>Of several right answers, what the product of the experts and each expert says of every row.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="vocabulary">The answers' texts, [K].</param>
    /// <param name="source">Named in errors: the checkpoint.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="Shards.InputRefusedException">The model gives NaN, or two rows have one id.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public AnswerPredictions PredictAnswers(BatchLoader rows, IReadOnlyList<string> vocabulary, string source, CancellationToken stop = default)
    {
        var answered = rows.AnsweredRows();
        AnswerDistributionBuilder[] builders = [.. model.Experts.Select(e => e.Name).Prepend("").Select(n => new AnswerDistributionBuilder(n, config.Classes, answered.Answers))];
        ForEachBatch(rows, (logits, _) =>
        {
            Tensor[] results = [ProductOfExperts.LogProbabilities(logits), .. logits.Select(z => z.log_softmax(1))];
            for (var k = 0; k < results.Length; k++)
                builders[k].Add(results[k].to(float32).to(CPU).contiguous().data<float>().ToArray());
        }, stop);
        return AnswerPredictions.Create(source, answered, vocabulary, builders[0].Build(), [.. builders.Skip(1).Select(b => b.Build())]);
    }

    /// <summary>Log-probabilities of every row, by product (or the run's test rule) and by each expert.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="source">Named in errors: the checkpoint.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="Shards.InputRefusedException">The model gives NaN, or two rows have one id.</exception>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public Predictions Predict(BatchLoader rows, string source, CancellationToken stop = default)
    {
        var all = Enumerable.Range(0, model.Experts.Count + 1).Select(_ => new double[rows.Rows * config.Classes]).ToArray();
        var at = 0;
        ForEachBatch(rows, (logits, labels) =>
        {
            Tensor[] results =
            [
                config.TestsByMixture ? ProductOfExperts.MixtureLogProbabilities(logits) : ProductOfExperts.LogProbabilities(logits),
                .. logits.Select(z => z.log_softmax(1)),
            ];
            for (var k = 0; k < results.Length; k++)
                results[k].to(float64).data<double>().CopyTo(all[k].AsSpan(at));
            at += (int)results[0].NumberOfElements;
        }, stop);
        return Predictions.Create(
            source,
            rows.Ids(),
            [.. rows.Labels.Select(y => (int)y)],
            config.Classes,
            all[0],
            [.. model.Experts.Select((e, k) => (e.Name, all[k + 1]))],
            rows.Subsets());
    }

    // Logits of the product are sums of the experts': so are margins.
    private double[][] AllMargins(BatchLoader rows, CancellationToken stop)
    {
        var all = Enumerable.Range(0, model.Experts.Count + 1).Select(_ => new double[rows.Labels.Count]).ToArray();
        var at = 0;
        ForEachBatch(rows, (logits, labels) =>
        {
            for (var k = 0; k < logits.Length; k++)
            {
                var margins = (logits[k].select(-1, 1) - logits[k].select(-1, 0)).to(float64).contiguous().data<double>().ToArray();
                margins.CopyTo(all[k + 1], at);
                for (var i = 0; i < margins.Length; i++)
                    all[0][at + i] += margins[i];
            }

            at += (int)labels.NumberOfElements;
        }, stop);
        return all[0].All(double.IsFinite)
            ? all
            : throw new InvalidOperationException("The model's predictions are no longer numbers: lower learning_rate or clip_norm");
    }

    private void ForEachBatch(BatchLoader rows, Action<Tensor[], Tensor> use, CancellationToken stop)
    {
        model.train(config.EvaluatesInTrainingMode);
        using var still = no_grad();
        foreach (var batch in rows.Stream(Enumerable.Range(0, (int)rows.Rows).Select(r => (long)r).Chunk(BatchSize)))
        {
            using var owned = batch;
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            use(model.call(batch.Inputs), batch.Labels);
        }
    }
}
