namespace I2M2.Cli;

/// <summary>The command line asks for something that cannot be done; ends with <see cref="ExitCode.Usage"/>.</summary>
public sealed class UsageException(string message) : Exception(message);
