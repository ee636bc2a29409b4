using I2M2.Cli;

namespace I2M2.Evaluation.Tests;

/// <summary>The program in this process. Not for tests that run side by side: standard error is the process's.</summary>
internal static class Evaluate
{
    /// <summary>How it ended and what it printed.</summary>
    public static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var before = Console.Error;
        Console.SetError(error);
        try
        {
            return (App.Run(new EvaluateCommand(output: output).Root, args), output.ToString(), error.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }

    /// <summary>Checks that it ended with this code and one line that says this.</summary>
    public static void Refused(int code, string problem, params string[] args)
    {
        var run = Run(args);
        Assert.Equal((code, ""), (run.Code, run.Output));
        Assert.Contains(problem, run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }
}
