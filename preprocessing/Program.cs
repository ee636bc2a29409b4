using System.Reflection;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth;

var program = Assembly.GetExecutingAssembly();
return App.Run(PreprocessingCommands.Root(Datasets.In(program), SynthCommand.In(program)), args);
