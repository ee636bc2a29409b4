using System.Text;
using System.Text.Json;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>
/// What lets a predictions file be understood away from its run: which run made it, of which split, and what the classes are called.
/// </summary>
public sealed record PredictionsMetadata
{
    /// <summary>The key of the Parquet file's metadata; its value is a JSON object.</summary>
    public const string Key = "i2m2.predictions";

    /// <summary>The run that made them.</summary>
    public required RunDescription Run { get; init; }

    /// <summary>Which part of the data the rows are, e.g. "test".</summary>
    public required string Split { get; init; }

    /// <summary>The JSON key of the classes' names, and that of independent labels' names.</summary>
    internal const string Classes = "class_names", Labels = "label_names";

    /// <summary>Names of the classes, [C], or of the independent labels, [L].</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The JSON object, one text for one value.</summary>
    /// <param name="experts">Names of the experts in the order of their columns.</param>
    /// <param name="names">Under which key the names stand.</param>
    internal string ToJson(IEnumerable<string> experts, string names = Classes) => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["dataset"] = Run.Dataset,
        ["task"] = Run.Task,
        ["paradigm"] = Run.Paradigm,
        ["variant"] = Run.Variant,
        ["seed"] = Run.Seed,
        ["profile"] = Run.Profile,
        ["params"] = Run.Params,
        ["data_hash"] = Run.DataHash,
        ["data_source"] = Run.DataSource,
        ["split"] = Split,
        [names] = ClassNames,
        ["experts"] = experts,
    });

    /// <summary>As <see cref="Parse"/>, where the file itself says how many classes there are.</summary>
    internal static PredictionsMetadata ParseAny(string path, string json) => RunDescription.Parse(path, Encoding.UTF8.GetBytes(json), root =>
        Parse(path, json, RunDescription.Texts(path, root, Classes)?.Count ?? throw RunDescription.Lacking(path, Classes, "texts")));

    /// <param name="path">The file it stands in, for errors.</param>
    /// <param name="json">What <see cref="ToJson"/> wrote, or someone else.</param>
    /// <param name="classes">Classes of the predictions, C, or labels, L.</param>
    /// <param name="key">Under which key their names stand.</param>
    /// <exception cref="InputRefusedException">Not JSON, a key is missing, or the class names are not C.</exception>
    internal static PredictionsMetadata Parse(string path, string json, int classes, string key = Classes) =>
        RunDescription.Parse(path, Encoding.UTF8.GetBytes(json), root => new PredictionsMetadata
        {
            Run = RunDescription.Of(path, root) with { Data = null, BestEpoch = null, Epochs = null, TrainSeconds = null },
            Split = RunDescription.Text(path, root, "split") ?? throw RunDescription.Lacking(path, "split", "a text"),
            ClassNames = RunDescription.Texts(path, root, key) is { } names && names.Count == classes
                ? names
                : throw RunDescription.Lacking(path, key, $"{classes} texts, as there are {(key == Classes ? "classes" : "labels")}"),
        });
}
