using System.CommandLine;
using I2M2.Cli;

var root = new RootCommand("Trains and applies I2M2 models: shards in, checkpoints out.");
return App.Run(root, args);
