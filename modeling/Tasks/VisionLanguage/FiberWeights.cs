using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Networks.Fiber;
using I2M2.Modeling.Training;
using I2M2.Shards;
using TorchSharp;

namespace I2M2.Modeling.Tasks.VisionLanguage;

/// <summary>Where a backbone's weights come from, as the setting `backbone` says: a file, or fresh ones of a named size.</summary>
public static class FiberWeights
{
    /// <summary>The key of a file's metadata that holds the network's sizes as JSON.</summary>
    public const string ConfigKey = "fiber_config";

    private const string Tiny = "tiny", Base = "base";
    private const string RunPrefix = "backbone.fiber.";

    // Room for the tokenizer of a made-up set.
    private const int TinyVocabulary = 512;

    /// <summary>The sizes of a backbone.</summary>
    /// <param name="backbone">"tiny", "base", or a file.</param>
    /// <param name="imageSize">Rows and columns of pictures; 0: as the weights have them.</param>
    /// <exception cref="UsageException">No such file, or a size that no network has.</exception>
    /// <exception cref="InputRefusedException">The file holds no backbone.</exception>
    public static FiberConfig Config(string backbone, int imageSize)
    {
        var config = backbone switch
        {
            Tiny => FiberConfig.Tiny with { Vocabulary = TinyVocabulary },
            Base => FiberConfig.Base384,
            _ => OfFile(backbone),
        };
        var sized = imageSize == 0 || backbone is not (Tiny or Base) ? config : config with { ImageSize = imageSize };
        if (imageSize != 0 && sized.ImageSize != imageSize)
            throw new UsageException($"image_size={imageSize}: the weights of {backbone} are for {sized.ImageSize}; import them again for this size");
        return sized.Problem() is { } problem ? throw new UsageException($"backbone={backbone}: {problem}") : sized;
    }

    /// <summary>The network, on the host; fresh weights are drawn from the engine's generator.</summary>
    /// <param name="backbone">As for <see cref="Config"/>.</param>
    /// <param name="config">Its sizes.</param>
    /// <exception cref="InputRefusedException">The file has other tensors than the network.</exception>
    public static FiberBackbone Create(string backbone, FiberConfig config)
    {
        var network = new FiberBackbone(config);
        if (backbone is Tiny or Base)
            return network;
        using var file = SafetensorsFile.Open(backbone);
        using var scope = torch.NewDisposeScope();
        var (own, prefix) = (network.state_dict(), IsRun(file) ? RunPrefix : "");
        if (own.Keys.FirstOrDefault(n => !file.TryGet(prefix + n, out _)) is { } missing)
            throw new InputRefusedException(backbone, $"tensor '{prefix}{missing}' is missing", prefix.Length > 0 ? "name a run that trained its backbone (freeze_backbone=false)" : "import the weights again");
        if (own.FirstOrDefault(t => !file[prefix + t.Key].Shape.AsSpan().SequenceEqual(t.Value.shape)) is { Key: { } other })
            throw new InputRefusedException(backbone, $"tensor '{prefix}{other}' is [{string.Join(", ", file[prefix + other].Shape)}], the network has [{string.Join(", ", own[other].shape)}]", "import the weights again");
        TensorSeal.Check(file);
        network.load_state_dict(own.Keys.ToDictionary(n => n, n => StoredTensor.FromStored(file[prefix + n])));
        return network;
    }

    private static bool IsRun(SafetensorsFile file) => file.Metadata.ContainsKey("config");

    private static FiberConfig OfFile(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"backbone={SafeText.ForTerminal(path, 300)}: no such file; {Tiny}, {Base}, or a file that `modeling import` wrote is expected");
        using var file = SafetensorsFile.Open(path);
        if (IsRun(file))
        {
            var settings = Checkpoint.ReadConfig(file).Settings;
            return settings.Backbone.Length > 0
                ? Config(settings.Backbone, settings.ImageSize)
                : throw new InputRefusedException(path, "a run on features: it has no backbone", "name a run that trained its backbone (freeze_backbone=false)");
        }

        try
        {
            return JsonSerializer.Deserialize<FiberConfig>(file.Metadata.GetValueOrDefault(ConfigKey, "null")) ?? throw new JsonException("none is there");
        }
        catch (JsonException e)
        {
            throw new InputRefusedException(path, $"its {ConfigKey} cannot be read: {e.Message}", "name a file that `modeling import` wrote", e);
        }
    }
}
