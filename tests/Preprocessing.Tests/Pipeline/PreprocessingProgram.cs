using I2M2.Cli;
using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth;
using I2M2.Preprocessing.Synth.AvMnistMini;

namespace I2M2.Tests.Pipeline;

/// <summary>Tests that run the whole program share the console, so they run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleTests
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "console";
}

/// <summary>Runs the program in this process, as a user would.</summary>
internal static class PreprocessingProgram
{
    internal static (int Code, string Output, string Error) Run(params string[] args) => RunIn("data", Datasets.In(typeof(AvMnistDataset).Assembly), args);

    internal static (int Code, string Output, string Error) RunIn(string dataFolder, IReadOnlyList<IDataset> datasets, params string[] args) =>
        RunIn(dataFolder, datasets, [new AvMnistMiniCommand()], args);

    internal static (int Code, string Output, string Error) RunIn(string dataFolder, IReadOnlyList<IDataset> datasets, IReadOnlyList<ISynthetic> synthetics, string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var (oldOutput, oldError) = (Console.Out, Console.Error);
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            var code = App.Run(PreprocessingCommands.Root(datasets, synthetics, dataFolder), args);
            return (code, output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetOut(oldOutput);
            Console.SetError(oldError);
        }
    }
}
