using System.Text.RegularExpressions;
using I2M2.Modeling.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>The knee network in one piece, and the reference's names for its tensors.</summary>
internal sealed partial class FastMriNetwork : nn.Module<Tensor, Tensor>
{
    private readonly PreActResNet encoder;
    private readonly LabelHeads head;
    private readonly string stem;

    internal FastMriNetwork(long channels, long pool = 10)
        : base(nameof(FastMriNetwork))
    {
        encoder = new PreActResNet(channels, pool: pool);
        head = new LabelHeads(PreActResNet.Features(64, pool), ["abnormal", "mtear", "acl", "cartilage"]);
        // The reference has a stem for each number of channels.
        stem = channels == 1 ? "conv1" : "conv1_p";
        RegisterComponents();
    }

    internal PreActResNet Encoder => encoder;

    public override Tensor forward(Tensor input) => head.call(encoder.call(input));

    /// <summary>"encoder.layers.stages.0.1.bn1.weight" is "layer1.1.bn1.weight" there.</summary>
    internal string ReferenceName(string name)
    {
        if (name.StartsWith("head.", StringComparison.Ordinal))
            return $"linear_{name[5..]}";
        if (name == "encoder.conv1.weight")
            return stem + ".weight";
        return Stage().Replace(name, m => $"layer{int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) + 1}.")
            .Replace("shortcut.weight", "shortcut.0.weight", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^encoder\.layers\.stages\.(\d)\.")]
    private static partial Regex Stage();
}
