using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>Stages one after another, each of which may be computed twice: see <see cref="RecomputedUnits"/>. No stage draws random numbers or keeps running statistics.</summary>
public sealed class RecomputedStages : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> stages;
    private readonly RecomputedUnits units = new();

    /// <param name="stages">In order.</param>
    public RecomputedStages(Module<Tensor, Tensor>[] stages)
        : base(nameof(RecomputedStages))
    {
        this.stages = ModuleList(stages);
        RegisterComponents();
    }

    /// <summary>Whether the inside of each stage is computed twice.</summary>
    public bool Recompute
    {
        get => units.Recompute;
        set => units.Recompute = value;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => stages.Aggregate(input, (x, stage) => units.Run(inputs => [stage.call(inputs[0])], x)[0]);

    /// <summary>Takes the gradients that reached the outputs on to the stages' parameters and to what went in. Inside the step's dispose scope.</summary>
    public void Backward() => units.Backward();
}
