using System.CommandLine;
using I2M2.Cli;

namespace I2M2.Preprocessing.Synth;

/// <summary>What the commands of synthetic data sets have in common.</summary>
internal static class SynthOptions
{
    /// <summary>`--out`.</summary>
    /// <param name="dataFolder">Where raw/{name} lies unless the user says otherwise.</param>
    /// <param name="name">Of the folder.</param>
    internal static Option<string> Out(string dataFolder, string name)
        => new("--out") { Description = "Folder to write", DefaultValueFactory = _ => Path.Combine(dataFolder, "raw", name) };

    /// <summary>`--workers`.</summary>
    internal static Option<int> Workers()
        => new("--workers") { Description = "Threads; they change no byte of the result", DefaultValueFactory = _ => Environment.ProcessorCount };

    /// <summary>Refuses a number of threads that no machine has.</summary>
    /// <exception cref="UsageException">It is one.</exception>
    internal static void RequireWorkers(int workers) => Require(workers is >= 1 and <= 1024, $"--workers {workers}: 1 to 1024 is expected");

    /// <summary>Refuses a value.</summary>
    /// <param name="holds">Whether it may be.</param>
    /// <param name="message">Option, value and what is expected.</param>
    /// <exception cref="UsageException">It may not.</exception>
    internal static void Require(bool holds, string message)
    {
        if (!holds)
            throw new UsageException(message);
    }
}
