using I2M2.Storage;

namespace I2M2.Tests.Storage;

/// <summary>Short ways to ask.</summary>
internal static class Rows
{
    /// <summary>The first column of a query, [rows].</summary>
    public static T[] Numbers<T>(this DuckDatabase database, string sql, params ReadOnlySpan<DuckParameter> parameters)
        where T : unmanaged
    {
        var all = new List<T>();
        using var result = database.Query("test", sql, parameters);
        while (result.Read())
            all.AddRange(result.Column(0).Values<T>());
        return [.. all];
    }

    /// <summary>The first column of a query as text; NULL is "NULL".</summary>
    public static string[] Texts(this DuckDatabase database, string sql, params ReadOnlySpan<DuckParameter> parameters)
    {
        var all = new List<string>();
        using var result = database.Query("test", sql, parameters);
        while (result.Read())
        {
            var column = result.Column(0);
            for (var i = 0; i < column.Count; i++)
                all.Add(column.IsNull(i) ? "NULL" : column.Text(i));
        }

        return [.. all];
    }
}
