using System.Reflection;

namespace I2M2.Tests;

/// <summary>Runs a program's own entry point in this process, as a user would from a shell. Not for tests that run side by side.</summary>
public static class InProcess
{
    /// <summary>The exit code and what was written on both outputs.</summary>
    public static (int Exit, string Output, string Errors) Run(Assembly program, params string[] args)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var writtenOutput = new StringWriter { NewLine = "\n" };
        using var writtenErrors = new StringWriter { NewLine = "\n" };
        try
        {
            Console.SetOut(writtenOutput);
            Console.SetError(writtenErrors);
            var exit = (int)program.EntryPoint!.Invoke(null, [args])!;
            return (exit, writtenOutput.ToString(), writtenErrors.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
