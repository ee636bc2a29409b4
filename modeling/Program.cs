using System.CommandLine;
using I2M2.Cli;
using I2M2.Modeling.Commands;

var root = new RootCommand("Trains I2M2 models: shards in, checkpoints out.")
{
    TrainCommand.Create(), BatchCommand.Create(), FeaturesCommand.Create(), ImportCommand.Create(), ExportCommand.Create(), DoctorCommand.Create(),
};
return App.Run(root, args);
