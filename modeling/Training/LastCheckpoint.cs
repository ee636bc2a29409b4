using System.Text.Json;
using I2M2.Modeling.Paradigms;
using I2M2.Shards;
using I2M2.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>
/// What a training needs to go on to the same bytes as if it had never stopped: weights, the optimiser's memory and the position, in one
/// file that is replaced as a whole. Random generators need no place in it: they are seeded anew for every step.
/// </summary>
public static class LastCheckpoint
{
    /// <summary>The file's name in a run folder.</summary>
    public const string FileName = "last.safetensors";

    private const string Format = "i2m2-training-1";
    private const string Model = "model/";
    private const string Optimizer = "optimizer/";

    /// <summary>Writes the state, atomically.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="model">The experts.</param>
    /// <param name="optimizer">Over their parameters.</param>
    /// <param name="config">How they are trained.</param>
    /// <param name="position">How far.</param>
    /// <exception cref="IOException">The disk is full: the earlier file is as it was.</exception>
    public static void Save(string path, ExpertSet model, optim.Optimizer optimizer, RunConfig config, TrainingPosition position) => TensorSeal.Write(
        path,
        [
            .. model.Trained().Select(t => StoredTensor.ToStored(Model + t.Key, t.Value)),
            .. Engine.OptimizerState(optimizer).Select(t => StoredTensor.ToStored(Optimizer + t.Key, t.Value)),
        ],
        new Dictionary<string, string> { ["format"] = Format, ["config"] = config.ToYaml(), ["position"] = position.ToJson() });

    /// <summary>Puts a state back in place.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="model">Experts of the same networks.</param>
    /// <param name="optimizer">Over their parameters, not used yet.</param>
    /// <param name="config">Must be the one it was saved with.</param>
    /// <returns>Where training goes on.</returns>
    /// <exception cref="InputRefusedException">Damaged, or of another training; then nothing was changed.</exception>
    public static TrainingPosition Load(string path, ExpertSet model, optim.Optimizer optimizer, RunConfig config)
    {
        using var file = SafetensorsFile.Open(path);
        TensorSeal.Check(file);
        if (file.Metadata.GetValueOrDefault("format") != Format || file.Metadata.GetValueOrDefault("config") != config.ToYaml())
            throw new InputRefusedException(path, "belongs to another training", "remove the run's folder");
        try
        {
            var position = TrainingPosition.FromJson(file.Metadata.GetValueOrDefault("position", "null"));
            using var scope = NewDisposeScope();
            var (own, stored) = (model.Trained(), Part(file, Model));
            if (!own.Keys.ToHashSet().SetEquals(stored.Keys))
                throw new ArgumentException("its tensors are not the model's");
            model.load_state_dict(stored, strict: false);
            Engine.LoadOptimizerState(optimizer, Part(file, Optimizer));
            return position;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InputRefusedException(path, $"is no state of this training: {e.Message}", "remove the run's folder", e);
        }
    }

    private static Dictionary<string, Tensor> Part(SafetensorsFile file, string prefix) =>
        file.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(n => n[prefix.Length..], n => StoredTensor.FromStored(file[n]));
}
