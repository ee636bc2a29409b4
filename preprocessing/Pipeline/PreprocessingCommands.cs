using System.CommandLine;
using System.Diagnostics;
using I2M2.Cli;
using I2M2.Preprocessing.Fetch;
using I2M2.Preprocessing.Pipeline.Inspect;
using I2M2.Preprocessing.Synth;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>The command line: one command per data set, `verify`, `inspect`, `fetch`, `synth`, `tokenize`, and the table when no command is given.</summary>
public static class PreprocessingCommands
{
    /// <summary>Builds the command line.</summary>
    /// <param name="datasets">The data sets to offer.</param>
    /// <param name="synthetics">The synthetic data sets to offer.</param>
    /// <param name="dataFolder">Where raw/{dataset} and shards/{dataset} lie unless the user says otherwise.</param>
    public static RootCommand Root(IReadOnlyList<IDataset> datasets, IReadOnlyList<ISynthetic> synthetics, string dataFolder = "data")
    {
        var root = new RootCommand($"I2M2.Toolkit preprocessing: raw files in, shards out. Without a command: every data set whose raw files lie under {dataFolder}/raw");
        foreach (var dataset in datasets)
            root.Subcommands.Add(Process(dataset, dataFolder));
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(InspectCommand.Create());
        root.Subcommands.Add(FetchCommand.Create(datasets, dataFolder));
        root.Subcommands.Add(SynthCommand.Create(synthetics, dataFolder));
        root.Subcommands.Add(TokenizeCommand.Create());
        root.SetAction((_, stop) =>
        {
            new DatasetTable(datasets, synthetics, dataFolder, Console.Out).Run(
                (dataset, raw, output) => Run(dataset, new PreprocessingJob(raw, output, Environment.ProcessorCount, new Settings([]), Stop: stop), json: false), stop);
            return Task.FromResult(ExitCode.Done);
        });
        return root;
    }

