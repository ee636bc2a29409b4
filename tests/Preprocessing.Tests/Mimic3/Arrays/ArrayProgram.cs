using I2M2.Storage;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3.Arrays;

/// <summary>Runs `preprocessing mimic3` on a folder of arrays, and reads its Parquet files.</summary>
internal static class ArrayProgram
{
    internal static (int Code, string Output, string Error) Run(TemporaryFolder folder, string raw, params string[] options)
        => PreprocessingProgram.Run(["mimic3", "--raw", raw, "--out", folder.At("out"), .. options.SelectMany(o => new[] { "--set", o })]);

    /// <summary>It ends with 3, tells the file and what is wrong, and leaves nothing behind.</summary>
    internal static string AssertRefused(TemporaryFolder folder, string raw, string name, string message)
    {
        var (code, output, error) = Run(folder, raw);
        Assert.Equal((3, ""), (code, output));
        Assert.Contains($"{name}: ", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
        return error;
    }

    /// <summary>Numbers of a query over a Parquet file `t` of the set, row by row; NULL is NaN.</summary>
    internal static double[] Query(TemporaryFolder folder, string table, string select, string orderBy)
    {
        var path = folder.At($"out/shards/{table}-00000.parquet");
        using var database = DuckDatabase.Open(new DuckOptions { Files = [path] });
        using var result = database.Query("read", $"SELECT unnest([{select}]::DOUBLE[]) FROM read_parquet({Sql.ReadPath(path)}) t ORDER BY {orderBy}");
        var numbers = new List<double>();
        while (result.Read())
        {
            for (var r = 0; r < result.Rows; r++)
                numbers.Add(result.Column(0).IsNull(r) ? double.NaN : result.Column(0).Values<double>()[r]);
        }

        return [.. numbers];
    }
}
