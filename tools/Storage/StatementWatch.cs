using DuckDB.NET.Native;

namespace I2M2.Storage;

/// <summary>
/// Interrupts a connection's statement once its token is cancelled, and tells how far it is. It looks twenty times a second: DuckDB
/// forgets an interrupt that comes before the statement has started, so a single one could be lost.
/// </summary>
internal sealed class StatementWatch : IDisposable
{
    private readonly DuckDBNativeConnection connection;
    private readonly Action<double>? progress;
    private readonly CancellationToken stop;
    private readonly ITimer? timer;
    private readonly Lock gate = new();
    private bool over;

    /// <param name="connection">The connection that runs the statement; must outlive this object.</param>
    /// <param name="progress">Told the share that is done, 0..1, from another thread.</param>
    /// <param name="stop">Cancels the statement.</param>
    public StatementWatch(DuckDBNativeConnection connection, Action<double>? progress, CancellationToken stop)
    {
        (this.connection, this.progress, this.stop) = (connection, progress, stop);
        var interval = TimeSpan.FromMilliseconds(50);
        if (progress is not null || stop.CanBeCanceled)
            timer = TimeProvider.System.CreateTimer(_ => Look(), null, interval, interval);
    }

    /// <summary>After this the connection is not touched any more.</summary>
    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
            over = true;
    }

    private void Look()
    {
        lock (gate)
        {
            if (over)
                return;
            if (stop.IsCancellationRequested)
                NativeMethods.Startup.DuckDBInterrupt(connection);
            // -1 before DuckDB has an estimate.
            else if (progress is not null && NativeMethods.Startup.DuckDBQueryProgress(connection).Percentage is >= 0 and var percent)
                progress(Math.Min(1, percent / 100));
        }
    }
}
