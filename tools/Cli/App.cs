using System.CommandLine;
using System.CommandLine.Invocation;
using I2M2.Shards;

namespace I2M2.Cli;

/// <summary>Runs a command line and turns every ending into an exit code and, on failure, one clear line on standard error.</summary>
public static class App
{
    // ENOSPC.
    private const int NoSpaceLeft = 28;

    /// <summary>Shows stack traces; recognised by every command.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show stack traces", Recursive = true };

    /// <summary>Parses and runs <paramref name="args"/>. Never throws.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(RootCommand root, string[] args)
    {
        root.Options.Add(Verbose);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine($"See: {CommandPath(parsed.CommandResult)} --help");
            return ExitCode.Usage;
        }

        // System.CommandLine takes a misspelt option for an argument where a command has arguments.
        if (parsed.CommandResult.Tokens.FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
        {
            Console.Error.WriteLine($"Unknown option {SafeText.ForTerminal(unknown.Value)}. See: {CommandPath(parsed.CommandResult)} --help");
            return ExitCode.Usage;
        }

        try
        {
            using var interruption = new Interruption(patient: parsed.Action is AsynchronousCommandLineAction);
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return parsed.InvokeAsync(configuration, interruption.Stop).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            return Report(e, parsed.GetValue(Verbose));
        }
    }

    private static int Report(Exception e, bool verbose)
    {
        var (code, line) = e switch
        {
            UsageException or OtherShardSetException => (ExitCode.Usage, e.Message),
            InputRefusedException => (ExitCode.InputRefused, e.Message),
            OperationCanceledException => (ExitCode.Interrupted, Interruption.Message),
            IOException { HResult: NoSpaceLeft } => (ExitCode.Failed, $"{e.Message}. Make room and run again; what was finished is kept."),
            UnauthorizedAccessException => (ExitCode.InputRefused, $"{e.Message} Look at its owner and mode, or name another path."),
            IOException => (ExitCode.Failed, e.Message),
            _ => (ExitCode.Failed, $"{e.GetType().Name}: {e.Message}"),
        };
        Console.Error.WriteLine(line);
        if (verbose)
            Console.Error.WriteLine(e);
        return code;
    }

    private static string CommandPath(System.CommandLine.Parsing.CommandResult command)
    {
        var names = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = command; at is not null; at = at.Parent)
        {
            if (at is System.CommandLine.Parsing.CommandResult c)
                names.Push(c.Command.Name);
        }

        return string.Join(' ', names);
    }
}
