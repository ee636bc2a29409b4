using System.Globalization;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;
using I2M2.Shards;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NodeDeserializers;

namespace I2M2.Modeling.Training;

/// <summary>Everything that decides a run's result: what is trained, on which rows, how. Kept beside the run and inside its checkpoint.</summary>
public sealed record RunConfig
{
    internal const string StartKey = "starts_from_";

    /// <summary>Data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Task within it.</summary>
    public required string Task { get; init; }

    /// <summary>Which experts.</summary>
    public required Paradigm Paradigm { get; init; }

    /// <summary>Seed of all random streams.</summary>
    public required long Seed { get; init; }

    /// <summary>Profile of the recipe.</summary>
    public required string Profile { get; init; }

    /// <summary>How it trains.</summary>
    public required Settings Settings { get; init; }

    /// <summary>Rows used of each split, from its start; a split not named is used whole.</summary>
    public required IReadOnlyDictionary<string, long> Limits { get; init; }

    /// <summary>The hash over inputs and options of the shards.</summary>
    public required string DataHash { get; init; }

    /// <summary>The shards' <see cref="ShardManifest.Source"/>; empty for the published data.</summary>
    public string DataSource { get; init; } = "";

    /// <summary>For a run that starts from trained experts: the seal of each one's checkpoint, by the name of its paradigm.</summary>
    public IReadOnlyDictionary<string, string> StartsFrom { get; init; } = new Dictionary<string, string>();

    /// <summary>Number of classes C, or of independent labels L.</summary>
    public required int Classes { get; init; }

    /// <summary>"cpu" or "cuda:N".</summary>
    public required string Device { get; init; }

    /// <summary>Version of libtorch.</summary>
    public required string TorchVersion { get; init; }

    /// <summary>Where the weights come from when they were trained by other code; null for a run of this program.</summary>
    public ImportOrigin? Origin { get; init; }

    /// <summary>Whether validation and test keep batch statistics, which only the reference's unimodal runs do.</summary>
    public bool EvaluatesInTrainingMode => Paradigm.Kind == ParadigmKind.Unimodal && Settings.UnimodalBatchNorm == "batch";

    /// <summary>Whether the test rule is the mixture of the experts instead of their product.</summary>
    public bool TestsByMixture => Paradigm.Kind == ParadigmKind.Intra && Settings.IntraTestRule == "mixture";

    /// <summary>What the run is, for tables and files.</summary>
    /// <param name="parameters">Trained numbers.</param>
    public RunDescription Describe(long parameters) => new()
    {
        Dataset = Dataset,
        Task = Task,
        Paradigm = Paradigm.KindName,
        Variant = Paradigm.Variant.Length > 0 ? Paradigm.Variant : null,
        Seed = (int)Seed,
        Profile = Profile,
        Params = parameters,
        DataHash = DataHash,
        DataSource = DataSource.Length > 0 ? DataSource : null,
    };

    /// <summary>Rows of a split that the run uses.</summary>
    public long Rows(string split, long available) => Math.Min(available, Limits.GetValueOrDefault(split, long.MaxValue));

    /// <summary>Key and value of everything, in a fixed order.</summary>
    public IReadOnlyList<(string Key, string Value)> ToPairs() =>
    [
        ("dataset", Dataset), ("task", Task), ("paradigm", Paradigm.KindName), ("variant", Paradigm.Variant), ("seed", $"{Seed}"), ("profile", Profile),
        .. Settings.ToPairs(),
        .. Limits.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => ($"limit_{l.Key}", $"{l.Value}")),
        ("data_hash", DataHash), .. DataSource.Length > 0 ? [("data_source", DataSource)] : Array.Empty<(string, string)>(),
        .. StartsFrom.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => ($"{StartKey}{s.Key}", s.Value)),
        ("classes", $"{Classes}"), ("device", Device), ("torch_version", TorchVersion),
        .. Origin?.ToPairs() ?? [],
    ];

    /// <summary>The configuration as YAML, one line for each key.</summary>
    public string ToYaml()
    {
        var pairs = new Dictionary<string, string>();
        foreach (var (key, value) in ToPairs())
            pairs.Add(key, value);
        return new SerializerBuilder().WithNewLine("\n").Build().Serialize(pairs);
    }

    /// <summary>Reads what <see cref="ToYaml"/> wrote.</summary>
    /// <param name="file">Named in errors.</param>
    /// <param name="yaml">The text.</param>
    /// <exception cref="InputRefusedException">Not such a configuration.</exception>
    public static RunConfig FromYaml(string file, string yaml)
    {
        try
        {
            // Every value is text, also one that YAML would take for null.
            var pairs = new DeserializerBuilder().WithDuplicateKeyChecking().WithoutNodeDeserializer<NullNodeDeserializer>().Build()
                .Deserialize<Dictionary<string, string>>(yaml);
            string Text(string key) => pairs[key].Length > 0 ? pairs[key] : throw new FormatException($"{key} is empty");
            long Number(string key, long least, long most = int.MaxValue) =>
                long.TryParse(pairs[key], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most
                    ? n
                    : throw new FormatException($"{key} is not a whole number from {least} to {most}");
            ParadigmKind Kind(string name) => Enum.GetValues<ParadigmKind>().Where(k => new Paradigm(k, "").KindName == name).Cast<ParadigmKind?>().FirstOrDefault()
                ?? throw new FormatException($"there is no paradigm '{name}'");
            return new RunConfig
            {
                Dataset = Text("dataset"),
                Task = Text("task"),
                Paradigm = new Paradigm(Kind(pairs["paradigm"]), pairs["variant"]),
                Seed = Number("seed", 0),
                Profile = Text("profile"),
                Settings = Settings.Keys.Where(k => pairs.ContainsKey(k) || Settings.Required.Contains(k)).Aggregate(new Settings(), (s, key) => s.With(key, pairs[key])),
                Limits = pairs.Keys.Where(k => k.StartsWith("limit_", StringComparison.Ordinal)).ToDictionary(k => k[6..], k => Number(k, 1)),
                DataHash = Text("data_hash"),
                DataSource = pairs.GetValueOrDefault("data_source", ""),
                StartsFrom = pairs.Keys.Where(k => k.StartsWith(StartKey, StringComparison.Ordinal)).ToDictionary(k => k[StartKey.Length..], Text),
                Classes = (int)Number("classes", 1),
                Device = Text("device"),
                TorchVersion = Text("torch_version"),
                Origin = ImportOrigin.FromPairs(pairs),
            };
        }
        catch (Exception e) when (e is not InputRefusedException)
        {
            throw new InputRefusedException(file, $"the run's configuration cannot be read: {e.Message.Split('\n')[0]}", "use a file that `modeling train` wrote", e);
        }
    }
}
