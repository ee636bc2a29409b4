using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>
/// Pre-activation residual network of 18 layers with group norm (He et al. 2016; Wu and He 2018): [B, c, H, W] to [B, 8 w p^2]. A 3x3
/// convolution to w channels, four stages of two blocks, each stage but the first halving the image and doubling the channels, then means
/// over p x p windows; no norm after the last block. Full size w = 64, p = 10: 11,164,288 weights beside the stem's 576 c. Reference:
/// fastMRI/models/preactresnet_knee.py.
/// </summary>
public sealed class PreActResNet : Module<Tensor, Tensor>
{
    private const int Stages = 4;
    private readonly Conv2d conv1;
    private readonly RecomputedStages layers;
    private readonly long pool;

    /// <param name="channels">Channels c of the image.</param>
    /// <param name="width">Channels w of the first stage.</param>
    /// <param name="pool">Windows p along each side; where they do not divide the last map they overlap.</param>
    public PreActResNet(long channels, long width = 64, long pool = 10)
        : base(nameof(PreActResNet))
    {
        this.pool = pool;
        conv1 = PreActBlock.Convolution(channels, width, 3, stride: 1);
        layers = new RecomputedStages([.. Enumerable.Range(0, Stages).Select(k => Sequential(
            new PreActBlock(k == 0 ? width : width << (k - 1), width << k, stride: k == 0 ? 1 : 2), new PreActBlock(width << k, width << k, stride: 1)))]);
        RegisterComponents();
    }

    /// <summary>Features of a network, 8 w p^2.</summary>
    public static long Features(long width, long pool) => (width << (Stages - 1)) * pool * pool;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => functional.adaptive_avg_pool2d(layers.call(conv1.call(input)), pool).flatten(1);
}
