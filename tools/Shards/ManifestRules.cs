namespace I2M2.Shards;

/// <summary>What must hold between the parts of a manifest, beyond its JSON: whoever has read one need not ask again.</summary>
internal static class ManifestRules
{
    /// <exception cref="InputRefusedException">The manifest contradicts itself; the message says where.</exception>
    internal static void Check(string path, ShardManifest manifest)
    {
        InputRefusedException Refuse(string problem) => new(path, problem, "preprocess again with --replace");

        // The annotations of nullability do not reach into lists.
        if (manifest.Columns.Any(c => c is null) || manifest.Stored.Any(s => s is null || s.Shards.Any(f => f is null))
            || manifest.ClassNames.Any(n => n is null) || manifest.RawFiles.Any(f => f is null) || manifest.TrainStatistics.Values.Any(s => s is null)
            || manifest.Normalisers.Values.Any(n => n is null) || manifest.Funnel.Any(f => f is null) || manifest.Parquet.Any(f => f is null)
            || manifest.Columns.Any(c => c.ClassNames?.Any(n => n is null) == true || c.Features?.Any(n => n is null) == true))
        {
            throw Refuse("a list holds null");
        }

        if (manifest.Columns.DistinctBy(c => c.Name).Count() != manifest.Columns.Count)
            throw Refuse("a column is listed twice");
        if (manifest.Splits.Count == 0)
            throw Refuse("it lists no split");
        if (manifest.Stored.DistinctBy(s => s.Name).Count() != manifest.Stored.Count())
            throw Refuse("a split or table is listed twice");
        CheckTables(manifest, Refuse);
        CheckNormalisers(manifest, Refuse);
        CheckParquet(manifest, Refuse);
        try
        {
            if (manifest.Columns.FirstOrDefault(c => c.RowBytes > int.MaxValue) is { } wide)
                throw Refuse($"a row of column '{wide.Name}' has {wide.RowBytes:#,0} bytes, more than {int.MaxValue:#,0}");
            foreach (var split in manifest.Stored)
            {
                if (split.Shards.Count == 0 || split.Shards.Aggregate(0L, (sum, s) => checked(sum + s.Rows)) != split.Rows)
                    throw Refuse($"split '{split.Name}' of {split.Rows} rows does not add up from its shards");
                for (var index = 0; index < split.Shards.Count; index++)
                    CheckShard(manifest, split, index, Refuse);
            }
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw Refuse($"its columns make no file: {e.Message.TrimEnd('.')}");
        }
    }

    private static void CheckTables(ShardManifest manifest, Func<string, InputRefusedException> refuse)
    {
        var tables = manifest.Tables.Select(t => t.Name).ToHashSet();
        if (manifest.Columns.FirstOrDefault(c => !tables.IsSupersetOf(new[] { c.Table, c.KeyOf }.OfType<string>())) is { } lost)
            throw refuse($"column '{lost.Name}' is of a table that is not listed");
        if (tables.FirstOrDefault(t => manifest.Columns.All(c => c.KeyOf != t)) is { } table)
            throw refuse($"table '{table}' has no key column");
        if (manifest.Columns.FirstOrDefault(c => c.KeyOf is not null && (c.Table is not null || c.Dtype != Dtype.I64 || c.Shape.Length > 0)) is { } key)
            throw refuse($"key column '{key.Name}' is not one I64 number a row of the splits");
    }

    private static void CheckNormalisers(ShardManifest manifest, Func<string, InputRefusedException> refuse)
    {
        foreach (var column in manifest.Columns.Where(c => c.Features is not null && c.Features.Count != Last(c)))
            throw refuse($"column '{column.Name}' has {column.Features!.Count} named features, its last axis {Last(column)}");
        foreach (var (name, normaliser) in manifest.Normalisers)
        {
            var column = manifest.Columns.FirstOrDefault(c => c.Name == name && c.Role == ColumnRole.Input)
                ?? throw refuse($"the normaliser of '{name}' belongs to no input column");
            if (normaliser.Problem(Last(column)) is { } problem)
                throw refuse($"the normaliser of column '{name}' {problem}");
        }

        static long Last(ColumnSchema column) => column.Shape.LastOrDefault(1);
    }

    private static void CheckParquet(ShardManifest manifest, Func<string, InputRefusedException> refuse)
    {
        if (manifest.Parquet.FirstOrDefault(f => !ParquetPart.IsName(f.File)) is { } astray)
            throw refuse($"a Parquet file is listed as '{astray.File}'");
        if (manifest.Parquet.DistinctBy(f => f.File).Count() != manifest.Parquet.Count)
            throw refuse("a Parquet file is listed twice");
        if (manifest.Parquet.FirstOrDefault(f => f.Rows < 0 || f.Bytes < 1 || BlockHash.Decode(f.BlockXxh3, ParquetBytes.BlocksOf(f.Bytes)) is null) is { } wrong)
            throw refuse($"{wrong.File} is listed with {wrong.Rows} rows, {wrong.Bytes} bytes and hashes that do not fit these");
    }

    private static void CheckShard(ShardManifest manifest, ManifestSplit split, int index, Func<string, InputRefusedException> refuse)
    {
        // The name is fixed by split and position: a manifest cannot point outside its folder.
        var shard = split.Shards[index];
        if (shard.File != ShardSet.ShardName(split.Name, index) || split.Name.AsSpan().ContainsAny('/', '\\', '.'))
            throw refuse($"shard {index} of split '{split.Name}' is listed as '{shard.File}'");
        if (shard.Rows < 1)
            throw refuse($"{shard.File} is listed with {shard.Rows} rows");
        var layout = ShardFile.Layout(manifest.ColumnsOf(split.Name), shard.Rows, manifest.InputsSha256, split.Name);
        if (shard.Bytes != layout.FileLength)
            throw refuse($"{shard.File} is listed with {shard.Bytes:#,0} bytes, {shard.Rows:#,0} rows of the schema make {layout.FileLength:#,0}");
        if (BlockHash.Decode(shard.BlockXxh3, layout.BlockCount) is null)
            throw refuse($"{shard.File} is listed with hashes that are not those of {layout.BlockCount:#,0} blocks");
    }
}
