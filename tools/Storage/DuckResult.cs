using DuckDB.NET.Native;

namespace I2M2.Storage;

/// <summary>A column of a result or a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Element">For a list, the type of its elements; else <see cref="DuckDBType.Invalid"/>.</param>
public readonly record struct DuckColumn(string Name, DuckDBType Type, DuckDBType Element);

/// <summary>
/// The rows of a query, some 2,048 at a time, read where DuckDB holds them: nothing is copied, boxed or made a string unless asked for.
/// What <see cref="Column"/> gives is valid until the next <see cref="Read"/> or until the result is disposed. For one thread at a time.
/// </summary>
public sealed class DuckResult : IDisposable
{
    private readonly string purpose;
    private readonly string sql;
    private readonly CancellationToken stop;
    private readonly DuckDBNativeConnection? ownConnection;
    private readonly DuckDBPreparedStatement statement;
    private readonly StatementWatch watch;
    private DuckDBResult result;
    private DuckDBDataChunk? chunk;

    private DuckResult(
        DuckDBNativeConnection connection,
        bool owned,
        string purpose,
        string sql,
        DuckDBPreparedStatement statement,
        Action<double>? progress,
        CancellationToken stop)
    {
        (this.purpose, this.sql, this.statement, this.stop) = (purpose, sql, statement, stop);
        ownConnection = owned ? connection : null;
        watch = new StatementWatch(connection, progress, stop);
    }

    /// <summary>The columns in order.</summary>
    public IReadOnlyList<DuckColumn> Columns { get; private set; } = [];

    /// <summary>Rows at hand since the last <see cref="Read"/>.</summary>
    public int Rows { get; private set; }

    /// <summary>Goes on to the next rows.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="DuckException">The query failed on its way.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool Read()
    {
        ObjectDisposedException.ThrowIf(statement.IsClosed, this);
        stop.ThrowIfCancellationRequested();
        do
        {
            chunk?.Dispose();
            chunk = NativeMethods.Query.DuckDBFetchChunk(result);
            if (chunk.IsInvalid)
            {
                Rows = 0;
                // The end and a failure half way look alike: only the result's error tells them apart.
                return NativeMethods.Query.DuckDBResultError(ref result) is { Length: > 0 } error ? throw Failed(error) : false;
            }

            Rows = (int)NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
        }
        while (Rows == 0);
        return true;
    }

    /// <summary>One column of the rows at hand.</summary>
    /// <param name="column">Its position.</param>
    public DuckVector Column(int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns.Count, nameof(column));
        if (chunk is null or { IsInvalid: true } or { IsClosed: true })
            throw new InvalidOperationException("there are no rows at hand: Read first");
        var (_, type, element) = Columns[column];
        return new DuckVector(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, column), Rows, type, element);
    }

    /// <summary>Stops the query if it still runs, and frees its rows.</summary>
    public void Dispose()
    {
        watch.Dispose();
        chunk?.Dispose();
        if (!statement.IsClosed)
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        statement.Dispose();
        ownConnection?.Dispose();
    }

    internal static DuckResult Start(
        DuckDBNativeConnection connection,
        bool owned,
        string purpose,
        string sql,
        ReadOnlySpan<DuckParameter> parameters,
        Action<double>? progress,
        CancellationToken stop)
    {
        var prepared = NativeMethods.PreparedStatements.DuckDBPrepare(connection, sql, out var statement);
        var started = new DuckResult(connection, owned, purpose, sql, statement, progress, stop);
        try
        {
            stop.ThrowIfCancellationRequested();
            if (!prepared.IsSuccess())
                throw started.Failed(NativeMethods.PreparedStatements.DuckDBPrepareError(statement));
            started.Run(parameters);
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Reads to the end.</summary>
    /// <returns>Rows changed.</returns>
    internal long Drain()
    {
        var kind = NativeMethods.Query.DuckDBResultReturnType(result);
        long changed = 0;
        while (Read())
        {
            if (kind == DuckDBResultType.ChangedRows)
                changed += Column(0).Values<long>()[0];
        }

        return changed;
    }

    private void Run(ReadOnlySpan<DuckParameter> parameters)
    {
        var asked = NativeMethods.PreparedStatements.DuckDBParams(statement);
        if (asked != parameters.Length)
            throw new ArgumentException($"{purpose}: the statement has {asked} parameters, {parameters.Length} are given", nameof(parameters));
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].Bind(statement, i + 1).IsSuccess())
                throw Failed(NativeMethods.PreparedStatements.DuckDBPrepareError(statement) ?? "");
        }

        // A command's result is a row at most; only a run to its end reports progress.
        var state = ownConnection is null
            ? NativeMethods.PreparedStatements.DuckDBExecutePrepared(statement, out result)
            : NativeMethods.PreparedStatements.DuckDBExecutePreparedStreaming(statement, out result);
        if (!state.IsSuccess())
            throw Failed(NativeMethods.Query.DuckDBResultError(ref result));
        var columns = new DuckColumn[NativeMethods.Query.DuckDBColumnCount(ref result)];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = ColumnAt(i);
        Columns = columns;
    }

    private DuckColumn ColumnAt(int index)
    {
        using var logical = NativeMethods.Query.DuckDBColumnLogicalType(ref result, index);
        var type = NativeMethods.LogicalType.DuckDBGetTypeId(logical);
        var element = DuckDBType.Invalid;
        if (type == DuckDBType.List)
        {
            using var child = NativeMethods.LogicalType.DuckDBListTypeChildType(logical);
            element = NativeMethods.LogicalType.DuckDBGetTypeId(child);
        }

        return new DuckColumn(NativeMethods.Query.DuckDBColumnName(ref result, index), type, element);
    }

    private Exception Failed(string? raw)
    {
        if (stop.IsCancellationRequested)
            return new OperationCanceledException($"{purpose}: interrupted", stop);
        return DuckException.Of(purpose, sql, raw ?? "");
    }
}
