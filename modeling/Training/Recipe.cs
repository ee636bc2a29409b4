using System.Reflection;
using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Training;

/// <summary>A task's settings as Recipes/&lt;dataset&gt;-&lt;task&gt;.yaml states them: defaults, then what each paradigm and each profile changes. A profile may
/// change one paradigm alone, paradigm.key: value.</summary>
public sealed class Recipe
{
    private readonly string name;
    private readonly Document document;

    private Recipe(string name, Document document)
    {
        this.name = name;
        this.document = document;
    }

    /// <summary>The profiles' names.</summary>
    public IEnumerable<string> Profiles => document.Profiles?.Keys ?? Enumerable.Empty<string>();

    /// <summary>The recipe that comes with the program.</summary>
    public static Recipe Of(ITask task)
    {
        var name = $"{task.Dataset}-{task.RecipeName}.yaml";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Recipes/{name} is missing from the program");
        using var reader = new StreamReader(stream);
        return Parse(name, reader.ReadToEnd());
    }

    /// <summary>A recipe of the user's own.</summary>
    /// <exception cref="UsageException">No such file, or not a recipe.</exception>
    public static Recipe Read(string path) =>
        File.Exists(path) ? Parse(path, File.ReadAllText(path)) : throw new UsageException($"--recipe {path}: no such file");

    /// <summary>Reads a recipe; unknown sections and settings are errors.</summary>
    /// <exception cref="UsageException">Not a recipe; the message names line and setting.</exception>
    public static Recipe Parse(string name, string yaml)
    {
        // The parser names the line where the section starts.
        var tab = Array.FindIndex(yaml.Split('\n'), line => line.TrimStart(' ').StartsWith('\t'));
        if (tab >= 0)
            throw new UsageException($"{name}, line {tab + 1}: a tab as indentation; YAML takes spaces");
        var document = YamlText.Parse<Document>(name, yaml);
        document.Check(name);
        return new Recipe(name, document);
    }

    /// <summary>The settings of one paradigm under one profile, with the user's changes.</summary>
    /// <exception cref="UsageException">Unknown profile, or a change that cannot be made.</exception>
    /// <param name="kind">Of the paradigm.</param>
    /// <param name="profile">One of <see cref="Profiles"/>.</param>
    /// <param name="changes">Wins over everything.</param>
    /// <param name="variant">Of the paradigm: a section "unimodal-phase" comes after "unimodal".</param>
    public Settings Resolve(ParadigmKind kind, string profile, IEnumerable<(string Key, string Value)> changes, string variant = "")
    {
        if (document.Profiles is null || !document.Profiles.TryGetValue(profile, out var ofProfile))
            throw new UsageException($"Unknown profile '{profile}'; there are {string.Join(", ", Profiles)}");
        var kindName = new Paradigm(kind, "").KindName;
        var ofParadigm = new[] { kindName, new Paradigm(kind, variant).Name }.Distinct().SelectMany(n => document.Paradigms?.GetValueOrDefault(n) ?? []);
        var settings = new Settings();
        var changed = (ofProfile ?? []).Select(s => (Scope: Scope(s.Key), s.Key, s.Value))
            .Where(s => s.Scope.Length == 0 || s.Scope == kindName)
            .OrderBy(s => s.Scope.Length > 0)
            .Select(s => KeyValuePair.Create(s.Scope.Length == 0 ? s.Key : s.Key[(s.Scope.Length + 1)..], s.Value));
        foreach (var (key, value) in document.Defaults!.Concat(ofParadigm).Concat(changed))
            settings = settings.With(key, value);
        foreach (var (key, value) in changes)
            settings = settings.With(key, value);
        return settings;
    }

    // "intra" of "intra.select_by"; empty where there is none.
    private static string Scope(string key) => key.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 ? key[..dot] : "";

    // An empty section is null.
    private sealed class Document
    {
        public Dictionary<string, string>? Defaults { get; init; }

        public Dictionary<string, Dictionary<string, string>?>? Paradigms { get; init; }

        public Dictionary<string, Dictionary<string, string>?>? Profiles { get; init; }

        /// <summary>Finds mistakes in every section, not only in those that this run resolves.</summary>
        internal void Check(string name)
        {
            if (Settings.Required.FirstOrDefault(k => Defaults?.ContainsKey(k) != true) is { } missing)
                throw new UsageException($"{name}: defaults lack {missing}");
            var kinds = Enum.GetNames<ParadigmKind>().Select(k => k.ToLowerInvariant()).ToList();
            if (Paradigms?.Keys.FirstOrDefault(k => !kinds.Contains(k.Split('-')[0])) is { } unknown)
                throw new UsageException($"{name}: unknown paradigm '{unknown}'; there are {string.Join(", ", kinds)}");
            CheckSection(name, "defaults", Defaults);
            foreach (var (section, settings) in Paradigms ?? [])
                CheckSection(name, section, settings);
            foreach (var (section, settings) in Profiles ?? [])
                CheckSection(name, section, settings?.Select(s => KeyValuePair.Create(kinds.Contains(Scope(s.Key)) ? s.Key[(Scope(s.Key).Length + 1)..] : s.Key, s.Value)));
        }

        private static void CheckSection(string name, string section, IEnumerable<KeyValuePair<string, string>>? settings)
        {
            try
            {
                foreach (var (key, value) in settings ?? [])
                    _ = new Settings().With(key, value);
            }
            catch (UsageException e)
            {
                throw new UsageException($"{name}, {section}: {e.Message}");
            }
        }
    }
}
