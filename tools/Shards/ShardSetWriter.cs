using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace I2M2.Shards;

/// <summary>
/// Writes a shard set: shards in any order and from any thread, the manifest last. A killed run is continued: shards that an earlier
/// run with the same inputs and options finished are kept, unless it came to its manifest and the set is now replaced. Disposing without <see cref="Finish"/> leaves finished shards
/// for the next run, but no manifest, so that no reader takes them for a whole set.
/// </summary>
public sealed partial class ShardSetWriter : IDisposable
{
    private const string HashKey = "inputs_sha256";
    private const string SplitKey = "split";
    private readonly string folder;
    private readonly ShardSetPlan plan;
    private readonly string inputsSha256;
    private readonly FileStream running;
    private readonly ConcurrentDictionary<ShardPart, ManifestShard> written = new();

    /// <summary>Makes the folder (for its owner alone) and claims it; an old manifest and shards of other inputs are removed.</summary>
    /// <param name="folder">Output folder; may exist.</param>
    /// <param name="plan">What will be written.</param>
    /// <exception cref="InputRefusedException">The folder's manifest is not one of this program.</exception>
    /// <exception cref="IOException">Another process is writing there.</exception>
    public ShardSetWriter(string folder, ShardSetPlan plan)
    {
        this.folder = folder;
        this.plan = plan;
        inputsSha256 = plan.InputsSha256();
        Parts = plan.Shards();
        DurableFolder.Create(folder);
        running = new FileStream(Path.Combine(folder, ".running"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        try
        {
            // Where a manifest is, this set is made anew and no shard of it is trusted; where none is, an earlier run was killed.
            var replaces = ShardSet.IsFinished(folder);
            if (replaces)
                RemoveManifest();
            DurableFolder.Create(Path.Combine(folder, ShardSet.ShardFolder));
            RemoveShards(keepFinished: !replaces);
        }
        catch
        {
            running.Dispose();
            throw;
        }
    }

    /// <summary>The shards to write.</summary>
    public IReadOnlyList<ShardPart> Parts { get; }

    /// <summary>
    /// True when <paramref name="folder"/> holds a whole, undamaged set of exactly this plan: nothing is left to do. All hashes are recomputed.
    /// </summary>
    /// <param name="folder">Output folder; need not exist.</param>
    /// <param name="plan">What would be written.</param>
    /// <param name="progress">As for <see cref="ShardSet.Verify"/>.</param>
    public static bool IsDone(string folder, ShardSetPlan plan, Action<long>? progress = null)
    {
        if (!ShardSet.IsFinished(folder))
            return false;
        try
        {
            using var set = ShardSet.Open(folder);
            if (set.Manifest.InputsSha256 != plan.InputsSha256())
                return false;
            set.Verify(progress);
            return true;
        }
        catch (InputRefusedException)
        {
            return false;
        }
    }

    /// <summary>Writes one shard, unless an earlier run has. Thread-safe for different parts.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <param name="fill">Appends every column's rows; see <see cref="SafetensorsWriter.Append"/>.</param>
    /// <returns>False when the shard was there already and <paramref name="fill"/> was not called.</returns>
    public bool Write(ShardPart part, Action<SafetensorsWriter> fill)
    {
        var path = Path.Combine(folder, part.File);
        var kept = File.Exists(path);
        if (kept)
        {
            using var stream = File.OpenRead(path);
            written[part] = new ManifestShard(part.File, part.Rows, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream)));
        }
        else
        {
            var metadata = new Dictionary<string, string> { [HashKey] = inputsSha256, [SplitKey] = part.Split };
            using var writer = new SafetensorsWriter(path, [.. plan.Columns.Select(c => c.Tensor(part.Rows))], metadata);
            fill(writer);
            var sha256 = writer.Finish();
            written[part] = new ManifestShard(part.File, part.Rows, new FileInfo(path).Length, sha256);
        }

        return !kept;
    }

    /// <summary>Writes the manifest: from now on the set is whole.</summary>
    /// <param name="trainStatistics">Statistics of the input columns over the train split, by column name.</param>
    /// <exception cref="InvalidOperationException">A shard was not written.</exception>
    public ShardManifest Finish(IReadOnlyDictionary<string, ColumnStatistics> trainStatistics)
    {
        if (Parts.FirstOrDefault(p => !written.ContainsKey(p)) is { } missing)
            throw new InvalidOperationException($"{missing.File} was not written");
        var manifest = new ShardManifest
        {
            FormatVersion = ShardManifest.CurrentFormatVersion,
            Dataset = plan.Dataset,
            ToolVersion = plan.ToolVersion,
            InputsSha256 = inputsSha256,
            Options = new SortedDictionary<string, string>(plan.Options.ToDictionary(), StringComparer.Ordinal),
            Source = plan.Source,
            Remarks = plan.Remarks.Count > 0 ? plan.Remarks : null,
            Columns = plan.Columns,
            ClassNames = plan.ClassNames,
            TrainStatistics = new SortedDictionary<string, ColumnStatistics>(trainStatistics.ToDictionary(), StringComparer.Ordinal),
            Splits = [.. plan.Splits.Select(s => new ManifestSplit(s.Name, s.Rows, [.. Parts.Where(p => p.Split == s.Name).Select(p => written[p])]))],
            RawFiles = plan.RawFiles,
        };
        AtomicFile.WriteText(Path.Combine(folder, ShardManifest.FileName), ManifestJson.Write(manifest));
        return manifest;
    }

    /// <summary>Releases the folder.</summary>
    public void Dispose() => running.Dispose();

    private void RemoveManifest()
    {
        // Reading it first keeps a mistaken --out from deleting another program's manifest.json.
        _ = ShardSet.ReadManifest(folder);
        File.Delete(Path.Combine(folder, ShardManifest.FileName));
        DurableFolder.Sync(folder);
    }

    private void RemoveShards(bool keepFinished)
    {
        var wanted = Parts.ToDictionary(p => Path.GetFileName(p.File), StringComparer.Ordinal);
        foreach (var path in Directory.GetFiles(Path.Combine(folder, ShardSet.ShardFolder)))
        {
            var name = Path.GetFileName(path);
            if (ShardFileName().IsMatch(name) && !(keepFinished && wanted.TryGetValue(name, out var part) && IsOf(path, part)))
                File.Delete(path);
        }
    }

    private bool IsOf(string path, ShardPart part)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return file.Metadata.GetValueOrDefault(HashKey) == inputsSha256
                && plan.Columns.All(c => file.TryGet(c.Name, out var e) && e.Dtype == c.Dtype && e.Shape.SequenceEqual(c.Tensor(part.Rows).Shape));
        }
        catch (InputRefusedException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^\.?[A-Za-z0-9_-]+-\d{5}\.safetensors(\.tmp)?$")]
    private static partial Regex ShardFileName();
}
