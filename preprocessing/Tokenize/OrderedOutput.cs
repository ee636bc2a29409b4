using System.Runtime.ExceptionServices;

namespace I2M2.Preprocessing.Tokenize;

/// <summary>
/// Lets threads write what they made from numbered blocks in the order of the numbers, each block once. A failure waits for its turn like anything else, so
/// that everything before it is written and the first failure is the one reported, whatever the number of threads.
/// </summary>
internal sealed class OrderedOutput(Stream output)
{
    private readonly object gate = new();
    private long turn;
    private ExceptionDispatchInfo? failure;

    /// <summary>Writes a block's bytes when it is its turn.</summary>
    /// <returns>False: something before it failed, and nothing will be written any more.</returns>
    internal bool Write(long number, ReadOnlySpan<byte> bytes)
    {
        if (!Wait(number) || !TryWrite(bytes))
            return false;
        lock (gate)
        {
            turn++;
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>A block could not be made. The turn stays with it, so that no block after it is written.</summary>
    /// <param name="number">The block.</param>
    /// <param name="bytes">What was made of it before.</param>
    /// <param name="why">The reason.</param>
    internal void Fail(long number, ReadOnlySpan<byte> bytes, Exception why)
    {
        if (Wait(number) && TryWrite(bytes))
            End(why);
    }

    /// <summary>Throws the failure, if there was one.</summary>
    internal void ThrowIfFailed() => failure?.Throw();

    // Only the thread whose turn it is comes here.
    private bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        try
        {
            output.Write(bytes);
            return true;
        }
        catch (Exception e)
        {
            End(e);
            return false;
        }
    }

    private bool Wait(long number)
    {
        lock (gate)
        {
            while (turn != number && failure is null)
                Monitor.Wait(gate);
            return failure is null;
        }
    }

    private void End(Exception why)
    {
        lock (gate)
        {
            failure ??= ExceptionDispatchInfo.Capture(why);
            Monitor.PulseAll(gate);
        }
    }
}
