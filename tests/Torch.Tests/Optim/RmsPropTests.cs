using I2M2.Tests;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Optim;

/// <summary>RMSProp against its rule in plain double arithmetic.</summary>
[NoTensorLeak]
public class RmsPropTests
{
    [Theory]
    [InlineData(0, 0, false, false)]
    [InlineData(0.3, 0, false, false)]
    [InlineData(0, 0.9, false, false)]
    [InlineData(0, 0, true, false)]
    [InlineData(0, 0, false, true)]
    [InlineData(0.1, 0.8, true, true)]
    public void Rmsprop_divides_the_gradient_by_the_root_of_its_running_square(double decay, double momentum, bool centered, bool maximize)
    {
        const double Rate = 0.05, Alpha = 0.9, Epsilon = 1e-6;
        Course.Verify(
            p => optim.RMSProp(p, Rate, Alpha, Epsilon, decay, momentum, centered, maximize),
            () =>
            {
                var (square, mean, buffer) = (0.0, 0.0, 0.0);
                return (value, gradient) =>
                {
                    var g = (maximize ? -gradient : gradient) + decay * value;
                    square = Alpha * square + (1 - Alpha) * g * g;
                    mean = Alpha * mean + (1 - Alpha) * g;
                    var root = Math.Sqrt(square - (centered ? mean * mean : 0)) + Epsilon;
                    buffer = momentum * buffer + g / root;
                    return value - Rate * buffer;
                };
            });
    }

    [Fact]
    public void The_defaults_are_those_of_pytorch() =>
        Course.Verify(
            p => optim.RMSProp(p),
            () =>
            {
                var square = 0.0;
                return (value, gradient) =>
                {
                    square = 0.99 * square + 0.01 * gradient * gradient;
                    return value - 0.01 * gradient / (Math.Sqrt(square) + 1e-8);
                };
            });
}
