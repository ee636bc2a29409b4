using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>One step: all gradients are clipped together, then every expert moves.</summary>
public sealed class TrainingStepTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(8)]
    public void All_gradients_together_are_no_longer_than_the_clip(double clip)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = new ExpertSet([new Expert("a", 0, new Mlp(3, 4, 4), new Mlp(4, 4, 2)), new Expert("b", 1, new Mlp(2, 4, 4), new Mlp(4, 4, 2))]);
        var before = model.parameters().Select(p => p.data<float>().ToArray()).ToList();
        using var optimizer = TrainingStep.Optimizer(model, new Settings { Optimizer = "sgd", LearningRate = 0.5 });
        var batch = new Batch([randn([6, 3]) * 40, randn([6, 2]) * 40], tensor(new long[] { 0, 1, 0, 1, 1, 1 }));
        var (_, norm) = TrainingStep.Run(model, optimizer, batch, clip);

        // Without momentum and decay a step is the learning rate times the clipped gradient.
        var moved = model.parameters().Zip(before, (p, b) => p.data<float>().ToArray().Zip(b, (x, y) => Math.Pow((x - y) / 0.5, 2)).Sum()).ToList();
        Assert.Equal(Math.Min(norm, clip), Math.Sqrt(moved.Sum()), 1e-4 * clip);
        Assert.True(norm > 0.05, $"a gradient of norm {norm} shows nothing");
        Assert.All(moved, m => Assert.True(m > 0));
    }

    [Fact]
    public void Without_clipping_no_norm_is_computed()
    {
        using var scope = NewDisposeScope();
        using var model = new ExpertSet([new Expert("a", 0, new Mlp(3, 4, 4), new Mlp(4, 4, 2))]);
        using var optimizer = TrainingStep.Optimizer(model, new Settings { Optimizer = "sgd", LearningRate = 0.5 });
        var (loss, norm) = TrainingStep.Run(model, optimizer, new Batch([randn([2, 3])], tensor(new long[] { 0, 1 })), clipNorm: 0);
        Assert.True(double.IsNaN(norm));
        Assert.False(loss.requires_grad);
        Assert.True(loss.ToDouble() > 0);
    }
}
