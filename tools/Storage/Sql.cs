namespace I2M2.Storage;

/// <summary>Names and values as SQL text, for the places where a parameter cannot stand.</summary>
public static class Sql
{
    /// <summary>A text literal.</summary>
    /// <exception cref="ArgumentException">It holds a NUL, at which DuckDB would end the statement.</exception>
    public static string Text(string value) => $"'{WithoutNul(value).Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>The name of a table or column.</summary>
    /// <exception cref="ArgumentException">It holds a NUL, at which DuckDB would end the statement.</exception>
    public static string Name(string name) => $"\"{WithoutNul(name).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A literal for exactly this file, absolute: no character of its name is a wildcard.</summary>
    public static string ReadPath(string path) => Text(PathPattern(path));

    /// <summary>A literal for a file to write, absolute.</summary>
    public static string WritePath(string path) => Text(Path.GetFullPath(path));

    /// <summary>The pattern that matches exactly this file, absolute, for a parameter of a reading function.</summary>
    public static string PathPattern(string path) =>
        string.Concat(Path.GetFullPath(path).Select(c => c is '*' or '?' or '[' ? $"[{c}]" : $"{c}"));

    private static string WithoutNul(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new ArgumentException("text with a NUL cannot stand in SQL", nameof(text))
        : text;
}
