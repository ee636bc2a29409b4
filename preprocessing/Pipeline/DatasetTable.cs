using I2M2.Preprocessing.Synth;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>What the program does when it is told nothing: shows every data set's state and processes those that are ready.</summary>
internal sealed class DatasetTable(IReadOnlyList<IDataset> datasets, IReadOnlyList<ISynthetic> synthetics, string root, TextWriter output)
{
    private const string NotFound = "not found";
    private static readonly string[] Heads = ["data set", "raw files", "state", "next step"];

    /// <summary>Shows the table, then runs <paramref name="process"/> for each data set that is ready.</summary>
    /// <param name="process">Given the data set, its raw folder and its output folder.</param>
    /// <param name="stop">Makes it throw.</param>
    internal void Run(Action<IDataset, string, string> process, CancellationToken stop)
    {
        var rows = datasets.Select(d => (Dataset: d, State: StateOf(d, stop))).ToList();
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

    private (string[] Cells, bool Ready) StateOf(IDataset dataset, CancellationToken stop)
    {
        var folder = RawFolderOf(dataset);
        RawFolder raw;
        try
        {
            raw = Directory.Exists(folder) ? dataset.Inspect(folder) : new RawFolder(0, []);
        }
        catch (InputRefusedException e)
        {
            // One data set's files are no reason to say nothing of the others.
            return ([dataset.Name, folder, "refused", e.Message], false);
        }

        var found = raw.Bytes > 0 ? $"{folder}  {PreprocessingReport.Size(raw.Bytes)}" : "-";
        var ready = raw.Bytes > 0 && raw.Missing.Count == 0;
        var (there, text) = Look(ShardFolderOf(dataset), ready ? folder : null, stop);
        var (state, next) = (there, ready) switch
        {
            (SetState.Whole, _) => ("done", text),
            (SetState.Other, _) => ("other", $"{text}; to make it again: {dataset.Name} --replace"),
            (SetState.Damaged, true) => ("ready", $"{text}: processing now"),
            (SetState.Damaged, false) => ("damaged", $"{text}: put the raw files under {folder} to make it again"),
            (_, true) => ("ready", "processing now"),
            _ when raw.Bytes > 0 => ("incomplete", $"missing: {string.Join(", ", raw.Missing)}"),
            _ => (NotFound, $"{(DataManifest.Of(dataset.Name)?.Downloads.Length > 0 ? $"fetch {dataset.Name} downloads them, or by hand: " : "")}{DataManifest.Of(dataset.Name)?.HowToGet}, all under {folder}; see data-manifests/{dataset.Name}.yaml"),
        };
        return ([dataset.Name, found, state, next], ready && there is SetState.None or SetState.Damaged);
    }

    /// <summary>To someone who has no data at all, what can be had without: the synthetic set of the same layout, if there is one.</summary>
    private string[] WithSynthetic(IDataset dataset, string[] cells)
        => synthetics.FirstOrDefault(s => s.Dataset == dataset.Name) is { } synthetic
            ? [.. cells[..^1], $"to try it without data: synth {synthetic.Name}{(synthetic.Quickstart is { } script ? $", or all at once {script}" : "")}. {cells[^1]}"]
            : cells;

    /// <summary>What set lies in a folder, and in words how it is, or what is wrong with it.</summary>
    private static (SetState State, string Text) Look(string folder, string? rawFolder, CancellationToken stop)
    {
        if (!ShardSet.IsFinished(folder))
            return (SetState.None, "");
        try
        {
            var manifest = ShardSet.ReadManifest(folder);
            if (rawFolder is not null && manifest.RawFiles.FirstOrDefault(f => Changed(Path.Combine(rawFolder, f.Name), f.Bytes)) is { } changed)
                return (SetState.Other, $"{changed.Name} has changed since");
            var shards = manifest.Splits.Sum(s => s.Shards.Count);
            return ShardSet.FindDamage(folder, stop: stop) is [var first, ..]
                ? (SetState.Damaged, $"{first.File} is damaged or missing")
                : (SetState.Whole, $"{folder}, {PreprocessingReport.Counted(manifest.Rows, "row")}, {PreprocessingReport.Counted(shards, "shard")}, verified");
        }
        catch (InputRefusedException e)
        {
            return (SetState.Other, $"{e.FileName} is damaged or not of this version");
        }
    }

    private static bool Changed(string path, long bytes) => !File.Exists(path) || new FileInfo(path).Length != bytes;

    private enum SetState
    {
        None,
        Whole,
        Damaged,

        /// <summary>Made from other raw files, or with a manifest that cannot be read: not replaced without a word.</summary>
        Other,
    }
}
