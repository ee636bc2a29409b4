using System.CommandLine;
using I2M2.Modeling.Batches;

namespace I2M2.Modeling.Commands;

/// <summary>`modeling batch study.yaml`: the command line of <see cref="Study"/>.</summary>
public static class BatchCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("study") { Description = "A YAML file of the runs; see README, \"Studies\"" };
        var handling = new HandlingOptions();
        var command = new Command("batch", "Train every run of a study: finished ones are skipped, stopped ones go on, one failure does not stop the others.") { file };
        handling.AddTo(command);
        command.SetAction((parsed, stop) => Task.FromResult(handling.Run(Study.Read(parsed.GetRequiredValue(file)), parsed, stop)));
        return command;
    }
}
