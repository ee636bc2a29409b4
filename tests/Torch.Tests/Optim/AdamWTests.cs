using I2M2.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Optim;

/// <summary>AdamW against its rule in plain double arithmetic.</summary>
[NoTensorLeak]
public class AdamWTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(0.3, false)]
    [InlineData(0.1, true)]
    public void AdamW_moves_by_corrected_means_and_decays_apart_from_them(double decay, bool maximize)
    {
        const double Rate = 0.05, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6;
        Course.Verify(
            p => optim.AdamW(p, Rate, Beta1, Beta2, Epsilon, decay, maximize: maximize),
            () =>
            {
                var (step, mean, square) = (0, 0.0, 0.0);
                return (value, gradient) =>
                {
                    step++;
                    var g = maximize ? -gradient : gradient;
                    mean = (Beta1 * mean) + ((1 - Beta1) * g);
                    square = (Beta2 * square) + ((1 - Beta2) * g * g);
                    var root = Math.Sqrt(square / (1 - Math.Pow(Beta2, step))) + Epsilon;
                    return (value * (1 - (Rate * decay))) - (Rate * (mean / (1 - Math.Pow(Beta1, step))) / root);
                };
            });
    }

    // By hand: 1 (1 - 1e-4 * 1e-2) - 1e-4, the first step being the sign of the gradient.
    [Fact]
    public void The_first_step_is_the_rate_whatever_the_gradient()
    {
        using var scope = NewDisposeScope();
        using var weight = new Parameter(tensor(new[] { 1.0 }));
        using var optimiser = optim.AdamW([weight], 1e-4, 0.9, 0.999, 1e-8, 1e-2);
        weight.grad = tensor(new[] { 3.0 });
        optimiser.step();
        Assert.Equal(0.999899, weight.data<double>().ToArray()[0], 1e-9);
    }

    [Fact]
    public void Groups_have_rates_and_decays_of_their_own_and_a_schedule_turns_the_rates()
    {
        using var scope = NewDisposeScope();
        using var slow = new Parameter(tensor(new[] { 1.0 }));
        using var fast = new Parameter(tensor(new[] { 1.0 }));
        using var optimiser = optim.AdamW([new AdamW.ParamGroup([slow], 0.1, 0.9, 0.999, 0), new AdamW.ParamGroup([fast], 0.2, 0.9, 0.999, 0, weight_decay: 0.5)]);
        void Step()
        {
            (slow.grad, fast.grad) = (tensor(new[] { 3.0 }), tensor(new[] { 7.0 }));
            optimiser.step();
        }

        Step();
        Assert.Equal(0.9, slow.data<double>().ToArray()[0], 1e-12);
        Assert.Equal((1 * (1 - (0.2 * 0.5))) - 0.2, fast.data<double>().ToArray()[0], 1e-12);
        foreach (var group in optimiser.ParamGroups)
            group.LearningRate = 0.5 * group.InitialLearningRate;
        Step();
        Assert.Equal(0.85, slow.data<double>().ToArray()[0], 1e-12);
        Assert.Equal((0.7 * (1 - (0.1 * 0.5))) - 0.1, fast.data<double>().ToArray()[0], 1e-12);
    }

    [Fact]
    public void A_parameter_without_gradients_takes_no_step_and_its_correction_starts_with_its_own_first()
    {
        using var scope = NewDisposeScope();
        using var early = new Parameter(tensor(new[] { 1.0 }));
        using var late = new Parameter(tensor(new[] { 1.0 }));
        using var optimiser = optim.AdamW([early, late], 0.1, 0.9, 0.999, 0);
        early.grad = tensor(new[] { 2.0 });
        optimiser.step();
        Assert.Equal((0.9, 1.0), (early.data<double>().ToArray()[0], late.data<double>().ToArray()[0]));
        late.grad = tensor(new[] { -5.0 });
        optimiser.step();
        Assert.Equal(1.1, late.data<double>().ToArray()[0], 1e-12);
    }
}
