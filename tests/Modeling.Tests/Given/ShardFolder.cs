using I2M2.Shards;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Writes small shard sets.</summary>
internal static class ShardFolder
{
    /// <summary>A column of inputs.</summary>
    internal static ColumnSchema Input(string name, Dtype dtype, long[] shape, double scale = 1) => new()
    {
        Name = name,
        Role = ColumnRole.Input,
        Modality = name,
        Dtype = dtype,
        Shape = shape,
        Unit = "1",
        Scale = scale,
        Description = "Made up.",
    };

    /// <summary>A column of one whole number a row.</summary>
    internal static ColumnSchema Number(string name, ColumnRole role, Dtype dtype = Dtype.I64) => new()
    {
        Name = name,
        Role = role,
        Dtype = dtype,
        Shape = [],
        Unit = "index",
        Description = "Made up.",
    };

    /// <summary>Writes train, valid and test in shards of a hundred rows.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="dataset">The data set's name.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="rows">Rows of train, valid and test.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="value">The bytes of one row of a column; rows are counted over all splits.</param>
    /// <param name="more">What few sets have.</param>
    internal static void Write(
        string folder, string dataset, int classes, (int Train, int Valid, int Test) rows, IReadOnlyList<ColumnSchema> columns, Func<string, long, byte[]> value,
        More? more = null)
    {
        var plan = new ShardSetPlan
        {
            Dataset = dataset,
            ToolVersion = "1",
            Options = more?.Options ?? new Dictionary<string, string>(),
            Columns = columns,
            ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"class {c}")],
            RawFiles = [new RawFile("raw", 3, new string('0', 64))],
            Splits = [("train", rows.Train), ("valid", rows.Valid), ("test", rows.Test)],
            RowsPerShard = 100,
        };
        var first = new Dictionary<string, long> { ["train"] = 0, ["valid"] = rows.Train, ["test"] = rows.Train + rows.Valid };
        using var writer = new ShardSetWriter(folder, plan);
        foreach (var part in writer.Parts)
        {
            writer.Write(part, shard =>
            {
                foreach (var column in columns)
                {
                    for (var row = 0; row < part.Rows; row++)
                        shard.Append(column.Name, value(column.Name, first[part.Split] + part.FirstRow + row));
                }
            });
        }

        writer.Finish(columns.Where(c => c.Role == ColumnRole.Input).ToDictionary(c => c.Name, _ => new ColumnStatistics(1, 0, 1, 0, 1)),
            new SetFindings { Normalisers = more?.Normalisers ?? new Dictionary<string, Normaliser>() });
    }

    /// <summary>What few sets have.</summary>
    internal sealed record More
    {
        internal required IReadOnlyDictionary<string, Normaliser> Normalisers { get; init; }

        internal required IReadOnlyDictionary<string, string> Options { get; init; }
    }
}
