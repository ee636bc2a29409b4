using System.CommandLine;
using System.Reflection;

namespace I2M2.Preprocessing.Synth;

/// <summary>`synth NAME`: the command over all synthetic data sets.</summary>
public static class SynthCommand
{
    /// <summary>One of every <see cref="ISynthetic"/> in the assembly, by name.</summary>
    public static IReadOnlyList<ISynthetic> In(Assembly assembly)
        => [.. assembly.GetTypes()
            .Where(t => typeof(ISynthetic).IsAssignableFrom(t) && !t.IsAbstract && t.GetConstructor(Type.EmptyTypes) is not null)
            .Select(t => (ISynthetic)Activator.CreateInstance(t)!)
            .OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>Builds the command.</summary>
    internal static Command Create(IReadOnlyList<ISynthetic> synthetics, string dataFolder)
    {
        var command = new Command("synth", "Write a synthetic data set's raw files, to try everything without data of your own");
        foreach (var synthetic in synthetics)
            command.Subcommands.Add(synthetic.Command(dataFolder));
        return command;
    }
}
