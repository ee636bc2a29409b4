using System.CommandLine;
using I2M2.Cli;
using I2M2.Modeling.Batches;
using I2M2.Modeling.Features;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using I2M2.Shards;
using TorchSharp;

namespace I2M2.Modeling.Commands;

/// <summary>`modeling features DATASET --backbone FILE --out DIR`: the command line of <see cref="FeatureSet"/>.</summary>
public static class FeaturesCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var withBackbone = TaskList.All.Where(t => t.JointInputs.Count > 0).ToList();
        var dataset = new Argument<string>("dataset") { Description = $"Data set: {string.Join(", ", withBackbone.Select(t => t.Dataset))}" };
        var data = new Option<string?>("--data") { Description = "Folder of shards [data/shards/DATASET]" };
        var backbone = new Option<string>("--backbone") { Description = "Weights: a file that `modeling import` wrote, or the checkpoint of a run that trained its backbone", Required = true };
        var output = new Option<string>("--out") { Description = "Folder to write the features to", Required = true };
        var batch = new Option<int>("--batch") { Description = "Rows at once", DefaultValueFactory = _ => 32 };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N", DefaultValueFactory = _ => "auto" };
        var replace = new Option<bool>("--replace") { Description = "Replace a finished set of other rows or weights" };
        var command = new Command("features", "Compute the features of a frozen backbone once: then heads of every paradigm train on them without it.") { dataset, data, backbone, output, batch, device, replace };
        command.SetAction((parsed, stop) =>
        {
            var name = parsed.GetRequiredValue(dataset);
            var plain = withBackbone.Find(t => t.Dataset == name) ?? throw new UsageException($"'{name}' is no data set with a backbone; there are {string.Join(", ", withBackbone.Select(t => t.Dataset))}");
            var weights = parsed.GetRequiredValue(backbone);
            var rows = parsed.GetValue(batch) is >= 1 and <= 65536 and var b ? b : throw new UsageException("--batch: 1 to 65536 is expected");
            var task = plain.Under(new Settings { Backbone = weights, FreezeBackbone = true });
            using var set = ShardSet.Open(FolderPath.ToRead("--data", parsed.GetValue(data) ?? TrainArguments.ShardsOf(name)));
            if (set.Manifest.Dataset != name)
                throw new UsageException($"{set.Folder} holds {set.Manifest.Dataset}, not {name}");
            var folder = FolderPath.ToWrite("--out", parsed.GetRequiredValue(output));
            if (FolderPath.IsBelow(folder, set.Folder))
                throw new UsageException($"--out {folder}: a folder of the shards that it is computed from; name another");
            // On this thread to the end: grad mode and dispose scopes belong to the thread.
            Write(new FeatureSet(task, weights, set, Devices.Choose(parsed.GetRequiredValue(device)), rows), name, folder, parsed.GetValue(replace), stop);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Write(FeatureSet features, string dataset, string folder, bool replace, CancellationToken stop)
    {
        var start = TimeProvider.System.GetTimestamp();
        var (manifest, wasThere) = features.Write(folder, replace, stop);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"{dataset}  features of {manifest.Rows:#,0} rows, {(wasThere ? "nothing to do, the same were computed before" : $"{manifest.Rows / seconds:#,0} rows/s")}"));
        Console.WriteLine($"out     {folder}");
        var width = manifest.Columns.First(c => c.Name == Tasks.VisionLanguage.FiberTask.TextFeature).Shape[0];
        Console.WriteLine($"next    dotnet run --project modeling -- train {dataset} --data {folder} --paradigm all --set width={width}");
    }
}
