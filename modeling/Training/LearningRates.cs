using I2M2.Modeling.Paradigms;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>Which parameters train at which rate, and how rates change from step to step. Source: FIBER, coarse_grained/fiber/modules/fiber_utils.py, set_schedule.</summary>
public static class LearningRates
{
    private const double WarmUp = 0.1;
    private static readonly string[] Undecayed = ["bias", "LayerNorm.weight", "norm.weight", "norm1.weight", "norm2.weight"];
    private static readonly string[] Crossing = ["cross_modal", "i2t", "t2i"];

    /// <summary>
    /// The groups of a model with a backbone: heads, layers between the modalities and the rest, each with weight decay and without.
    /// </summary>
    /// <param name="model">Its trained parameters, by name.</param>
    /// <param name="settings">Rate, multipliers, decay.</param>
    public static IReadOnlyList<AdamW.ParamGroup> Groups(ExpertSet model, Settings settings)
    {
        double Rate(string name) => settings.LearningRate
            * (!name.StartsWith(ExpertSet.BackboneName + ".", StringComparison.Ordinal) ? settings.HeadRate : Crossing.Any(name.Contains) ? settings.CrossRate : 1);
        double Decay(string name) => Undecayed.Any(name.Contains) ? 0 : settings.WeightDecay;
        return
        [
            .. model.named_parameters().Where(p => p.parameter.requires_grad).GroupBy(p => (Rate: Rate(p.name), Decay: Decay(p.name)))
                .Select(g => new AdamW.ParamGroup(g.Select(p => p.parameter), g.Key.Rate, 0.9, settings.Beta2, 1e-8, g.Key.Decay)),
        ];
    }

    /// <summary>By what the rates of a step are multiplied: 1 of the constant schedule; of the linear one from 0 up to 1 over the first tenth, then down to 0.</summary>
    /// <param name="schedule">See <see cref="Settings.Schedule"/>.</param>
    /// <param name="step">Steps taken before, from 0.</param>
    /// <param name="total">Steps of the whole training.</param>
    public static double Factor(string schedule, long step, long total)
    {
        if (schedule != Settings.LinearSchedule)
            return 1;
        var warm = (long)(WarmUp * total);
        return step < warm ? (double)step / warm : Math.Max(0, (double)(total - step) / Math.Max(1, total - warm));
    }

    /// <summary>Sets the rates of the next step.</summary>
    public static void Set(optim.Optimizer optimizer, double factor)
    {
        foreach (var group in optimizer.ParamGroups)
            group.LearningRate = factor * group.InitialLearningRate;
    }
}
