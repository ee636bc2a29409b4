using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>The smallest network that trains as the large ones do: linear, relu, linear, cross-entropy, SGD, one scope a step.</summary>
internal sealed class SmallTraining : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> first;
    private readonly nn.Module<Tensor, Tensor> second;
    private readonly optim.Optimizer optimiser;
    private readonly Tensor inputs;
    private readonly Tensor targets;

    internal SmallTraining(ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        first = nn.Linear(4, 8);
        second = nn.Linear(8, 3);
        foreach (var p in first.parameters().Concat(second.parameters()))
            nn.init.uniform_(p, -0.5, 0.5, generator);
        inputs = scope.Detach(empty([6, 4]).uniform_(-1, 1, generator));
        targets = scope.Detach(tensor(new long[] { 0, 1, 2, 0, 1, 2 }));
        optimiser = optim.SGD(first.parameters().Concat(second.parameters()), 0.05);
    }

    /// <summary>The weights, all in one array.</summary>
    internal float[] Weights() =>
        [.. first.parameters().Concat(second.parameters()).SelectMany(p => p.data<float>().ToArray())];

    internal void Run(int steps)
    {
        for (var k = 0; k < steps; k++)
        {
            using var scope = NewDisposeScope();
            optimiser.zero_grad();
            Loss().backward();
            optimiser.step();
        }
    }

    internal Tensor Loss() => nn.functional.cross_entropy(second.call(nn.functional.relu(first.call(inputs))), targets);

    public void Dispose()
    {
        optimiser.Dispose();
        first.Dispose();
        second.Dispose();
        inputs.Dispose();
        targets.Dispose();
    }
}
