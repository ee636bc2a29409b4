using System.Reflection;
using System.Runtime.InteropServices;

namespace I2M2.Torch.Tests.Conformance;

/// <summary>The two public surfaces, both loaded for reading only: our face, and the package TorchSharp that it stands in for.</summary>
internal static class Surfaces
{
    private static readonly MetadataLoadContext Context = new(new PathAssemblyResolver(
    [
        .. Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"), typeof(Engine).Assembly.Location, PackageFile,
    ]));

    /// <summary>Public types of our assembly in TorchSharp's namespaces.</summary>
    internal static IReadOnlyDictionary<string, Type> Face { get; } = Load(typeof(Engine).Assembly.Location);

    /// <summary>Public types of the package.</summary>
    internal static IReadOnlyDictionary<string, Type> Package { get; } = Load(PackageFile);

    private static string PackageFile => typeof(Surfaces).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "TorchSharp").Value!;

    private static Dictionary<string, Type> Load(string file) =>
        Exported(Context.LoadFromAssemblyPath(file))
            .Where(t => t.Namespace is { } n && (n == "TorchSharp" || n.StartsWith("TorchSharp.", StringComparison.Ordinal)))
            .ToDictionary(t => t.FullName!);

    // A public type whose own bases need an assembly that is not there cannot be read, and is none that the face has.
    private static IEnumerable<Type> Exported(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes().Where(t => t.IsVisible);
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>().Where(t => t.IsVisible);
        }
    }
}
