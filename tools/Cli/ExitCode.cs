namespace I2M2.Cli;

/// <summary>What a program's exit status means to the caller.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed for a reason that is neither the command line nor the input.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage: unknown option, missing argument, a value out of range.</summary>
    public const int Usage = 2;

    /// <summary>Input refused: a file is broken, or not what it should be.</summary>
    public const int InputRefused = 3;

    /// <summary>Stopped by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;
}
