using System.Text.Json;
using I2M2.Modeling.Paradigms;
using I2M2.Shards;

namespace I2M2.Modeling.Training;

/// <summary>
/// What a checkpoint remembers of its inputs, so that it can be judged on other shards: how they were standardised, which is not to be
/// fitted anew, and what their features were.
/// </summary>
/// <param name="Normalisers">By column name; none: the inputs were fed as they are.</param>
/// <param name="Features">Names of the features, by column name.</param>
/// <param name="Backbone">Whose features it takes, see <see cref="BackboneSeal"/>; empty: no backbone's, or one that it holds itself.</param>
internal sealed record CheckpointInputs(IReadOnlyDictionary<string, Normaliser> Normalisers, IReadOnlyDictionary<string, IReadOnlyList<string>> Features, string Backbone)
{
    private const string NormalisersKey = "normalisers", FeaturesKey = "features", BackboneKey = "backbone";

    /// <summary>The entries of a checkpoint's metadata; none where there is nothing to remember.</summary>
    internal static IEnumerable<KeyValuePair<string, string>> ToMetadata(TaskData data, ExpertSet model)
    {
        if (data.Normalisers.Count > 0)
            yield return new(NormalisersKey, JsonSerializer.Serialize(data.Normalisers));
        if (data.Features.Count > 0)
            yield return new(FeaturesKey, JsonSerializer.Serialize(data.Features));
        if ((model.FrozenSeal ?? data.FeaturesOfBackbone) is { } seal)
            yield return new(BackboneKey, seal);
    }

    /// <summary>Reads what <see cref="ToMetadata"/> wrote.</summary>
    /// <exception cref="InputRefusedException">Not that.</exception>
    internal static CheckpointInputs Read(SafetensorsFile file) =>
        new(Entry<Normaliser>(file, NormalisersKey), Entry<IReadOnlyList<string>>(file, FeaturesKey), file.Metadata.GetValueOrDefault(BackboneKey, ""));

    /// <summary>Refuses a backbone that is not the one that the checkpoint's heads were trained on.</summary>
    /// <param name="checkpoint">Its path.</param>
    /// <param name="source">Where the backbone's weights are from.</param>
    /// <param name="seal">What they are, see <see cref="BackboneSeal"/>; asked for when the checkpoint says which it had.</param>
    /// <param name="remedy">What to do.</param>
    /// <exception cref="InputRefusedException">They are others.</exception>
    internal void CheckBackbone(string checkpoint, string source, Func<string> seal, string remedy)
    {
        if (Backbone.Length > 0 && seal() != Backbone)
            throw new InputRefusedException(source, $"its weights are not those that {checkpoint} was trained on", remedy);
    }

    /// <summary>Refuses shards whose inputs are not those that the checkpoint was trained on.</summary>
    /// <exception cref="InputRefusedException">Other features, or another number of them.</exception>
    internal void Check(ShardSet shards, TaskData data)
    {
        if (Backbone.Length > 0 && data.FeaturesOfBackbone is { } other && other != Backbone)
            throw new InputRefusedException(shards.Folder, "its features are another backbone's than those that the checkpoint was trained on", "name its own with --data, or compute them with its backbone (modeling features)");
        foreach (var (column, names) in Features.Where(f => data.Features.ContainsKey(f.Key)))
        {
            if (!names.SequenceEqual(data.Features[column]))
                throw new InputRefusedException(shards.Folder, $"the features of '{column}' are not those, in that order, that the checkpoint was trained on", "preprocess with the same version");
        }

        foreach (var (column, normaliser) in Normalisers)
        {
            var shape = shards.Manifest.Columns.FirstOrDefault(c => c.Name == column)?.Shape;
            if (normaliser.Problem(shape is { Length: > 0 } ? shape[^1] : 0) is { } problem)
                throw new InputRefusedException(shards.Folder, $"does not fit the checkpoint, whose normaliser of '{column}' {problem}", "name other data with --data");
        }
    }

    private static Dictionary<string, T> Entry<T>(SafetensorsFile file, string key)
    {
        try
        {
            var entry = JsonSerializer.Deserialize<Dictionary<string, T>>(file.Metadata.GetValueOrDefault(key, "{}"));
            if (entry is not null && entry.Values.All(v => v is not (null or Normaliser { Mean: null } or Normaliser { Std: null })))
                return entry;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new InputRefusedException(file.Path, $"its {key} cannot be read", "use a checkpoint that `modeling train` wrote");
    }
}
