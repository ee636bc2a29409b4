using DuckDB.NET.Native;
using I2M2.Shards;

namespace I2M2.Storage;

/// <summary>
/// A DuckDB database, confined: it reads and writes only where its <see cref="DuckOptions"/> say, opens no network connection, installs and
/// loads no extension, and no statement can change that. Statements may run on several threads: commands one after the other, each query on
/// a connection of its own (tables made as TEMPORARY are seen by commands alone).
/// </summary>
public sealed class DuckDatabase : IDisposable
{
    private readonly DuckDBDatabase database;
    private readonly DuckDBNativeConnection commands;
    private readonly Lock oneCommand = new();

    private DuckDatabase(DuckDBDatabase database, DuckDBNativeConnection commands) => (this.database, this.commands) = (database, commands);

    /// <summary>Version of the library, e.g. "v1.5.6".</summary>
    public static string LibraryVersion => NativeMethods.Startup.DuckDBLibraryVersion();

    /// <summary>Opens or makes a database.</summary>
    /// <exception cref="DuckException">The file is not a database, or is in use by another process.</exception>
    public static DuckDatabase Open(DuckOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MemoryLimit, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1);
        // What spills may be a patient's.
        if (options.TempFolder is not null)
            DurableFolder.Create(options.TempFolder);
        var opened = OpenNative(options);
        var connection = Connect(opened);
        var database = new DuckDatabase(opened, connection);
        try
        {
            database.Confine(options);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement to its end.</summary>
    /// <param name="purpose">What it is for; begins the message of an error.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Values of $1, $2, ...</param>
    /// <returns>Rows changed, or written by a COPY.</returns>
    /// <exception cref="DuckException">It failed.</exception>
    public long Execute(string purpose, string sql, params ReadOnlySpan<DuckParameter> parameters) =>
        Execute(purpose, sql, null, CancellationToken.None, parameters);

    /// <summary>Runs a long statement to its end.</summary>
    /// <param name="purpose">What it is for; begins the message of an error.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="progress">Told the share that is done, 0..1, now and then from another thread; null: no one.</param>
    /// <param name="stop">Ends it early.</param>
    /// <param name="parameters">Values of $1, $2, ...</param>
    /// <returns>Rows changed, or written by a COPY.</returns>
    /// <exception cref="DuckException">It failed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public long Execute(
        string purpose, string sql, Action<double>? progress, CancellationToken stop, params ReadOnlySpan<DuckParameter> parameters)
    {
        lock (oneCommand)
        {
            using var result = DuckResult.Start(commands, owned: false, purpose, sql, parameters, progress, stop);
            return result.Drain();
        }
    }

    /// <summary>Starts a query; its rows come as they are found, so that a result may be larger than memory.</summary>
    /// <param name="purpose">What it is for; begins the message of an error.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Values of $1, $2, ...</param>
    /// <exception cref="DuckException">It failed before its first row.</exception>
    public DuckResult Query(string purpose, string sql, params ReadOnlySpan<DuckParameter> parameters) =>
        Query(purpose, sql, CancellationToken.None, parameters);

    /// <summary>Starts a query that can be ended early, also while its rows are read.</summary>
    /// <param name="purpose">What it is for; begins the message of an error.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="parameters">Values of $1, $2, ...</param>
    /// <exception cref="DuckException">It failed before its first row.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public DuckResult Query(string purpose, string sql, CancellationToken stop, params ReadOnlySpan<DuckParameter> parameters) =>
        DuckResult.Start(Connect(database), owned: true, purpose, sql, parameters, null, stop);

    /// <summary>Adds rows to a table, column by column.</summary>
    /// <param name="table">An existing table of the database.</param>
    /// <exception cref="DuckException">There is no such table.</exception>
    public DuckAppender Append(string table) => new(Connect(database), table);

    /// <summary>Closes the database; results and appenders that are still open keep what they need until they are disposed.</summary>
    public void Dispose()
    {
        commands.Dispose();
        database.Dispose();
    }

    private static DuckDBDatabase OpenNative(DuckOptions options)
    {
        using var config = new ConfigHandle();
        config.Set("memory_limit", $"{options.MemoryLimit / 1024}KiB");
        config.Set("threads", $"{options.Threads}");
        // Empty: none. Left out, DuckDB would take .tmp in the current folder.
        config.Set("temp_directory", options.TempFolder is null ? "" : Path.GetFullPath(options.TempFolder));
        config.Set("autoinstall_known_extensions", "false");
        config.Set("autoload_known_extensions", "false");
        config.Set("allow_community_extensions", "false");
        config.Set("allow_persistent_secrets", "false");
        var path = options.File is null ? ":memory:" : Path.GetFullPath(options.File);
        var state = NativeMethods.Startup.DuckDBOpen(path, out var database, config.Handle, out var error);
        return state.IsSuccess() ? database : throw DuckException.Of($"open {options.File ?? "a database in memory"}", path, error ?? "");
    }

    private static DuckDBNativeConnection Connect(DuckDBDatabase database) =>
        NativeMethods.Startup.DuckDBConnect(database, out var connection).IsSuccess()
            ? connection
            : throw new ObjectDisposedException(nameof(DuckDatabase));

    private void Confine(DuckOptions options)
    {
        static string List(IEnumerable<string> paths) => $"[{string.Join(", ", paths.Select(p => Sql.Text(Path.GetFullPath(p))))}]";
        foreach (var setting in (string[])[
            "preserve_insertion_order = true",
            // Without the bar there is no progress to ask for; a setting of this connection, made before settings are locked.
            "enable_progress_bar = true",
            "enable_progress_bar_print = false",
            "progress_bar_time = 0",
            $"allowed_directories = {List(options.Folders)}",
            $"allowed_paths = {List(options.Files)}",
            "enable_external_access = false",
            "lock_configuration = true"])
        {
            Execute("confine the database", $"SET {setting}");
        }
    }

    private sealed class ConfigHandle : IDisposable
    {
        private readonly DuckDBConfig handle;

        public ConfigHandle() => _ = NativeMethods.Configuration.DuckDBCreateConfig(out handle);

        public DuckDBConfig Handle => handle;

        public void Set(string name, string value)
        {
            if (!NativeMethods.Configuration.DuckDBSetConfig(handle, name, value).IsSuccess())
                throw new NotSupportedException($"this libduckdb ({LibraryVersion}) has no setting {name} = {value}");
        }

        public void Dispose() => handle.Dispose();
    }
}