    private static Command Process(IDataset dataset, string dataFolder)
    {
        var raw = new Option<string>("--raw") { Description = "Folder of the raw files", DefaultValueFactory = _ => Path.Combine(dataFolder, "raw", dataset.Name) };
        var output = new Option<string>("--out") { Description = "Folder to write the shards to", DefaultValueFactory = _ => Path.Combine(dataFolder, "shards", dataset.Name) };
        var workers = new Option<int>("--workers") { Description = "Threads; they change no byte of the result", DefaultValueFactory = _ => Environment.ProcessorCount };
        var set = new Option<string[]>("--set") { Description = $"Option as key=value; may be repeated:\n{string.Join('\n', dataset.OptionHelp)}" };
        var replace = new Option<bool>("--replace") { Description = "Replace a finished set that was made with other options or from other raw files" };
        var json = new Option<bool>("--json") { Description = "Print the result as one line of JSON" };
        var skipBad = new Option<bool>("--skip-bad") { Description = "Leave out rows that cannot be read, list them in rejects.jsonl and count them, instead of stopping at the first" };
        var temp = new Option<string?>("--temp") { Description = "Folder for work files, e.g. on a larger disk; made, and emptied at the end. Normally within --out" };
        var memory = new Option<int>("--memory") { Description = "MiB that the work database may take; what does not fit goes to the disk", DefaultValueFactory = _ => (int)(PreprocessingJob.UsualMemory >> 20) };
        var check = new Option<string?>("--check") { Description = "Only look whether the raw files can be read, and list those that cannot: headers and sizes, or everything (full). With --skip-bad those that cannot are no failure", Arity = ArgumentArity.ZeroOrOne, HelpName = "quick|full" };
        var command = new Command(dataset.Name, dataset.Title) { raw, output, workers, set, replace, json };
        if (dataset.CanSkipBad)
            command.Options.Add(skipBad);
        if (dataset.CanCheck)
            command.Options.Add(check);
        if (dataset.NeedsWorkFolder)
        {
            command.Options.Add(temp);
            command.Options.Add(memory);
        }

        command.SetAction((parsed, stop) =>
        {
            var threads = parsed.GetValue(workers);
            if (threads is < 1 or > 1024)
                throw new UsageException($"--workers {threads}: 1 to 1024 is expected");
            var (from, to) = (FolderPath.ToRead("--raw", parsed.GetValue(raw)), FolderPath.ToWrite("--out", parsed.GetValue(output)));
            RefuseOneFolder(from, to);
            var job = new PreprocessingJob(from, to, threads, new Settings(parsed.GetValue(set) ?? []), parsed.GetValue(replace), stop);
            if (dataset.CanSkipBad)
                job = job with { SkipBad = parsed.GetValue(skipBad) };
            if (dataset.NeedsWorkFolder)
                job = job with { Temp = parsed.GetValue(temp) is { } folder ? FolderPath.ToWrite("--temp", folder) : null, Memory = Mebibytes(parsed.GetValue(memory)) };
            if (dataset.CanCheck && parsed.GetResult(check) is not null)
                Check(dataset, job, parsed.GetValue(check), parsed.GetValue(json));
            else
                Run(dataset, job, parsed.GetValue(json));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    // Replacing a set, or removing one that was refused, must never come near files that cannot be made again.
    private static void RefuseOneFolder(string raw, string output)
    {
        var (from, shards) = (Real(raw), Path.Combine(Real(output), ShardSet.ShardFolder));
        if (from == Real(output))
            throw new UsageException($"--out {SafeText.ForTerminal(output, 300)}: the raw files lie there (--raw); name a folder of its own for the shards");
        if (from == shards || FolderPath.IsBelow(from, shards))
            throw new UsageException($"--raw {SafeText.ForTerminal(raw, 300)}: shards would be written there, into --out {SafeText.ForTerminal(output, 300)}; name another --out");
    }

    private static string Real(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new DirectoryInfo(full) is { Exists: true } there && there.ResolveLinkTarget(returnFinalTarget: true) is { } target ? Path.TrimEndingDirectorySeparator(target.FullName) : full;
    }

    private static long Mebibytes(int count) => count is >= 64 and <= 1 << 20 ? (long)count << 20 : throw new UsageException($"--memory {count}: 64 to 1048576 MiB are expected");

    private static void Check(IDataset dataset, PreprocessingJob job, string? how, bool json)
    {
        if (how is not (null or "quick" or "full"))
            throw new UsageException($"--check {SafeText.ForTerminal(how)}: quick or full is expected");
        RequireRaw(dataset, job);
        var found = dataset.Check(job, thorough: how == "full");
        if (json)
            Console.WriteLine(JsonLine.Of(new { Dataset = dataset.Name, job.Raw, found.Summary, found.Faults }));
        else
            Console.WriteLine(string.Join('\n', [.. found.Faults.Select(f => $"fault   {f}"), $"{dataset.Name}  {found.Summary}"]));
        if (found.Faults.Count > 0 && !job.SkipBad)
        {
            var (count, them) = (PreprocessingReport.Counted(found.Faults.Count, "file"), found.Faults.Count == 1 ? "it" : "them");
            throw new InputRefusedException(job.Raw, $"{count} cannot be read", $"fetch {them} again, or leave {them} out with --skip-bad");
        }
    }

    private static void Run(IDataset dataset, PreprocessingJob job, bool json)
    {
        var start = Stopwatch.GetTimestamp();
        RequireRaw(dataset, job);
        var result = dataset.Run(job);
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (json)
            Console.WriteLine(PreprocessingReport.Json(job, result, elapsed));
        else
            PreprocessingReport.Write(Console.Out, dataset, job, result, elapsed);
    }

    private static void RequireRaw(IDataset dataset, PreprocessingJob job)
    {
        if (!Directory.Exists(job.Raw))
        {
            throw new InputRefusedException(
                job.Raw,
                File.Exists(job.Raw) ? "expected a folder, found a file" : "no such folder",
                $"give the raw files' folder with --raw; data-manifests/{dataset.Name}.yaml says what belongs there{(DataManifest.Of(dataset.Name)?.Downloads.Length > 0 ? $", and `fetch {dataset.Name}` downloads what is public" : "")}");
        }
    }
}
