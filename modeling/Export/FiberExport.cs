using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks.VisionLanguage;
using I2M2.Modeling.Training;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Export;

/// <summary>
/// A run's weights under the names of FIBER's state dict and the paper's, for other code to load: the backbone's tensors, `vqa_classifier.model.` or `nlvr2_classifier.model.` of one head,
/// `image_model.`, `text_model.` and `cat_model.` of several. What whoever builds the network computes (indices of positions, attention masks) is not among them.
/// Reference: fiber/modules/fiber_module.py and classify.py.
/// </summary>
/// <param name="checkpoint">Of a run on vqa-vs or nlvr2.</param>
/// <param name="backbone">Weights of its frozen backbone; null: where its configuration says.</param>
internal sealed class FiberExport(string checkpoint, string? backbone)
{
    private const string Format = "i2m2-export-1", Head = ".head.";

    // Three numbers that the paper's head of all experts owns and never uses.
    private static readonly string[] Unused = ["inter", "intra_1", "intra_2"];

    /// <summary>Writes the file, atomically.</summary>
    /// <param name="path">Safetensors to make or replace.</param>
    /// <returns>How many tensors of the backbone and of heads it holds.</returns>
    /// <exception cref="InputRefusedException">No checkpoint of these tasks, or a backbone that is not its own.</exception>
    internal (int Backbone, int Heads) Write(string path)
    {
        using var file = SafetensorsFile.Open(checkpoint);
        var config = Checkpoint.ReadConfig(file);
        if (Classifier(config.Dataset) is not { } classifier)
            throw new InputRefusedException(checkpoint, $"a run on {config.Dataset}, whose networks FIBER has no names for", "name the checkpoint of a run on vqa-vs or nlvr2");
        TensorSeal.Check(file);
        using var scope = NewDisposeScope();
        var heads = Heads(file, classifier, config.Paradigm).ToList();
        var (tensors, metadata) = Backbone(file, config);
        metadata["format"] = Format;
        metadata["exported_from"] = TensorSeal.Of(file);
        metadata["paradigm"] = config.Paradigm.Name;
        metadata["class_names"] = JsonSerializer.Serialize(Checkpoint.ClassNames(file));
        TensorSeal.Write(path, [.. tensors, .. heads], metadata);
        return (tensors.Count, heads.Count);
    }

    private static string? Classifier(string dataset) => dataset switch { "vqa-vs" => "vqa_classifier", "nlvr2" => "nlvr2_classifier", _ => null };

    private static IEnumerable<(string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data)> Heads(SafetensorsFile file, string classifier, Paradigm paradigm)
    {
        var isOne = paradigm.Kind is ParadigmKind.Unimodal or ParadigmKind.Inter;
        foreach (var name in file.Names.Where(n => n.Contains(Head, StringComparison.Ordinal)))
        {
            var (expert, rest) = (name[..name.IndexOf(Head, StringComparison.Ordinal)], name[(name.IndexOf(Head, StringComparison.Ordinal) + Head.Length)..]);
            var model = isOne ? "model" : expert == Expert.JointName ? "cat_model" : $"{expert}_model";
            yield return ($"{classifier}.{model}.{rest}", file[name].Dtype, file[name].Shape, file[name].AsSpan<byte>().ToArray());
        }

        foreach (var name in paradigm.Kind == ParadigmKind.I2M2 ? Unused : [])
            yield return ($"{classifier}.{name}", Dtype.F32, [], BitConverter.GetBytes(1f));
    }

    // A trained backbone lies in the checkpoint itself; of a frozen one it says which weights it has.
    private (List<(string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data)> Tensors, Dictionary<string, string> Metadata) Backbone(SafetensorsFile file, RunConfig config)
    {
        var isTrained = config.Settings.Backbone.Length > 0 && !config.Settings.FreezeBackbone;
        if (isTrained && backbone is not null)
            throw new UsageException($"--backbone: {checkpoint} trained its own");
        var source = isTrained ? checkpoint : backbone ?? config.Settings.Backbone;
        if (source.Length == 0)
            return ([], []);
        var sizes = FiberWeights.Config(source, config.Settings.ImageSize);
        using var network = new FiberFeatureBackbone(FiberWeights.Create(source, sizes), pictures: 1);
        CheckpointInputs.Read(file).CheckBackbone(checkpoint, source, () => BackboneSeal.Of(network), "name the backbone that it was trained on with --backbone");
        return (
            [.. network.state_dict().Select(t => StoredTensor.ToStored(t.Key["fiber.".Length..], t.Value))],
            new() { [FiberWeights.ConfigKey] = JsonSerializer.Serialize(sizes) });
    }
}
