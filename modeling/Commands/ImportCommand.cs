using System.CommandLine;
using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Import;
using I2M2.Modeling.Import.Fiber;
using I2M2.Modeling.Networks.Fiber;

namespace I2M2.Modeling.Commands;

/// <summary>`modeling import FILE --as MODEL --out DIR`: the command line of <see cref="Importer"/>.</summary>
public static class ImportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("file")
        {
            Description = "State dict saved by torch.save, or .safetensors; of several networks one file of all, or one for each",
            Arity = ArgumentArity.OneOrMore,
        };
        var names = string.Join(", ", ImportTargetList.All.Select(t => t.Name));
        var model = new Option<string>("--as") { Description = $"What it is: {names}, or {FiberImporter.Name}: the backbone of vqa-vs and nlvr2 (FIBER's checkpoints, RoBERTa and Swin of Hugging Face, Swin of timm)", Required = true };
        var output = new Option<string>("--out") { Description = "Folder of the checkpoint", Required = true };
        var profile = new Option<string>("--profile")
        {
            Description = "How it will be judged: clean, or reference as the paper's code does",
            DefaultValueFactory = _ => "clean",
        };
        var seed = new Option<int>("--seed") { Description = "Seed of what missing tensors get", DefaultValueFactory = _ => 0 };
        var allowMissing = new Option<bool>("--allow-missing") { Description = "Give missing tensors fresh values" };
        var allowUnexpected = new Option<bool>("--allow-unexpected") { Description = "Pass over tensors that have no place in the model" };
        var list = new Option<bool>("--list") { Description = "Show every tensor, also those that match" };
        var imageSize = new Option<int>("--image-size") { Description = $"Of {FiberImporter.Name}: rows and columns of pictures, to which tables of positions are brought; FIBER's are 384 for NLVR2, 576 for VQA [as the file has it]" };
        var textHeads = new Option<int>("--text-heads") { Description = $"Of {FiberImporter.Name}: attention heads of a text layer, where they are not 64 wide" };
        var json = new Option<bool>("--json") { Description = "Print JSON and nothing else on standard output" };
        var command = new Command("import", "Turn weights that other code trained into a checkpoint that evaluation can judge.")
        {
            files, model, output, profile, seed, allowMissing, allowUnexpected, list, json, imageSize, textHeads,
        };
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetRequiredValue(model) == FiberImporter.Name)
            {
                var importer = new FiberImporter(parsed.GetRequiredValue(files), parsed.GetValue(imageSize), parsed.GetValue(textHeads));
                RunFiber(() => importer.Run(FolderPath.ToWrite("--out", parsed.GetRequiredValue(output)), parsed.GetValue(allowMissing), parsed.GetValue(allowUnexpected), parsed.GetValue(seed)), parsed.GetValue(list), parsed.GetValue(json));
                return Task.FromResult(ExitCode.Done);
            }

            var request = new ImportRequest
            {
                Files = parsed.GetRequiredValue(files),
                Target = ImportTargetList.Find(parsed.GetRequiredValue(model)),
                Output = FolderPath.ToWrite("--out", parsed.GetRequiredValue(output)),
                Profile = parsed.GetRequiredValue(profile),
                Seed = parsed.GetValue(seed) is >= 0 and var s ? s : throw new UsageException("--seed: expected a whole number from 0"),
                AllowMissing = parsed.GetValue(allowMissing),
                AllowUnexpected = parsed.GetValue(allowUnexpected),
            };
            // On this thread to the end: grad mode and dispose scopes belong to the thread.
            return Task.FromResult(Run(request, parsed.GetValue(list), parsed.GetValue(json)));
        });
        return command;
    }

    private static int Run(ImportRequest request, bool list, bool json)
    {
        using var importer = new Importer(request);
        var refusal = importer.Refusal();
        var report = refusal is null ? importer.Write() : importer.Report;
        if (json)
            Console.Out.Write(report.ToJson());
        else
            report.WriteTable(Console.Out, list);
        if (refusal is not null)
            throw refusal;
        if (report.Of(MatchState.Missing).Any())
            Console.Error.WriteLine("WARNING: missing tensors hold fresh random values; what their networks predict means nothing. Evaluation will say so.");
        if (!json)
            WriteNext(report);
        return ExitCode.Done;
    }

    private static void RunFiber(Func<(FiberReport Report, FiberConfig Config, string Path)> import, bool list, bool json)
    {
        var (report, config, path) = import();
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { report.Matched, report.Missing, report.Unexpected, report.Resized, report.Unused, Config = config, Written = path }));
            return;
        }

        Console.Out.WriteLine($"{FiberImporter.Name}  matched {report.Matched}, missing {report.Missing.Count}, unexpected {report.Unexpected.Count}, resized {report.Resized.Count}, unused {report.Unused}");
        foreach (var (what, names) in new[] { ("missing", report.Missing), ("unexpected", report.Unexpected), ("resized", report.Resized) })
        {
            foreach (var name in names.Take(list ? int.MaxValue : 10))
                Console.Out.WriteLine($"  {what,-11} {SafeText.ForTerminal(name, 200)}");
            if (!list && names.Count > 10)
                Console.Out.WriteLine($"  {what,-11} and {names.Count - 10} more: --list");
        }

        if (report.Missing.Count > 0)
            Console.Error.WriteLine("WARNING: missing tensors hold fresh random values.");
        Console.Out.WriteLine($"out     {path}, for pictures of {config.ImageSize} x {config.ImageSize} and {config.Vocabulary:#,0} tokens");
        Console.Out.WriteLine($"next    dotnet run --project modeling -- features vqa-vs --backbone {path} --out data/shards/vqa-vs-features");
    }

    private static void WriteNext(ImportReport report)
    {
        Console.Out.WriteLine($"out     {report.Written}  {report.Parameters:#,0} parameters");
        Console.Out.WriteLine(report.CanBeJudged
            ? $"next    dotnet run --project evaluation -- {report.Written} --data data/shards/{report.Target.Dataset}"
            : $"next    nothing: weights only, since this version cannot judge {report.Target.Name}");
    }
}
