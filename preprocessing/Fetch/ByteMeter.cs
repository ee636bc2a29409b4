using I2M2.Cli;

namespace I2M2.Preprocessing.Fetch;

/// <summary>A progress meter for bytes whose number is only expected: the bar stops at its end when more come.</summary>
internal sealed class ByteMeter(string what, long expected) : IDisposable
{
    private readonly ProgressMeter meter = new(what, expected, "B");
    private long left = expected;

    internal void Advance(long bytes)
    {
        var counted = Math.Min(bytes, left);
        left -= counted;
        meter.Advance(counted);
    }

    public void Dispose() => meter.Dispose();
}
