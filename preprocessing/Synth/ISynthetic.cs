using System.CommandLine;

namespace I2M2.Preprocessing.Synth;

/// <summary>
/// A made-up data set: raw files in the layout that a real data set's preprocessing reads, for anyone who has none. A class that implements
/// it and has a parameterless constructor is found by itself, as data sets are.
/// </summary>
public interface ISynthetic
{
    /// <summary>Name on the command line: `synth {name}`.</summary>
    string Name { get; }

    /// <summary>The data set whose layout it has.</summary>
    string Dataset { get; }

    /// <summary>The script that goes from it to results in one go; null: there is none.</summary>
    string? Quickstart => null;

    /// <summary>The command that writes it.</summary>
    /// <param name="dataFolder">Where raw/{name} lies unless the user says otherwise.</param>
    Command Command(string dataFolder);
}
