using I2M2.Modeling.Paradigms;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>One step of training: the product's loss, one backward pass through all experts, one clip, one update.</summary>
public static class TrainingStep
{
    /// <summary>Runs the step. Call inside a dispose scope.</summary>
    /// <param name="model">The experts, in training mode.</param>
    /// <param name="optimizer">Over all their parameters.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="clipNorm">Largest norm of all gradients together; 0: no clipping.</param>
    /// <param name="options">How the batch goes through the networks; null: whole, in float32, every row weighing alike.</param>
    /// <returns>The batch's mean loss, without history, and the gradients' norm before clipping; NaN without clipping, and on a GPU.</returns>
    public static (Tensor Loss, double GradientNorm) Run(ExpertSet model, optim.Optimizer optimizer, Batch batch, double clipNorm, StepOptions? options = null)
    {
        optimizer.zero_grad();
        var loss = (options ?? StepOptions.Plain).Backward(model, batch);
        var norm = clipNorm > 0 ? GradientClip.Apply(model, clipNorm) : double.NaN;
        optimizer.step();
        return (loss, norm);
    }

    /// <summary>The optimiser that the settings name, over the model's trained parameters.</summary>
    public static optim.Optimizer Optimizer(ExpertSet model, Settings settings)
    {
        var trained = model.parameters().Where(p => p.requires_grad);
        if (settings is { Optimizer: "adamw" } and not { HeadRate: 1, CrossRate: 1 })
            return optim.AdamW(LearningRates.Groups(model, settings));
        return settings.Optimizer switch
        {
            "sgd" => optim.SGD(trained, settings.LearningRate, weight_decay: settings.WeightDecay),
            "adamw" => optim.AdamW(trained, settings.LearningRate, 0.9, settings.Beta2, 1e-8, settings.WeightDecay),
            _ => optim.RMSProp(trained, settings.LearningRate, weight_decay: settings.WeightDecay),
        };
    }
}
