using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Batches;

/// <summary>
/// A check of networks, loss and optimiser before hours are spent: one batch is trained on again and again, from scratch, until all its rows
/// are right. What cannot learn forty rows by heart will not learn a data set. Nothing is written.
/// </summary>
/// <param name="output">Gets a line for each paradigm.</param>
public sealed class OverfitBatch(TextWriter output)
{
    private const int MostSteps = 1000;

    /// <summary>Tries every paradigm of a request, with its first seed, on the host.</summary>
    /// <returns><see cref="ExitCode.Done"/>, or <see cref="ExitCode.Failed"/> when a paradigm did not get there.</returns>
    /// <exception cref="OperationCanceledException">Stopped by the user.</exception>
    public int Run(TrainRequest request, CancellationToken stop)
    {
        using var data = ShardSet.Open(request.Data);
        if (data.Manifest.Dataset != request.Task.Dataset)
            throw new UsageException($"{request.Data} holds {data.Manifest.Dataset}, not {request.Task.Dataset}");
        var learnt = true;
        foreach (var paradigm in request.Paradigms)
        {
            var (steps, first, last, right) = Try(request, paradigm, data, stop);
            learnt &= right == 1;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Title(paradigm)} {(right == 1 ? "ok" : "FAILED"),-6}  loss {first:0.000} to {last:0.0000} in {steps} steps, {right:0 %} of the batch right"));
        }

        return learnt ? ExitCode.Done : ExitCode.Failed;
    }

    private static (int Steps, double First, double Last, double Right) Try(TrainRequest request, Paradigm paradigm, ShardSet data, CancellationToken stop)
    {
        var settings = request.Settings(paradigm);
        var task = request.Task.Under(settings);
        var taskData = TaskData.Of(request.Task, data.Manifest);
        var seed = request.Seeds[0];
        EngineThreads.Use(settings);
        using var scope = NewDisposeScope();
        using var model = ModelFactory.Create(task, paradigm, taskData.ClassNames.Count, settings.TrainFusion, seed);
        using var optimizer = TrainingStep.Optimizer(model, settings);
        var train = data["train"];
        using var rows = new BatchLoader(task, train, train.Rows, taskData.ClassNames.Count, CPU, normalisers: taskData.Normalisers, paradigm: paradigm);
        using var options = StepOptions.Of(settings, model, rows);
        var batch = rows.Load(Seeds.Order(seed, epoch: 1, train.Rows).Take(settings.BatchSize).ToArray());
        // Of several right answers, the one that is worth most.
        var labels = batch.Labels.is_floating_point() ? batch.Labels.argmax(-1) : batch.Labels;
        var (first, last) = (double.NaN, double.NaN);
        model.train();
        for (var step = 1; ; step++)
        {
            stop.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            double right;
            using (no_grad())
                right = (double)ProductOfExperts.LogProbabilities(model.call(batch.Inputs)).argmax(-1).eq(labels).sum().ToInt64() / labels.NumberOfElements;
            last = TrainingStep.Run(model, optimizer, batch, settings.ClipNorm, options).Loss.ToDouble();
            if (step == 1)
                first = last;
            if (right == 1 || step == MostSteps || !double.IsFinite(last))
                return (step, first, last, right);
        }
    }
}
