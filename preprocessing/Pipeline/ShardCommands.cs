using System.CommandLine;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>`verify DIR` and `inspect DIR`: what is in a finished folder, and whether it is still what was written.</summary>
internal static class ShardCommands
{
    internal static Command Verify()
    {
        var command = new Command("verify", "Recompute every shard's SHA-256 and compare it with the manifest");
        OnFolder(command, folder =>
        {
            using var set = ShardSet.Open(folder);
            var shards = set.Manifest.Splits.SelectMany(s => s.Shards).ToList();
            var bytes = shards.Sum(s => s.Bytes);
            using (var meter = new ProgressMeter($"verify {folder}", bytes, "B"))
                set.Verify(read => meter.Advance(read));
            Console.WriteLine($"{folder}: {shards.Count} shards, {PreprocessingReport.Count(set.Manifest.Rows)} rows, {PreprocessingReport.Size(bytes)}, all hashes as written");
        });
        return command;
    }

    internal static Command Inspect()
    {
        var command = new Command("inspect", "Show splits, columns, statistics and options of a finished shard set");
        OnFolder(command, folder =>
        {
            using var set = ShardSet.Open(folder);
            var manifest = set.Manifest;
            Console.WriteLine($"{manifest.Dataset}  {PreprocessingReport.Count(manifest.Rows)} rows, {manifest.ClassNames.Count} classes, from {PreprocessingReport.Count(manifest.RawFiles.Count)} raw files, made by version {manifest.ToolVersion}");
            if (manifest.Source is { } source)
                Console.WriteLine($"source   {SafeText.ForTerminal(source, int.MaxValue)}");
            foreach (var remark in manifest.Remarks ?? [])
                Console.WriteLine($"remark   {SafeText.ForTerminal(remark, int.MaxValue)}");
            Console.WriteLine($"options  {string.Join(" ", manifest.Options.Select(o => $"{o.Key}={o.Value}"))}\n");
            TextTable.Write(Console.Out, [["split", "rows", "shards", "size"], .. manifest.Splits.Select(Row)]);
            Console.WriteLine();
            TextTable.Write(Console.Out, [["column", "role", "dtype", "shape", "scale", "mean", "std", "min", "max", "unit"], .. manifest.Columns.Select(c => Row(c, manifest))]);
        });
        return command;
    }

    private static void OnFolder(Command command, Action<string> action)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a finished shard set" };
        command.Arguments.Add(folder);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(folder)!;
            if (path.StartsWith('-'))
                throw new UsageException($"{path}: no such option of {command.Name}; for a folder of that name write ./{path}");
            action(path);
        });
    }

    private static string[] Row(ManifestSplit split)
        => [split.Name, PreprocessingReport.Count(split.Rows), $"{split.Shards.Count}", PreprocessingReport.Size(split.Shards.Sum(s => s.Bytes))];

    private static string[] Row(ColumnSchema column, ShardManifest manifest)
    {
        var statistics = manifest.TrainStatistics.TryGetValue(column.Name, out var s)
            ? new[] { s.Mean, s.Std, s.Min, s.Max }.Select(v => $"{v:0.####}")
            : ["-", "-", "-", "-"];
        return [column.Name, $"{column.Role}".ToLowerInvariant(), $"{column.Dtype}", $"[{string.Join(", ", column.Shape)}]", $"{column.Scale:0.######}", .. statistics, column.Unit];
    }
}
