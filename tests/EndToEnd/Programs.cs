using I2M2.Evaluation;
using I2M2.Modeling.Commands;
using I2M2.Preprocessing.Pipeline;
using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>The three programs.</summary>
internal static class Programs
{
    internal static (int Exit, string Output, string Errors) Preprocess(params string[] args) => InProcess.Run(typeof(Datasets).Assembly, args);

    internal static (int Exit, string Output, string Errors) Train(params string[] args) => InProcess.Run(typeof(TrainCommand).Assembly, ["train", .. args]);

    internal static (int Exit, string Output, string Errors) Model(params string[] args) => InProcess.Run(typeof(TrainCommand).Assembly, args);

    internal static (int Exit, string Output, string Errors) Import(params string[] args) => InProcess.Run(typeof(ImportCommand).Assembly, ["import", .. args]);

    internal static (int Exit, string Output, string Errors) Evaluate(params string[] args) => InProcess.Run(typeof(EvaluateCommand).Assembly, args);
}
