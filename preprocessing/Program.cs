using System.Reflection;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

return App.Run(PreprocessingCommands.Root(Datasets.In(Assembly.GetExecutingAssembly())), args);
