using System.Text.RegularExpressions;
using DuckDB.NET.Native;

namespace I2M2.Storage;

/// <summary>
/// A statement failed. DuckDB's own messages quote values, which may be a patient's: this one says what the statement was for, the kind
/// of error and, if the data are at fault, their place; what DuckDB wrote is kept only as far as the statement itself says it.
/// </summary>
public sealed partial class DuckException : Exception
{
    // Their messages are about the statement, a file or memory, not about a value in a row.
    private static readonly DuckDBErrorType[] AboutTheStatement =
    [
        DuckDBErrorType.Parser, DuckDBErrorType.Syntax, DuckDBErrorType.Binder, DuckDBErrorType.Catalog, DuckDBErrorType.Permission,
        DuckDBErrorType.Io, DuckDBErrorType.OutOfMemory, DuckDBErrorType.NotImplemented, DuckDBErrorType.MissingExtension,
    ];

    // The system's words for ENOSPC, which DuckDB hands on.
    private const string DiskFull = "No space left on device";

    private DuckException(DuckDBErrorType kind, string message, bool textNotUtf8, bool diskFull)
        : base(message) => (Kind, IsTextNotUtf8, IsDiskFull) = (kind, textNotUtf8, diskFull);

    /// <summary>The kind of error; <see cref="DuckDBErrorType.Invalid"/> when DuckDB gives none.</summary>
    public DuckDBErrorType Kind { get; }

    /// <summary>Whether a text was not UTF-8.</summary>
    public bool IsTextNotUtf8 { get; }

    /// <summary>Whether a file could not grow because its disk is full.</summary>
    public bool IsDiskFull { get; }

    /// <param name="purpose">What the statement was for, e.g. "read CHARTEVENTS.csv".</param>
    /// <param name="sql">The statement's text: what DuckDB quotes from it may be shown. Parameters may be data.</param>
    /// <param name="raw">DuckDB's message, "KIND Error: ...".</param>
    /// <param name="kind">The kind of error; null: as the message says.</param>
    internal static DuckException Of(string purpose, string sql, string raw, DuckDBErrorType? kind = null)
    {
        var prefix = KindPrefix().Match(raw);
        var ofKind = kind ?? Named(prefix.Groups[1].Value);
        var said = AboutTheStatement.Contains(ofKind)
            ? QuotedPart().Replace(FirstLine(raw[prefix.Length..]), quoted => IsFromStatement(quoted, sql) ? quoted.Value : "'…'")
            : AtFault(sql, raw);
        var diskFull = raw.Contains(DiskFull, StringComparison.OrdinalIgnoreCase);
        if (diskFull)
            said = DiskFull;
        return new DuckException(ofKind, $"{purpose}: {ofKind} error{(said.Length > 0 ? ": " : "")}{said}", NotUtf8(raw), diskFull);
    }

    private static string AtFault(string sql, string raw)
    {
        var place = new List<string>();
        if (CsvLine().Match(raw) is { Success: true } line)
            place.Add($"CSV line {line.Groups[1].Value}");
        if (CsvColumn().Match(raw) is { Success: true } column && sql.Contains(column.Groups[1].Value, StringComparison.Ordinal))
            place.Add($"column {column.Groups[1].Value}");
        if (NotUtf8(raw))
            place.Add("text that is not UTF-8");
        return string.Join(", ", place);
    }

    private static DuckDBErrorType Named(string kind) =>
        Enum.TryParse<DuckDBErrorType>(kind.Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var named)
            ? named
            : DuckDBErrorType.Invalid;

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();

    private static bool NotUtf8(string raw) =>
        raw.Contains("not valid UTF8", StringComparison.OrdinalIgnoreCase)
        || raw.Contains("Invalid unicode", StringComparison.OrdinalIgnoreCase);

    private static bool IsFromStatement(Match quoted, string sql) => sql.Contains(quoted.Value[1..^1], StringComparison.Ordinal);

    [GeneratedRegex(@"^([A-Za-z ]{2,30}?) Error: ", RegexOptions.CultureInvariant)]
    private static partial Regex KindPrefix();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'", RegexOptions.CultureInvariant)]
    private static partial Regex QuotedPart();

    [GeneratedRegex("^[^\n]*CSV Error on Line: ([0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex CsvLine();

    [GeneratedRegex("\nError when converting column \"([^\"\n]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex CsvColumn();
}
