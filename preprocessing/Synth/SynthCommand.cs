using System.CommandLine;
using System.Diagnostics;
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

    /// <summary>What to run on the files that were written: beside a folder that the user named, shards in a folder of its name.</summary>
    /// <param name="synthetic">What was written.</param>
    /// <param name="folder">Where.</param>
    /// <param name="dataFolder">Where raw/{name} lies unless the user says otherwise.</param>
    internal static string Next(ISynthetic synthetic, string folder, string dataFolder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var isUsual = Path.GetDirectoryName(full) == Path.GetFullPath(Path.Combine(dataFolder, "raw"));
        var shards = isUsual ? Path.Combine(dataFolder, "shards", Path.GetFileName(full)) : $"{Path.TrimEndingDirectorySeparator(folder)}-shards";
        return $"next    dotnet run --project preprocessing -- {synthetic.Dataset} --raw {folder} --out {shards}";
    }

    /// <summary>Says what was written, or that it was there, and what to run on it.</summary>
    /// <param name="synthetic">What was written.</param>
    /// <param name="what">How many of what.</param>
    /// <param name="note">A sentence on what it is.</param>
    /// <param name="folder">Where.</param>
    /// <param name="dataFolder">Where raw/{name} lies unless the user says otherwise.</param>
    /// <param name="settings">What its preprocessing needs besides, each with a space before it.</param>
    internal static void Report(ISynthetic synthetic, string what, string note, string folder, string dataFolder, string settings = "")
    {
        Console.WriteLine(what);
        Console.WriteLine($"note    {note}");
        Console.WriteLine($"out     {folder}");
        Console.WriteLine($"{Next(synthetic, folder, dataFolder)}{settings}");
    }

    /// <summary>How long writing took, or that nothing was to be done.</summary>
    /// <param name="written">Which of the two.</param>
    /// <param name="start">Timestamp of its start.</param>
    internal static string Took(bool written, long start) => written ? $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s" : "nothing to do, the same set was written before";

    /// <summary>Builds the command.</summary>
    internal static Command Create(IReadOnlyList<ISynthetic> synthetics, string dataFolder)
    {
        var command = new Command("synth", "Write a synthetic data set's raw files, to try everything without data of your own");
        foreach (var synthetic in synthetics)
            command.Subcommands.Add(synthetic.Command(dataFolder));
        return command;
    }
}
