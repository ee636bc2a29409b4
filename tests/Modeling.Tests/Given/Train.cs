using I2M2.Modeling.Commands;
using I2M2.Tests;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Runs `modeling train avmnist` on one thread for one epoch.</summary>
internal static class Train
{
    internal static (int Exit, string Output, string Errors) Run(string data, string runs, params string[] more) => InProcess.Run(
        typeof(TrainCommand).Assembly,
        [
            "train", "avmnist", "--data", data, "--out", runs, .. more.Contains("--device") ? Array.Empty<string>() : ["--device", "cpu"],
            "--set", "epochs=1", "--set", "aten_threads=1", "--set", "batch_size=10", "--set", "lr=0.1", .. more,
        ]);
}
