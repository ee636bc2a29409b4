using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline.Inspect;

/// <summary>What `inspect` says of a set as a whole.</summary>
internal static class InspectReport
{
    internal static void Write(TextWriter output, ShardManifest manifest, IReadOnlyList<ClassBalance> balance)
    {
        var (rows, rawFiles) = (PreprocessingReport.Counted(manifest.Rows, "row"), PreprocessingReport.Counted(manifest.RawFiles.Count, "raw file"));
        output.WriteLine(
            $"{SafeText.ForTerminal(manifest.Dataset)}  {rows}, {(manifest.ClassNames.Count > 0 ? $"{manifest.ClassNames.Count} classes, " : "")}from {rawFiles}, made by version {SafeText.ForTerminal(manifest.ToolVersion)}");
        if (manifest.Source is { } source)
            output.WriteLine($"source   {SafeText.ForTerminal(source, int.MaxValue)}");
        foreach (var remark in manifest.Remarks ?? [])
            output.WriteLine($"remark   {SafeText.ForTerminal(remark, int.MaxValue)}");
        output.WriteLine($"options  {SafeText.ForTerminal(string.Join(" ", manifest.Options.Select(o => $"{o.Key}={o.Value}")), int.MaxValue)}\n");
        TextTable.Write(output, [["split", "rows", "shards", "size"], .. manifest.Tables.Select(t => Row(t, $"{t.Name} (table)")), .. manifest.Splits.Select(s => Row(s, s.Name)),
            .. manifest.Parquet.Select(Row)]);
        output.WriteLine();
        TextTable.Write(output, [["column", "role", "dtype", "shape", "scale", "mean", "std", "min", "max", "unit"], .. manifest.Columns.Select(c => Row(c, manifest))]);
        foreach (var table in ClassBalance.Tables(balance))
        {
            output.WriteLine();
            TextTable.Write(output, table);
        }

        WriteRules(output, manifest);
    }

    private static void WriteRules(TextWriter output, ShardManifest manifest)
    {
        if (manifest.Funnel.Count > 0)
        {
            output.WriteLine();
            var hasAdmissions = manifest.Funnel.Any(f => f.Admissions is not null);
            var hasPatients = manifest.Funnel.Any(f => f.Patients is not null);
            TextTable.Write(output, [["of", "rule", "rows", .. Given(hasAdmissions, "admissions"), .. Given(hasPatients, "patients")],
                .. manifest.Funnel.Select(f => (string[])[SafeText.ForTerminal(f.Table), SafeText.ForTerminal(f.Rule), PreprocessingReport.Count(f.Rows), .. Given(hasAdmissions, Maybe(f.Admissions)), .. Given(hasPatients, Maybe(f.Patients))])]);
        }

        if (manifest.Rejects.Count > 0)
        {
            output.WriteLine();
            TextTable.Write(output, [["left out of", "rows"], .. manifest.Rejects.Select(r => (string[])[SafeText.ForTerminal(r.Key), PreprocessingReport.Count(r.Value)])]);
        }
    }

    internal static string Json(ShardSet set, IReadOnlyList<ClassBalance> balance, string split, int? rows)
    {
        var manifest = set.Manifest;
        return JsonLine.Of(new
        {
            manifest.Dataset,
            manifest.ToolVersion,
            manifest.Rows,
            manifest.Source,
            manifest.Remarks,
            manifest.Options,
            Tables = manifest.Tables.Select(t => new { t.Name, t.Rows, Shards = t.Shards.Count, Bytes = t.Shards.Sum(f => f.Bytes) }),
            Splits = manifest.Splits.Select(s => new { s.Name, s.Rows, Shards = s.Shards.Count, Bytes = s.Shards.Sum(f => f.Bytes) }),
            manifest.Columns,
            manifest.TrainStatistics,
            manifest.ClassNames,
            ClassBalance = balance,
            manifest.Parquet,
            manifest.Funnel,
            manifest.Rejects,
            RawFiles = manifest.RawFiles.Count,
            FirstRows = rows is { } count ? new { Split = split, Rows = Objects(RowTable.Of(set, split, count)) } : null,
        });
    }

    private static IEnumerable<Dictionary<string, string>> Objects(IReadOnlyList<string[]> table)
        => table.Skip(1).Select(row => table[0].Zip(row).ToDictionary(p => p.First, p => p.Second));

    private static string[] Row(ManifestSplit split, string name)
        => [SafeText.ForTerminal(name), PreprocessingReport.Count(split.Rows), $"{split.Shards.Count}", PreprocessingReport.Size(split.Shards.Sum(s => s.Bytes))];

    private static string[] Row(ManifestParquet table)
        => [SafeText.ForTerminal(Path.GetFileName(table.File)), PreprocessingReport.Count(table.Rows), "1", PreprocessingReport.Size(table.Bytes)];

    private static string[] Given(bool there, string cell) => there ? [cell] : [];

    private static string Maybe(long? count) => count is { } known ? PreprocessingReport.Count(known) : "-";

    private static string[] Row(ColumnSchema column, ShardManifest manifest)
    {
        var statistics = manifest.TrainStatistics.TryGetValue(column.Name, out var s)
            ? new[] { s.Mean, s.Std, s.Min, s.Max }.Select(StoredValues.Short)
            : ["-", "-", "-", "-"];
        return [column.Name, $"{column.Role}".ToLowerInvariant(), $"{column.Dtype}", $"[{string.Join(", ", column.Shape)}]", StoredValues.Short(column.Scale), .. statistics, column.Unit];
    }
}
