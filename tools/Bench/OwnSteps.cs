using System.Diagnostics;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Bench;

/// <summary>Our training step on a resident batch, as <see cref="Trainer"/> runs it.</summary>
public sealed class OwnSteps : IDisposable
{
    private static readonly Settings Settings = new() { Optimizer = "sgd", LearningRate = 0.01, WeightDecay = 1e-4, ClipNorm = 8 };
    private readonly ExpertSet model;
    private readonly optim.Optimizer optimizer;
    private readonly Batch batch;

    /// <param name="paradigm">Which experts.</param>
    /// <param name="rows">Rows of the batch.</param>
    public OwnSteps(Paradigm paradigm, int rows)
    {
        model = ModelFactory.Create(new AvMnistTask(), paradigm, 10, trainFusion: true, seed: 0);
        model.train();
        optimizer = TrainingStep.Optimizer(model, Settings);
        var labels = Enumerable.Range(0, rows).Select(k => (long)(k % 10)).ToArray();
        batch = new Batch([rand([rows, 1, 28, 28]), rand([rows, 1, 112, 112])], tensor(labels));
        for (var k = 0; k < 3; k++)
            Step();
    }

    /// <summary>Seconds of each of the next steps.</summary>
    public double[] Steps(int steps)
    {
        var seconds = new double[steps];
        for (var k = 0; k < steps; k++)
        {
            var start = Stopwatch.GetTimestamp();
            Step();
            seconds[k] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return seconds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
        foreach (var x in batch.Inputs)
            x.Dispose();
        batch.Labels.Dispose();
    }

    private void Step()
    {
        using var scope = NewDisposeScope();
        var (loss, _) = TrainingStep.Run(model, optimizer, batch, Settings.ClipNorm);
        _ = loss.ToDouble();
    }
}
