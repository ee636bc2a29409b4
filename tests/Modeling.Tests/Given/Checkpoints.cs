using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using I2M2.Shards;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Checkpoints of AV-MNIST models that were never trained.</summary>
internal static class Checkpoints
{
    internal static readonly Paradigm Image = new(ParadigmKind.Unimodal, "image");

    internal static ExpertSet Model(Paradigm paradigm, long seed = 0) => ModelFactory.Create(new AvMnistTask(), paradigm, 10, trainFusion: true, seed);

    /// <summary>Saves a model as if its seventh epoch had been the best; returns the file's hash.</summary>
    internal static string Save(string path, ExpertSet model, Paradigm paradigm)
    {
        var config = new RunConfig
        {
            Dataset = "avmnist",
            Task = "digit",
            Paradigm = paradigm,
            Seed = 0,
            Profile = "clean",
            Settings = Recipe.Of(new AvMnistTask()).Resolve(paradigm.Kind, "clean", []),
            Limits = new Dictionary<string, long>(),
            DataHash = "00ff",
            Classes = 10,
            Device = "cpu",
            TorchVersion = "test",
        };
        var data = new ShardManifest
        {
            FormatVersion = 1,
            Dataset = "avmnist",
            ToolVersion = "1",
            InputsSha256 = "00ff",
            Options = new Dictionary<string, string>(),
            Columns = [],
            ClassNames = [.. Enumerable.Range(0, 10).Select(d => $"digit {d}")],
            TrainStatistics = new Dictionary<string, ColumnStatistics> { ["image"] = new(1, 0, 1, 0, 1) },
            Splits = [],
            RawFiles = [],
        };
        return Checkpoint.Save(path, model, config, TaskData.Of(new AvMnistTask(), data), epoch: 7, metric: "accuracy", value: 0.625);
    }
}
