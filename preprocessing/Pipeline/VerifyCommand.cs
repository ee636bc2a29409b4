using System.CommandLine;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>`verify DIR`: whether a finished set is still what was written, and if not, where.</summary>
internal static class VerifyCommand
{
    internal static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a finished shard set" };
        var json = new Option<bool>("--json") { Description = "Print the result as one line of JSON" };
        var command = new Command("verify", "Read every shard and compare it with the manifest's hashes; list every damaged stretch by file, column, bytes and rows") { folder, json };
        command.SetAction((parsed, stop) =>
        {
            Run(FolderPath.ToRead("DIR", parsed.GetValue(folder)), parsed.GetValue(json), stop);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Run(string folder, bool json, CancellationToken stop)
    {
        var manifest = ShardSet.ReadManifest(folder);
        var shards = manifest.Stored.Sum(s => s.Shards.Count) + manifest.Parquet.Count;
        var bytes = manifest.Bytes;
        IReadOnlyList<ShardDamage> damage;
        using (var meter = new ProgressMeter($"verify {folder}", bytes, "B"))
            damage = ShardSet.FindDamage(folder, read => meter.Advance(read), stop);

        var counted = $"{PreprocessingReport.Counted(shards, "shard")}, {PreprocessingReport.Counted(manifest.Rows, "row")}, {PreprocessingReport.Size(bytes)}";
        if (json)
            Console.WriteLine(JsonLine.Of(new { Folder = folder, Shards = shards, manifest.Rows, Bytes = bytes, Damage = damage }));
        else if (damage.Count == 0)
            Console.WriteLine($"{folder}: {counted}, all hashes as written");
        else
            Console.WriteLine(string.Join('\n', damage.Select(d => SafeText.ForTerminal($"{d}", int.MaxValue))));

        if (damage.Count > 0)
        {
            var files = damage.Select(d => d.File).Distinct().Count();
            throw new InputRefusedException(folder, $"{PreprocessingReport.Counted(damage.Count, "damaged place")} in {files} of {counted}", $"preprocess {manifest.Dataset} again");
        }
    }
}
