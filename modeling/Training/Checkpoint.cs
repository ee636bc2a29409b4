using System.Globalization;
using System.Text.Json;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Shards;
using TorchSharp;

namespace I2M2.Modeling.Training;

/// <summary>
/// A trained model in one safetensors file that stands alone: every weight and buffer by name, and in its metadata the run's
/// configuration, class names, training statistics, the data's hash, and a hash of all of it.
/// </summary>
public static class Checkpoint
{
    /// <summary>The checkpoint's name in a run folder.</summary>
    public const string FileName = "best.safetensors";

    private const string Format = "i2m2-checkpoint-1";
    private const string OtherVersion = "use the version that wrote it";

    /// <summary>Writes the model, atomically.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="model">The experts.</param>
    /// <param name="config">How they were trained.</param>
    /// <param name="data">What they were trained on.</param>
    /// <param name="epoch">After which epoch.</param>
    /// <param name="metric">Name of the validation metric.</param>
    /// <param name="value">Its value then.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static string Save(string path, ExpertSet model, RunConfig config, TaskData data, int epoch, string metric, double value)
    {
        var metadata = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["config"] = config.ToYaml(),
            ["class_names"] = JsonSerializer.Serialize(data.ClassNames),
            ["train_statistics"] = JsonSerializer.Serialize(data.TrainStatistics),
            ["data_hash"] = config.DataHash,
            ["epoch"] = $"{epoch}",
            ["valid_" + metric] = value.ToString("R", CultureInfo.InvariantCulture),
        };
        foreach (var (key, text) in CheckpointInputs.ToMetadata(data, model))
            metadata.Add(key, text);
        return SaveTensors(path, model, metadata);
    }

    /// <summary>Writes a model that other code trained, atomically; <see cref="RunConfig.Origin"/> says where it is from.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="model">The experts.</param>
    /// <param name="config">How it is judged, and its origin.</param>
    /// <param name="classNames">Names of the classes, by label.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static string SaveImported(string path, ExpertSet model, RunConfig config, IReadOnlyList<string> classNames) => SaveTensors(path, model, new()
    {
        ["format"] = Format,
        ["config"] = config.ToYaml(),
        ["class_names"] = JsonSerializer.Serialize(classNames),
        ["data_hash"] = config.DataHash,
    });

    /// <summary>Writes a model's tensors by name, atomically.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="model">The experts.</param>
    /// <param name="metadata">The file's metadata.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static string SaveTensors(string path, ExpertSet model, Dictionary<string, string> metadata) =>
        TensorSeal.Write(path, [.. model.Trained().Select(t => StoredTensor.ToStored(t.Key, t.Value))], metadata);

    /// <summary>The configuration that a checkpoint was trained by.</summary>
    /// <exception cref="InputRefusedException">Not a checkpoint of this program.</exception>
    public static RunConfig ReadConfig(SafetensorsFile file)
    {
        if (file.Metadata.GetValueOrDefault("format") != Format || !file.Metadata.TryGetValue("config", out var yaml))
            throw new InputRefusedException(file.Path, $"not a checkpoint of this program (format {file.Metadata.GetValueOrDefault("format", "not stated")})", $"use a {FileName} that `modeling train` wrote");
        return RunConfig.FromYaml(file.Path, yaml);
    }

    /// <summary>The seal of a checkpoint: a name for exactly these weights.</summary>
    /// <exception cref="InputRefusedException">Not there, or no checkpoint.</exception>
    public static string Seal(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return TensorSeal.Of(file);
    }

    /// <summary>Builds the model that a checkpoint holds.</summary>
    /// <exception cref="InputRefusedException">Not a checkpoint, of an unknown task, or with other tensors than its task's networks have.</exception>
    public static (ExpertSet Model, RunConfig Config, ITask Task) Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var config = ReadConfig(file);
        var task = TaskList.Find(config.Dataset, config.Task)?.Under(config.Settings)
            ?? throw new InputRefusedException(path, $"trained for {config.Dataset}/{config.Task}, which this program does not know", OtherVersion);
        if (!Paradigm.All(task).Contains(config.Paradigm))
            throw new InputRefusedException(path, $"{config.Dataset}/{config.Task} has no paradigm '{config.Paradigm.Name}'", OtherVersion);
        if (config.Classes != ClassNames(file).Count)
        {
            throw new InputRefusedException(
                path, $"its configuration says {config.Classes} classes, and it names {ClassNames(file).Count}", OtherVersion);
        }

        var model = ModelFactory.Create(task, config.Paradigm, config.Classes, config.Settings.TrainFusion, config.Seed);
        try
        {
            CopyInto(model, file, "");
            if (model.HasFrozenBackbone)
                CheckpointInputs.Read(file).CheckBackbone(path, config.Settings.Backbone, () => model.FrozenSeal!, "put the backbone back that it was trained on");
            return (model, config, task);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Copies one expert's trained tensors into a model that has an expert of the same name.</summary>
    /// <returns>The seal of the checkpoint.</returns>
    /// <exception cref="InputRefusedException">The file is no checkpoint, has no such expert, or one of other shapes.</exception>
    public static string LoadExpert(string path, ExpertSet model, string expert)
    {
        using var file = SafetensorsFile.Open(path);
        ReadConfig(file);
        if (!file.Names.Any(n => n.StartsWith(expert + ".", StringComparison.Ordinal)))
            throw new InputRefusedException(path, $"has no expert '{expert}'", "train it first");
        CopyInto(model, file, expert + ".");
        return TensorSeal.Of(file);
    }

    /// <summary>Names of the classes that a checkpoint tells apart.</summary>
    /// <exception cref="InputRefusedException">They cannot be read.</exception>
    public static IReadOnlyList<string> ClassNames(SafetensorsFile file)
    {
        try
        {
            return JsonSerializer.Deserialize<List<string>>(file.Metadata.GetValueOrDefault("class_names", "null")) ?? [];
        }
        catch (JsonException e)
        {
            throw new InputRefusedException(file.Path, "its class_names are no list of texts", OtherVersion, e);
        }
    }

    // Nothing is read before everything fits: a file cannot make the program take more memory than its networks need.
    private static void CopyInto(ExpertSet model, SafetensorsFile file, string prefix)
    {
        using var scope = torch.NewDisposeScope();
        var own = model.Trained().Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary();
        if (own.Keys.FirstOrDefault(n => !file.TryGet(n, out _)) is { } missing)
            throw new InputRefusedException(file.Path, $"tensor '{missing}' is missing", OtherVersion);
        if (file.Names.FirstOrDefault(n => n.StartsWith(prefix, StringComparison.Ordinal) && !own.ContainsKey(n)) is { } unknown)
            throw new InputRefusedException(file.Path, $"tensor '{unknown}' is not one of its networks'", OtherVersion);
        foreach (var (name, tensor) in own)
        {
            var (entry, dtype) = (file[name], StoredTensor.DtypeOf(tensor));
            if (entry.Dtype != dtype || !entry.Shape.AsSpan().SequenceEqual(tensor.shape))
            {
                var (found, expected) = (string.Join(", ", entry.Shape), string.Join(", ", tensor.shape));
                throw new InputRefusedException(
                    file.Path, $"tensor '{name}' is {entry.Dtype} [{found}], its networks have {dtype} [{expected}]", OtherVersion);
            }
        }

        TensorSeal.Check(file);
        model.load_state_dict(own.Keys.ToDictionary(n => n, n => StoredTensor.FromStored(file[n])), strict: false);
    }
}
