using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Two affine maps with a GELU between and four times the channels, [.., C] to [.., C].</summary>
public sealed class SwinMlp : Module<Tensor, Tensor>
{
    private const int Ratio = 4;
    private readonly Linear fc1;
    private readonly Linear fc2;

    /// <param name="channels">Channels C.</param>
    public SwinMlp(int channels)
        : base(nameof(SwinMlp))
    {
        fc1 = Initial.Linear(channels, Ratio * channels);
        fc2 = Initial.Linear(Ratio * channels, channels);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => fc2.call(functional.gelu(fc1.call(input)));
}
