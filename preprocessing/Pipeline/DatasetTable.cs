using I2M2.Preprocessing.Synth;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>What the program does when it is told nothing: shows every data set's state and processes those that are ready.</summary>
internal sealed class DatasetTable(IReadOnlyList<IDataset> datasets, IReadOnlyList<ISynthetic> synthetics, string root, TextWriter output)
{
    private const string NotFound = "not found";
    private static readonly string[] Heads = ["data set", "raw files", "state", "next step"];

    /// <summary>Shows the table, then runs <paramref name="process"/> for each data set that is ready.</summary>
    internal void Run(Action<IDataset, string, string> process)
    {
        var rows = datasets.Select(d => (Dataset: d, State: StateOf(d))).ToList();
        if (rows.All(r => r.State.Cells[2] == NotFound))
            rows = [.. rows.Select(r => (r.Dataset, (WithSynthetic(r.Dataset, r.State.Cells), r.State.Ready)))];
        TextTable.Write(output, [Heads, .. rows.Select(r => r.State.Cells)]);
        foreach (var (dataset, state) in rows.Where(r => r.State.Ready))
        {
            output.WriteLine();
            process(dataset, RawFolderOf(dataset), ShardFolderOf(dataset));
        }
    }

    private string RawFolderOf(IDataset dataset) => Path.Combine(root, "raw", dataset.Name);

    private string ShardFolderOf(IDataset dataset) => Path.Combine(root, "shards", dataset.Name);

    private (string[] Cells, bool Ready) StateOf(IDataset dataset)
    {
        var folder = RawFolderOf(dataset);
        var raw = Directory.Exists(folder) ? dataset.Inspect(folder) : new RawFolder(0, []);
        var found = raw.Bytes > 0 ? $"{folder}  {PreprocessingReport.Size(raw.Bytes)}" : "-";
        var ready = raw.Bytes > 0 && raw.Missing.Count == 0;
        var (whole, text) = Look(ShardFolderOf(dataset), ready ? folder : null);
        var (state, next) = (whole, ready) switch
        {
            (true, _) => ("done", text),
            (_, true) => ("ready", $"{text}processing now"),
            _ when text.Length > 0 => ("damaged", $"{text}put the raw files under {folder} to make it again"),
            _ when raw.Bytes > 0 => ("incomplete", $"missing: {string.Join(", ", raw.Missing)}"),
            _ => (NotFound, $"{(DataManifest.Of(dataset.Name)?.Downloads.Length > 0 ? $"fetch {dataset.Name} downloads them, or by hand: " : "")}{DataManifest.Of(dataset.Name)?.HowToGet}, all under {folder}; see data-manifests/{dataset.Name}.yaml"),
        };
        return ([dataset.Name, found, state, next], ready && !whole);
    }

    /// <summary>To someone who has no data at all, what can be had without: the synthetic set of the same layout, if there is one.</summary>
    private string[] WithSynthetic(IDataset dataset, string[] cells)
        => synthetics.FirstOrDefault(s => s.Dataset == dataset.Name) is { } synthetic
            ? [.. cells[..^1], $"to try it without data: synth {synthetic.Name}, or all at once tools/quickstart.sh. {cells[^1]}"]
            : cells;

    /// <summary>Whether a whole set lies in <paramref name="folder"/>, made from the raw files there are now; else what is wrong with it.</summary>
    private static (bool Whole, string Text) Look(string folder, string? rawFolder)
    {
        if (!ShardSet.IsFinished(folder))
            return (false, "");
        try
        {
            using var set = ShardSet.Open(folder);
            set.Verify();
            if (rawFolder is not null && set.Manifest.RawFiles.FirstOrDefault(f => Changed(Path.Combine(rawFolder, f.Name), f.Bytes)) is { } changed)
                return (false, $"{changed.Name} has changed: ");
            var shards = set.Manifest.Splits.Sum(s => s.Shards.Count);
            return (true, $"{folder}, {PreprocessingReport.Count(set.Manifest.Rows)} rows, {shards} shards, verified");
        }
        catch (InputRefusedException e)
        {
            return (false, $"{e.FileName} is damaged or missing: ");
        }
    }

    private static bool Changed(string path, long bytes) => !File.Exists(path) || new FileInfo(path).Length != bytes;
}
