using I2M2.Cli;
using I2M2.Evaluation;

return App.Run(new EvaluateCommand().Root, args);
