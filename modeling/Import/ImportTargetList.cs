using I2M2.Cli;

namespace I2M2.Modeling.Import;

/// <summary>Everything that can be imported: the models of every class that implements <see cref="IImportTargets"/>.</summary>
public static class ImportTargetList
{
    /// <summary>By data set, in the order of its class.</summary>
    public static IReadOnlyList<ImportTarget> All { get; } =
    [
        .. typeof(IImportTargets).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(IImportTargets)))
            .SelectMany(t => ((IImportTargets)Activator.CreateInstance(t)!).All)
            .OrderBy(t => t.Dataset, StringComparer.Ordinal),
    ];

    /// <summary>The model of a name such as "avmnist/i2m2-lf".</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public static ImportTarget Find(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new UsageException($"--as {SafeText.ForTerminal(name)}: there are {string.Join(", ", All.Select(t => t.Name))}");
}
