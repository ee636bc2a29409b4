using I2M2.Tests;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Optim;

/// <summary>SGD against its rule in plain double arithmetic.</summary>
[NoTensorLeak]
public class SgdTests
{
    private const double Rate = 0.1;

    [Fact]
    public void Plain_sgd_subtracts_the_gradient_times_the_rate() =>
        Course.Verify(p => optim.SGD(p, Rate), () => (value, gradient) => value - Rate * gradient);

    [Fact]
    public void Maximize_adds_it() =>
        Course.Verify(p => optim.SGD(p, Rate, maximize: true), () => (value, gradient) => value + Rate * gradient);

    [Fact]
    public void Weight_decay_adds_the_value_to_the_gradient() =>
        Course.Verify(p => optim.SGD(p, Rate, weight_decay: 0.3), () => (value, gradient) => value - Rate * (gradient + 0.3 * value));

    [Theory]
    [InlineData(0.9, 0, 0, false, false)]
    [InlineData(0.9, 0.5, 0, false, false)]
    [InlineData(0.9, 0, 0, true, false)]
    [InlineData(0.8, 0, 0.2, true, false)]
    [InlineData(0.9, 0.25, 0.1, false, true)]
    public void Momentum_keeps_a_running_sum_whose_first_gradient_is_not_dampened(
        double momentum, double dampening, double decay, bool nesterov, bool maximize) =>
        Course.Verify(
            p => optim.SGD(p, Rate, momentum, dampening, decay, nesterov, maximize),
            () =>
            {
                double? buffer = null;
                return (value, gradient) =>
                {
                    var g = (maximize ? -gradient : gradient) + decay * value;
                    buffer = buffer is { } b ? momentum * b + (1 - dampening) * g : g;
                    return value - Rate * (nesterov ? g + momentum * buffer.Value : buffer.Value);
                };
            });

    [Fact]
    public void Nesterov_without_momentum_or_with_dampening_is_refused()
    {
        using var layer = nn.Linear(2, 2);
        Assert.Throws<ArgumentException>(() => optim.SGD(layer.parameters(), Rate, nesterov: true));
        Assert.Throws<ArgumentException>(() => optim.SGD(layer.parameters(), Rate, momentum: 0.9, dampening: 0.1, nesterov: true));
    }
}
