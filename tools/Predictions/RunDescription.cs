using System.Text.Json;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>
/// What a training run is, as its run.json and the metadata of its predictions say. Keys "dataset", "paradigm" and "seed" must be there;
/// the others may be null or absent; keys that it does not know are ignored.
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

    /// <summary>The folder of shards trained on; only run.json tells it.</summary>
    public string? Data { get; init; }

    /// <summary>The epoch whose weights were kept, from 1; only run.json tells it.</summary>
    public long? BestEpoch { get; init; }

    /// <summary>Epochs trained; only run.json tells it.</summary>
    public long? Epochs { get; init; }

    /// <summary>Training time, seconds; only run.json tells it.</summary>
    public double? TrainSeconds { get; init; }

    /// <param name="path">A run.json.</param>
    /// <exception cref="InputRefusedException">Not JSON, or a key is missing or of the wrong kind.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static RunDescription Read(string path)
    {
        if (new FileInfo(path).Length > LongestFile)
            throw Refuse(path, "expected at most 1 MiB, found more");
        return Parse(path, File.ReadAllBytes(path), root => Of(path, root));
    }

    /// <summary>Reads JSON whose root is an object.</summary>
    internal static T Parse<T>(string path, ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(utf8);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? read(json.RootElement)
                : throw Refuse(path, "expected a JSON object, found something else");
        }
        catch (JsonException e)
        {
            throw new InputRefusedException(path, $"line {e.LineNumber + 1}: not JSON", "train the run again, or leave it out", e);
        }
    }

    /// <summary>Reads the keys of an object.</summary>
    internal static RunDescription Of(string path, JsonElement root) => new()
    {
        Dataset = Text(path, root, "dataset") ?? throw Lacking(path, "dataset", "a text"),
        Task = Text(path, root, "task"),
        Paradigm = Text(path, root, "paradigm") ?? throw Lacking(path, "paradigm", "a text"),
        Variant = Text(path, root, "variant"),
        Seed = (int)(Integer(path, root, "seed", int.MinValue, int.MaxValue) ?? throw Lacking(path, "seed", "a whole number")),
        Profile = Text(path, root, "profile"),
        Params = Integer(path, root, "params", 0, long.MaxValue),
        DataHash = Text(path, root, "data_hash"),
        DataSource = Text(path, root, "data_source"),
        Data = Text(path, root, "data"),
        BestEpoch = Integer(path, root, "best_epoch", 0, long.MaxValue),
        Epochs = Integer(path, root, "epochs", 0, long.MaxValue),
        TrainSeconds = Seconds(path, root, "train_seconds"),
    };

    /// <summary>The text under a key, null where there is none.</summary>
    internal static string? Text(string path, JsonElement root, string key) => Value(root, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => WellFormed(path, key, value) is { Length: > 0 } text ? text : null,
        _ => throw Lacking(path, key, "a text"),
    };

    /// <summary>The list of texts under a key, null where there is none.</summary>
    internal static IReadOnlyList<string>? Texts(string path, JsonElement root, string key) => Value(root, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(v => WellFormed(path, key, v))],
        _ => throw Lacking(path, key, "a list of texts"),
    };

    private static JsonElement? Value(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    internal static InputRefusedException Lacking(string path, string key, string expected) =>
        Refuse(path, $"key \"{key}\": expected {expected}, found none");

    private static string WellFormed(string path, string key, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // "\ud800": half of a surrogate pair is no text.
            throw Lacking(path, key, "a text");
        }
    }

    private static long? Integer(string path, JsonElement root, string key, long least, long most) => Value(root, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) && number >= least && number <= most => number,
        _ => throw Lacking(path, key, "a whole number in range"),
    };

    private static double? Seconds(string path, JsonElement root, string key) => Value(root, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetDouble(out var seconds) && double.IsFinite(seconds) && seconds >= 0 => seconds,
        _ => throw Lacking(path, key, "a number of seconds"),
    };

    private static InputRefusedException Refuse(string path, string problem) => new(path, problem, "train the run again, or leave it out");
}
