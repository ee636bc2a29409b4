using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>How a batch goes through the networks and back: in which parts, how precisely, with what weights.</summary>
public sealed class StepOptions : IDisposable
{
    private readonly Tensor? classWeights;
    private readonly IReadOnlyList<RecomputedStages> recomputed;
    private readonly int microBatch;
    private readonly bool reduced;
    private readonly Combination combination;

    private StepOptions(Tensor? classWeights, IReadOnlyList<RecomputedStages> recomputed, int microBatch, bool reduced, Combination combination) =>
        (this.classWeights, this.recomputed, this.microBatch, this.reduced, this.combination) = (classWeights, recomputed, microBatch, reduced, combination);

    /// <summary>The whole batch at once, in float32, every row weighing alike.</summary>
    public static StepOptions Plain { get; } = new(null, [], 0, reduced: false, Combination.LogSoftmaxProduct);

    /// <summary>What settings ask for.</summary>
    /// <param name="settings">How it trains.</param>
    /// <param name="model">On the training device; its networks are told whether they recompute.</param>
    /// <param name="train">The training rows, whose classes are counted.</param>
    public static StepOptions Of(Settings settings, ExpertSet model, BatchLoader train)
    {
        using var scope = NewDisposeScope();
        var device = model.parameters().First().device;
        RecomputedStages[] stages = [.. model.modules().OfType<RecomputedStages>()];
        foreach (var s in stages)
            s.Recompute = settings.Recompute;
        if (model.TrainedBackbone is { } backbone)
            backbone.Recompute = settings.Recompute;
        var weights = settings.ClassWeights == "balanced" && train.LabelNames is { } names
            ? tensor(MultiLabelLoss.BalancedWeights(train.Labels, names.Count), [names.Count, 2]).to(device).DetachFromDisposeScope()
            : null;
        return new(weights, settings.Recompute ? stages : [], settings.MicroBatch, settings.Autocast == "bf16" && device.type == DeviceType.CUDA, settings.Experts);
    }

    /// <summary>Loss and gradients of a batch. The gradients add to those that the parameters have.</summary>
    /// <returns>The batch's mean loss, without history.</returns>
    public Tensor Backward(ExpertSet model, Batch batch)
    {
        if (microBatch == 0 || microBatch >= batch.Size)
            return BackwardPart(model, batch.Inputs, batch.Labels, batch);
        Tensor? sum = null;
        for (var first = 0L; first < batch.Size; first += microBatch)
        {
            // A part's results are freed before the next one's are made.
            using var scope = NewDisposeScope();
            var rows = Math.Min(microBatch, batch.Size - first);
            var loss = BackwardPart(model, [.. batch.Inputs.Select(x => x.narrow(0, first, rows))], batch.Labels.narrow(0, first, rows), batch);
            sum = scope.MoveToOuter(sum is null ? loss : sum + loss);
        }

        return sum!;
    }

    /// <inheritdoc/>
    public void Dispose() => classWeights?.Dispose();

    private Tensor BackwardPart(ExpertSet model, IReadOnlyList<Tensor> inputs, Tensor labels, Batch whole)
    {
        Tensor[] logits;
        using (reduced ? Engine.Autocast(DeviceType.CUDA) : null)
            logits = model.call(inputs);
        if (reduced)
            logits = [.. logits.Select(z => z.to(float32))];
        var loss = Loss(logits, labels, whole);
        loss.backward();
        using (reduced ? Engine.Autocast(DeviceType.CUDA) : null)
        {
            foreach (var stages in recomputed)
                stages.Backward();
            model.TrainedBackbone?.Backward();
        }

        return loss.detach();
    }

    // A part's share of the whole batch's mean.
    private Tensor Loss(Tensor[] logits, Tensor labels, Batch whole)
    {
        var isPart = labels.shape[0] < whole.Size;
        if (labels.shape.Length == 1)
            return Share(ProductOfExperts.Loss(logits, labels));
        if (labels.is_floating_point())
            return Share(SoftTargetLoss.Of(logits, labels, combination));
        var weights = classWeights ?? ones([labels.shape[1], 2], logits[0].dtype, logits[0].device);
        return MultiLabelLoss.Of(logits, labels, weights, isPart ? MultiLabelLoss.Totals(whole.Labels, weights) : null);

        Tensor Share(Tensor mean) => isPart ? mean * ((double)labels.shape[0] / whole.Size) : mean;
    }
}
