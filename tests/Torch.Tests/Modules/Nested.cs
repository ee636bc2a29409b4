using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Modules;

/// <summary>Modules below modules, as networks here are built.</summary>
internal sealed class Nested : nn.Module<Tensor, Tensor>
{
    internal readonly ModuleList<Encoder> encoders;
    internal readonly Parameter scale;
    internal readonly nn.Module<Tensor, Tensor> head;

    internal Nested()
        : base(nameof(Nested))
    {
        encoders = nn.ModuleList(new Encoder(), new Encoder());
        scale = new Parameter(ones([1]));
        head = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2, hasBias: false));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var sum = encoders.Select(e => e.call(input)).Aggregate((a, b) => a + b);
        return head.call(sum.mean([2, 3]) * scale);
    }

    /// <summary>Two convolutions, normalised.</summary>
    internal sealed class Encoder : nn.Module<Tensor, Tensor>
    {
        internal readonly ModuleList<nn.Module<Tensor, Tensor>> convs;
        internal readonly BatchNorm2d norm;

        internal Encoder()
            : base(nameof(Encoder))
        {
            convs = nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.Conv2d(1, 2, 3, bias: false), nn.Conv2d(2, 4, 3));
            norm = nn.BatchNorm2d(4);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => norm.call(convs.Aggregate(input, (x, conv) => nn.functional.relu(conv.call(x))));
    }
}
