using System.CommandLine;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Fetch;

/// <summary>`fetch NAME`: downloads a data set's public files into its raw folder.</summary>
internal static class FetchCommand
{
    /// <summary>Builds the command.</summary>
    internal static Command Create(IReadOnlyList<IDataset> datasets, string dataFolder)
    {
        var command = new Command("fetch", "Download a data set's public files into its raw folder; goes on where it was stopped, and checks what came");
        foreach (var dataset in datasets)
            command.Subcommands.Add(Of(dataset, dataFolder));
        return command;
    }

    private static Command Of(IDataset dataset, string dataFolder)
    {
        var raw = new Option<string>("--raw") { Description = "Folder to download to", DefaultValueFactory = _ => Path.Combine(dataFolder, "raw", dataset.Name) };
        var only = new Option<string[]>("--only")
        {
            Description = $"Fetch this alone; may be repeated. data-manifests/{dataset.Name}.yaml has the names, under downloads",
        };
        var mirror = new Option<string[]>("--mirror")
        {
            Description = "Address tried before the manifest's: a folder that holds the files by their names; may be repeated",
        };
        var acceptOther = new Option<string[]>("--accept-other")
        {
            Description = "Take this archive's files even if they are not the published ones, and record their hashes",
        };
        var json = new Option<bool>("--json") { Description = "Print the result as JSON" };
        var command = new Command(dataset.Name, dataset.Title) { raw, only, mirror, acceptOther, json };
        command.SetAction(async (parsed, stop) =>
        {
            var mirrors = (parsed.GetValue(mirror) ?? []).Select(Mirror).ToList();
            var request = new FetchRequest(FolderPath.ToWrite("--raw", parsed.GetValue(raw)), parsed.GetValue(only) ?? [], mirrors, parsed.GetValue(acceptOther) ?? []);
            await Run(dataset.Name, request, parsed.GetValue(json), stop);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task Run(string dataset, FetchRequest request, bool json, CancellationToken stop)
    {
        var manifest = DataManifest.Of(dataset);
        if (manifest is null || manifest.Downloads.Length == 0)
            throw new UsageException($"fetch {dataset}: nothing of it lies on the web for everyone; {manifest?.HowToGet ?? "there is no data manifest"}");
        CheckNames("--only", request.Only, manifest.Downloads);
        CheckNames("--accept-other", request.AcceptOther, manifest.Downloads.Where(d => d.Unpack is not null));

        using var client = WebClient.Create(WebClient.Handler());
        var all = new List<Fetched>();
        await new Fetcher(manifest, request, new Transfer(client, Patience.Normal)).Run(Report, stop);
        if (json)
            Console.WriteLine(FetchReport.JsonText(dataset, request.Raw, all));
        else
            Console.WriteLine($"next    dotnet run --project preprocessing -- {dataset} --raw {request.Raw}");

        void Report(Fetched fetched)
        {
            all.Add(fetched);
            if (json)
                return;
            foreach (var line in FetchReport.Lines(fetched))
                Console.WriteLine(line);
        }
    }

    private static void CheckNames(string option, IReadOnlyList<string> given, IEnumerable<Download> downloads)
    {
        var names = downloads.Select(d => d.Name).Distinct().ToList();
        if (given.FirstOrDefault(n => !names.Contains(n)) is { } unknown)
            throw new UsageException($"{option} {unknown}: one of {string.Join(", ", names)} is expected");
    }

    private static Uri Mirror(string text)
    {
        var folder = text.EndsWith('/') ? text : text + "/";
        // A name and password would end up in messages and in the part file's origin.
        return Uri.TryCreate(folder, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length == 0
            ? uri
            : throw new UsageException("--mirror: the http or https address of a folder is expected, without user name, '?' or '#'");
    }
}
