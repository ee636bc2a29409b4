using System.Reflection;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Finds the data sets that a program knows.</summary>
public static class Datasets
{
    /// <summary>One of every <see cref="IDataset"/> in the assemblies, by name.</summary>
    public static IReadOnlyList<IDataset> In(params IEnumerable<Assembly> assemblies)
        => [.. assemblies.SelectMany(a => a.GetTypes())
            .Where(t => typeof(IDataset).IsAssignableFrom(t) && !t.IsAbstract && t.GetConstructor(Type.EmptyTypes) is not null)
            .Select(t => (IDataset)Activator.CreateInstance(t)!)
            .OrderBy(d => d.Name, StringComparer.Ordinal)];
}
