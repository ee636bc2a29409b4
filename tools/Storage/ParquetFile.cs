using System.Text;
using DuckDB.NET.Native;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Storage;

/// <summary>A column to read of a <see cref="ParquetFile"/>.</summary>
/// <param name="Name">The column, for errors.</param>
/// <param name="Expression">SQL over the file's columns, e.g. <c>"label"::BIGINT</c>.</param>
public readonly record struct ParquetSelection(string Name, string Expression);

/// <summary>
/// A Parquet file, anyone's. Opening it checks its frame, its footer and its column names; rows are then read in bounded memory. Every
/// failure is the file's: <see cref="InputRefusedException"/>.
/// </summary>
public sealed class ParquetFile : IDisposable
{
    // Nearly every Parquet file keeps a row group's column chunk far below this once decoded; a page that says 2 GiB is refused by it.
    private const long MemoryLimit = 384L << 20;

    private readonly DuckDatabase database;
    private readonly string path;
    private readonly string source;

    private ParquetFile(DuckDatabase database, string path)
    {
        (this.database, this.path) = (database, path);
        source = $"read_parquet({Sql.ReadPath(path)}, hive_partitioning = false)";
    }

    /// <summary>Columns in the file's order.</summary>
    public IReadOnlyList<DuckColumn> Columns { get; private set; } = [];

    /// <summary>Number of rows, as the footer says; <see cref="Read"/> finds out whether they are there.</summary>
    public long Rows { get; private set; }

    /// <summary>Key-value metadata that are text in UTF-8; of a key that comes twice, the last.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>();

    /// <summary>Whether a file begins as Parquet does, whatever its name says.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsAt(string path) => ParquetEnvelope.IsAt(path);

    /// <summary>Opens a file.</summary>
    /// <exception cref="InputRefusedException">It is not a whole Parquet file, or two columns have one name.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ParquetFile Open(string path)
    {
        ParquetEnvelope.Check(path);
        var file = new ParquetFile(DuckDatabase.Open(new DuckOptions { Files = [path], MemoryLimit = MemoryLimit }), path);
        try
        {
            file.ReadFooter();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The column of this name, which must be of one of the types.</summary>
    /// <param name="name">Its name, letter for letter.</param>
    /// <param name="expected">Says the types in an error, e.g. "text".</param>
    /// <param name="suits">Whether a column will do.</param>
    /// <exception cref="InputRefusedException">There is none, or it is of another type.</exception>
    public DuckColumn Require(string name, string expected, Func<DuckColumn, bool> suits)
    {
        var column = Columns.FirstOrDefault(c => c.Name == name);
        var shown = SafeText.ForTerminal(name);
        if (column.Name is null)
            throw new InputRefusedException(path, $"column {shown} is missing; expected {expected}", "write the file with this column");
        return suits(column)
            ? column
            : throw new InputRefusedException(
                path, $"column {shown}: expected {expected}, found {TypeName(column)}", "write the column as this type");
    }

    /// <summary>Reads columns of all rows, in the file's order, some at a time.</summary>
    /// <param name="columns">What to read; the columns of the result in this order.</param>
    /// <param name="each">Is given the result, its rows at hand, until there are no more.</param>
    /// <exception cref="InputRefusedException">Pages or values are broken, or <paramref name="each"/> refuses them.</exception>
    public void Read(IReadOnlyList<ParquetSelection> columns, Action<DuckResult> each)
    {
        long rows = 0;
        try
        {
            using var result = Select(columns);
            while (result.Read())
            {
                each(result);
                rows += result.Rows;
            }
        }
        catch (DuckException e)
        {
            throw Unreadable($"{BrokenColumn(columns)}row {rows + 1} or later", e);
        }

        // DuckDB goes by the row groups' own counts.
        if (rows != Rows)
            throw new InputRefusedException(path, $"expected {Rows} rows, as the footer says, found {rows}", "write or copy the file again");
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => database.Dispose();

    private DuckResult Select(IReadOnlyList<ParquetSelection> columns) =>
        database.Query($"read {path}", $"SELECT {string.Join(", ", columns.Select(c => c.Expression))} FROM {source}");

    private void ReadFooter()
    {
        try
        {
            using (var schema = database.Query($"read {path}", $"SELECT * FROM {source} LIMIT 0"))
                Columns = schema.Columns;
            RefuseDoubledNames();
            using (var footer = database.Query($"read {path}", $"SELECT num_rows::BIGINT FROM parquet_file_metadata({Sql.ReadPath(path)})"))
                Rows = footer.Read() ? footer.Column(0).Values<long>()[0] : 0;
            Metadata = ReadMetadata();
        }
        catch (DuckException e)
        {
            throw Unreadable("footer", e);
        }
    }

    // DuckDB knows names without regard to case and renames the second of two; which one is meant cannot be told.
    private void RefuseDoubledNames()
    {
        var names = new List<string>();
        var skip = 0L;
        using var schema = database.Query(
            $"read {path}", $"SELECT name, coalesce(num_children, 0)::BIGINT FROM parquet_schema({Sql.ReadPath(path)})");
        // The root comes first, then every column with what it contains behind it.
        for (var root = true; schema.Read();)
        {
            for (var i = 0; i < schema.Rows; i++)
            {
                var children = schema.Column(1).Values<long>()[i];
                if (root)
                    root = false;
                else if (skip > 0)
                    skip += children - 1;
                else
                {
                    names.Add(schema.Column(0).Text(i));
                    skip = children;
                }
            }
        }

        if (names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InputRefusedException(
                path, $"column {SafeText.ForTerminal(twice.Key)} comes twice", "give every column a name of its own, whatever its case");
        }
    }

    private Dictionary<string, string> ReadMetadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        using var pairs = database.Query($"read {path}", $"SELECT key::BLOB, value::BLOB FROM parquet_kv_metadata({Sql.ReadPath(path)})");
        while (pairs.Read())
        {
            for (var i = 0; i < pairs.Rows; i++)
            {
                if (pairs.Column(0).IsNull(i) || pairs.Column(1).IsNull(i))
                    continue;
                if (Utf8(pairs.Column(0).Bytes(i)) is { } key && Utf8(pairs.Column(1).Bytes(i)) is { } value)
                    metadata[key] = value;
            }
        }

        return metadata;
    }

    private static string? Utf8(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    // DuckDB does not say which column broke: the first that cannot be read alone.
    private string BrokenColumn(IReadOnlyList<ParquetSelection> columns)
    {
        foreach (var column in columns)
        {
            try
            {
                using var alone = Select([column]);
                while (alone.Read())
                {
                }
            }
            catch (DuckException)
            {
                return $"column {SafeText.ForTerminal(column.Name)}, ";
            }
        }

        return "";
    }

    private InputRefusedException Unreadable(string where, DuckException e)
    {
        var why = e.IsTextNotUtf8 ? "text that is not UTF-8"
            : e.Kind == DuckDBErrorType.OutOfMemory ? $"a page asks for more than {MemoryLimit >> 20} MiB"
            : "the bytes are not what the format says";
        return new InputRefusedException(path, $"{where}: cannot be read ({why})", "write or copy the file again", e);
    }

    private static string TypeName(DuckColumn column) =>
        column.Type == DuckDBType.List ? $"list of {column.Element}" : column.Type.ToString();
}
