using System.Text.Json;
using I2M2.Modeling.Training;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>
/// What a run's run.json says. Keys "dataset", "paradigm" and "seed" must be there; "task", "variant", "profile", "params",
/// "data_hash", "data_source", "data", "best_epoch", "epochs" and "train_seconds" may be null or absent; others are ignored.
/// </summary>
public sealed record RunDescription
{
    private const int LongestFile = 1 << 20;

    /// <summary>Data set, e.g. "avmnist".</summary>
    public required string Dataset { get; init; }

    /// <summary>Task within the data set, e.g. "mortality".</summary>
    public string? Task { get; init; }

    /// <summary>"unimodal", "intra", "inter", "i2m2" or another.</summary>
    public required string Paradigm { get; init; }

    /// <summary>The modality of a unimodal run, the fusion of an inter or i2m2 run, or null.</summary>
    public string? Variant { get; init; }

    /// <summary>The seed of everything random in the run.</summary>
    public required int Seed { get; init; }

    /// <summary>Named set of choices, e.g. "clean" or "reference". Paradigms are compared only inside one.</summary>
    public string? Profile { get; init; }

    /// <summary>Trained parameters.</summary>
    public long? Params { get; init; }

    /// <summary>Hash of the data trained on.</summary>
    public string? DataHash { get; init; }

    /// <summary>Where the data come from when they are not the published ones: "name: what it is".</summary>
    public string? DataSource { get; init; }

    /// <summary>Folder of the shards trained on, as it was then.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The epoch whose weights were kept, from 1.</summary>
    public long? BestEpoch { get; init; }

    /// <summary>Epochs trained.</summary>
    public long? Epochs { get; init; }

    /// <summary>Training time, seconds.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>What a checkpoint's own configuration says.</summary>
    /// <param name="config">The configuration in its metadata.</param>
    /// <param name="parameters">Trained numbers.</param>
    public static RunDescription Of(RunConfig config, long parameters) => new()
    {
        Dataset = config.Dataset,
        Task = config.Task,
        Paradigm = config.Paradigm.KindName,
        Variant = config.Paradigm.Variant.Length > 0 ? config.Paradigm.Variant : null,
        Seed = (int)config.Seed,
        Profile = config.Profile,
        Params = parameters,
        DataHash = config.DataHash,
        DataSource = config.DataSource.Length > 0 ? config.DataSource : null,
    };

    /// <param name="path">A run.json.</param>
    /// <exception cref="InputRefusedException">Not JSON, or a key is missing or of the wrong kind.</exception>
    public static RunDescription Read(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LongestFile)
                throw Refuse(path, "expected at most 1 MiB, found more");
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                throw Refuse(path, "expected a JSON object, found something else");
            return new RunDescription
            {
                Dataset = Text(path, json, "dataset") ?? throw Lacking(path, "dataset", "a text"),
                Task = Text(path, json, "task"),
                Paradigm = Text(path, json, "paradigm") ?? throw Lacking(path, "paradigm", "a text"),
                Variant = Text(path, json, "variant"),
                Seed = (int)(Integer(path, json, "seed", int.MinValue, int.MaxValue) ?? throw Lacking(path, "seed", "a whole number")),
                Profile = Text(path, json, "profile"),
                Params = Integer(path, json, "params", 0, long.MaxValue),
                DataHash = Text(path, json, "data_hash"),
                DataSource = Text(path, json, "data_source"),
                DataFolder = Text(path, json, "data"),
                BestEpoch = Integer(path, json, "best_epoch", 0, long.MaxValue),
                Epochs = Integer(path, json, "epochs", 0, long.MaxValue),
                TrainSeconds = Seconds(path, json, "train_seconds"),
            };
        }
        catch (JsonException e)
        {
            throw new InputRefusedException(path, $"line {e.LineNumber + 1}: not JSON", "train the run again, or leave it out", e);
        }
    }

    private static string? Text(string path, JsonDocument json, string key) => Value(json, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString() is { Length: > 0 } text ? text : null,
        _ => throw Lacking(path, key, "a text"),
    };

    private static long? Integer(string path, JsonDocument json, string key, long least, long most) => Value(json, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) && number >= least && number <= most => number,
        _ => throw Lacking(path, key, "a whole number in range"),
    };

    private static double? Seconds(string path, JsonDocument json, string key) => Value(json, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var seconds) && double.IsFinite(seconds) && seconds >= 0 => seconds,
        _ => throw Lacking(path, key, "a number of seconds"),
    };

    private static JsonElement? Value(JsonDocument json, string key) =>
        json.RootElement.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static InputRefusedException Lacking(string path, string key, string expected) =>
        Refuse(path, $"key \"{key}\": expected {expected}, found none");

    private static InputRefusedException Refuse(string path, string problem) => new(path, problem, "train the run again, or leave it out");
}
