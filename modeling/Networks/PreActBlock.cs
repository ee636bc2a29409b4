using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>
/// Residual block that normalises before it convolves, [B, in, H, W] to [B, out, H / stride, W / stride]: with a = relu(norm(x)), the
/// shortcut is x itself, or a 1x1 convolution of a where the shape changes. Convolutions have no bias; norms have 32 groups, or one for each
/// channel of fewer.
/// </summary>
public sealed class PreActBlock : Module<Tensor, Tensor>
{
    private const long MostGroups = 32;
    private readonly GroupNorm bn1;
    private readonly Conv2d conv1;
    private readonly GroupNorm bn2;
    private readonly Conv2d conv2;
    private readonly Conv2d? shortcut;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="stride">Stride of the first convolution.</param>
    public PreActBlock(long inputs, long outputs, long stride)
        : base(nameof(PreActBlock))
    {
        bn1 = GroupNorm(Math.Min(MostGroups, inputs), inputs);
        conv1 = Convolution(inputs, outputs, 3, stride);
        bn2 = GroupNorm(Math.Min(MostGroups, outputs), outputs);
        conv2 = Convolution(outputs, outputs, 3, stride: 1);
        shortcut = stride != 1 || inputs != outputs ? Convolution(inputs, outputs, 1, stride) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        // Where no gradients are wanted, what this makes is freed here and not with the whole network's.
        using var scope = NewDisposeScope();
        var active = functional.relu(bn1.call(input), inplace: true);
        var changed = conv2.call(functional.relu(bn2.call(conv1.call(active)), inplace: true));
        return scope.MoveToOuter(changed + (shortcut is null ? input : shortcut.call(active)));
    }

    /// <summary>A convolution that keeps the size but for its stride, with weights from N(0, 2 / (out k^2)).</summary>
    internal static Conv2d Convolution(long inputs, long outputs, long kernel, long stride)
    {
        var convolution = Conv2d(inputs, outputs, kernel, stride, padding: kernel / 2, bias: false);
        init.kaiming_normal_(convolution.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        return convolution;
    }
}
