using System.Runtime.InteropServices;

namespace I2M2.Cli;

/// <summary>
/// Ctrl-C and SIGTERM, for as long as a command runs. The first one asks a command that takes a token to stop and put its things in
/// order; the second, or any to a command that takes none, ends the process at once.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>What the user reads.</summary>
    internal const string Message = "Interrupted; run again to go on.";

    /// <summary>What the user reads at once.</summary>
    internal const string Stopping = "Stopping: finishing what is under way and saving it. Ctrl-C again ends at once.";

    // Longer than one step, and one shard or checkpoint on its way to the disk, take; who cannot be stopped by then must be ended.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly bool patient;
    private int signals;
    private Timer? end;

    /// <param name="patient">Whether the command watches <see cref="Stop"/>.</param>
    internal Interruption(bool patient)
    {
        this.patient = patient;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(s => PosixSignalRegistration.Create(s, OnSignal))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Stop => stop.Token;

    /// <summary>Gives the signals back to their default.</summary>
    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        end?.Dispose();
        stop.Dispose();
    }

    private static void End()
    {
        Console.Error.WriteLine(Message);
        ExitNow(ExitCode.Interrupted);
    }

    // Not Environment.Exit: that runs the exit handlers of native libraries, and libtorch aborts when its operators are destroyed under a
    // thread that calls them.
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        // Each signal has a thread of its own: the second may come before the first has cancelled.
        if (!patient || Interlocked.Increment(ref signals) > 1)
            End();
        Console.Error.WriteLine(Stopping);
        end = new Timer(_ => End(), null, Patience, Timeout.InfiniteTimeSpan);
        stop.Cancel();
    }
}
