using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>
/// Convolutional encoder of images and spectrograms, [B, 1, H, W] to [B, c * 2^extra * h * w] with h, w what is left of H, W after halving
/// once a block. Each block: convolution, batch norm, ReLU, 2x2 max-pool; the first convolution is 5x5, the others 3x3 and double the
/// channels. Reference: avmnist_and_mimic/unimodals/common_models.py, LeNet.
/// </summary>
public sealed class LeNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv2d> convs;
    private readonly ModuleList<BatchNorm2d> bns;

    /// <param name="channels">Channels c of the first block.</param>
    /// <param name="extraBlocks">Blocks after the first.</param>
    public LeNet(long channels, int extraBlocks)
        : base(nameof(LeNet))
    {
        convs = ModuleList(Conv2d(1, channels, 5, padding: 2, bias: false));
        bns = ModuleList(BatchNorm2d(channels));
        for (var k = 1; k <= extraBlocks; k++)
        {
            convs.Add(Conv2d(channels << (k - 1), channels << k, 3, padding: 1, bias: false));
            bns.Add(BatchNorm2d(channels << k));
        }

        foreach (var conv in convs)
            init.kaiming_uniform_(conv.weight); // gain sqrt(2), unlike the layer's own default
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var x = input;
        for (var k = 0; k < convs.Count; k++)
            x = functional.max_pool2d(functional.relu(bns[k].call(convs[k].call(x)), inplace: true), 2);
        return x.flatten(1);
    }
}
