using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>
/// Stages one after another. Where <see cref="Recompute"/> is on, training keeps only what goes into each stage and computes the inside
/// again for the backward pass (Chen et al. 2016): memory of one stage instead of all, for one more forward pass. After the loss's own
/// backward pass, <see cref="Backward"/> goes on through the stages. The same gradients, bit for bit, as long as no stage draws random
/// numbers or keeps running statistics.
/// </summary>
public sealed class RecomputedStages : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> stages;
    private readonly List<Pass> passes = [];

    /// <param name="stages">In order.</param>
    public RecomputedStages(Module<Tensor, Tensor>[] stages)
        : base(nameof(RecomputedStages))
    {
        this.stages = ModuleList(stages);
        RegisterComponents();
    }

    /// <summary>Whether the inside of each stage is computed twice.</summary>
    public bool Recompute { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (!Recompute || !is_grad_enabled())
            return stages.Aggregate(input, (x, stage) => stage.call(x));
        var inputs = new List<Tensor>();
        var x = input;
        using (no_grad())
        {
            foreach (var stage in stages)
            {
                inputs.Add(x);
                x = stage.call(x);
            }
        }

        var output = x.detach().requires_grad_();
        passes.Add(new(inputs, output));
        return output;
    }

    /// <summary>Takes the gradients that reached the outputs on to the stages' parameters and to what went in. Inside the step's dispose scope.</summary>
    public void Backward()
    {
        foreach (var pass in passes)
        {
            var gradient = pass.Output.grad;
            for (var k = stages.Count - 1; k >= 0 && gradient is not null; k--)
            {
                using var scope = NewDisposeScope();
                // What went into the first stage has a history of its own, along which its backward call goes on.
                var input = k == 0 ? pass.Inputs[0] : pass.Inputs[k].detach().requires_grad_();
                stages[k].call(input).backward([gradient]);
                gradient = k > 0 && input.grad is { } reached ? scope.MoveToOuter(reached) : null;
            }
        }

        passes.Clear();
    }

    private sealed record Pass(IReadOnlyList<Tensor> Inputs, Tensor Output);
}
