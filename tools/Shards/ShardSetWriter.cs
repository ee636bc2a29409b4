using System.Collections.Concurrent;

namespace I2M2.Shards;

/// <summary>
/// Writes a shard set: shards in any order and from any thread, the manifest last. A killed run is continued: shards that an earlier
/// run with the same inputs and options finished are kept, unless it came to its manifest and the set is now made anew. Disposing
/// without <see cref="Finish"/> leaves finished shards for the next run, but no manifest, so that no reader takes them for a whole set.
/// </summary>
public sealed class ShardSetWriter : IDisposable
{
    /// <summary>The file that marks a folder in which a run is at work; see <see cref="FolderLock"/>.</summary>
    public const string LockName = ".running";
    private readonly string folder;
    private readonly ShardSetPlan plan;
    private readonly Finishing finishing = new();
    private readonly CancellationToken stop;
    private readonly FolderLock running;
    private readonly ConcurrentDictionary<ShardPart, ManifestShard> written = new();
    private readonly ConcurrentDictionary<ParquetPart, ManifestParquet> writtenParquet = new();

    /// <summary>Makes the folder (for its owner alone) and claims it; an old manifest and shards of other inputs are removed.</summary>
    /// <param name="folder">Output folder; may exist.</param>
    /// <param name="plan">What will be written.</param>
    /// <param name="replace">Whether a finished set made with other options or from other inputs may be replaced.</param>
    /// <param name="stop">Makes writing throw.</param>
    /// <exception cref="InputRefusedException">The folder's manifest is not one of this program, or a foreign file has a shard's name.</exception>
    /// <exception cref="OtherShardSetException">Another set is there, and <paramref name="replace"/> is false.</exception>
    /// <exception cref="IOException">Another process is writing there.</exception>
    public ShardSetWriter(string folder, ShardSetPlan plan, bool replace = false, CancellationToken stop = default)
    {
        this.folder = folder;
        this.plan = plan;
        this.stop = stop;
        Parts = plan.Shards();
        DurableFolder.Create(folder);
        running = FolderLock.Take(folder, LockName);
        try
        {
            var (found, earlier) = Earlier(folder, plan, replace);
            DurableFolder.Create(Path.Combine(folder, ShardSet.ShardFolder));

            // Where a manifest is, this set is made anew and no shard of it is trusted; where none is, an earlier run was killed.
            var parts = Parts.ToDictionary(p => p.File, StringComparer.Ordinal);
            var listed = earlier?.Stored.SelectMany(s => s.Shards).Select(s => s.File).ToHashSet() ?? [];
            var parquet = plan.Parquet.Select(p => p.File).ToHashSet();
            listed.UnionWith(earlier?.Parquet.Select(p => p.File) ?? []);
            var obsolete = EarlierShards.Obsolete(
                folder, listed, parquet.Union(parts.Keys).ToHashSet(), isKept: name => !found && (parquet.Contains(name) ? IsOfPlan(name) : IsPart(parts[name])));

            // The manifest goes last: a kill in between must leave no shard that the next run would trust for want of a manifest.
            foreach (var path in obsolete)
                File.Delete(path);
            DurableFolder.Sync(Path.Combine(folder, ShardSet.ShardFolder));
            File.Delete(Path.Combine(folder, ShardManifest.FileName));
            DurableFolder.Sync(folder);
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
    /// <param name="replace">As for <see cref="ShardSetWriter(string, ShardSetPlan, bool, CancellationToken)"/>.</param>
    /// <param name="progress">As for <see cref="ShardSet.FindDamage"/>.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InputRefusedException">The folder's manifest is not one of this program.</exception>
    /// <exception cref="OtherShardSetException">Another set is there, and <paramref name="replace"/> is false.</exception>
    public static bool IsDone(string folder, ShardSetPlan plan, bool replace = false, Action<long>? progress = null, CancellationToken stop = default)
        => Earlier(folder, plan, replace).Set?.InputsSha256 == plan.InputsSha256() && ShardSet.FindDamage(folder, progress, stop).Count == 0;

    /// <summary>Writes one shard, unless an earlier run has. Thread-safe for different parts.</summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <param name="fill">Appends every column's rows; see <see cref="SafetensorsWriter.Append"/>.</param>
    /// <returns>False when the shard was there already and <paramref name="fill"/> was not called.</returns>
    public bool Write(ShardPart part, Action<SafetensorsWriter> fill)
    {
        if (Kept(part))
            return false;
        using var writer = Begin(part, plan.InputsSha256());
        fill(writer);
        written[part] = Finished(part, writer);
        return true;
    }

    /// <summary>
    /// Writes one shard of a plan with <see cref="ShardSetPlan.ShardsNameOwnInputs"/>, unless an earlier run has made it from the same. It is forced to the disk and gets its name
    /// on another thread, while the caller goes on; <see cref="Finish"/> waits for that. Thread-safe for different parts.
    /// </summary>
    /// <param name="part">One of <see cref="Parts"/>.</param>
    /// <param name="madeFrom">The raw files that its rows come from, in a fixed order.</param>
    /// <param name="fill">Appends every column's rows; see <see cref="SafetensorsWriter.Append"/>.</param>
    /// <returns>False when the shard was there already and <paramref name="fill"/> was not called.</returns>
    /// <exception cref="IOException">This shard, or one before it, cannot be written.</exception>
    public bool Write(ShardPart part, IReadOnlyList<RawFile> madeFrom, Action<SafetensorsWriter> fill)
    {
        var inputs = (plan with { RawFiles = madeFrom }).InputsSha256();
        if (ShardFile.InputsOf(Path.Combine(folder, part.File)) == inputs && Kept(part))
            return false;
        var writer = Begin(part, inputs);
        try
        {
            fill(writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        finishing.Add(() => written[part] = Finished(part, writer), writer, stop);
        return true;
    }

    /// <summary>Writes one Parquet file, unless an earlier run has. Thread-safe for different parts.</summary>
    /// <param name="part">One of the plan's.</param>
    /// <param name="write">Writes the file of that path, atomically, with that metadata among the file's own.</param>
    /// <param name="rawFiles">All raw files, where the plan did not know them; null: it did.</param>
    /// <returns>False when the file was there already and <paramref name="write"/> was not called.</returns>
    public bool WriteParquet(ParquetPart part, Action<string, IReadOnlyDictionary<string, string>> write, IReadOnlyList<RawFile>? rawFiles = null)
    {
        var path = Path.Combine(folder, part.File);
        var missing = !File.Exists(path);
        if (missing)
            write(path, new Dictionary<string, string> { [ParquetPart.InputsKey] = (rawFiles is null ? plan : plan with { RawFiles = rawFiles }).InputsSha256() });
        var bytes = ShardSet.LengthOf(path);
        var (sha256, blocks) = ParquetBytes.Hash(path, bytes, stop: stop);
        writtenParquet[part] = new ManifestParquet(part.File, part.Rows, bytes, sha256, BlockHash.Encode(blocks));
        return missing;
    }

    /// <summary>Writes the manifest: from now on the set is whole.</summary>
    /// <param name="trainStatistics">Statistics of the input columns over the train split, by column name.</param>
    /// <param name="findings">What else was found out; null: nothing.</param>
    /// <param name="rawFiles">All raw files, where the plan did not know them; null: it did.</param>
    /// <exception cref="InvalidOperationException">A shard was not written.</exception>
    /// <exception cref="IOException">A shard cannot be written.</exception>
    public ShardManifest Finish(IReadOnlyDictionary<string, ColumnStatistics> trainStatistics, SetFindings? findings = null, IReadOnlyList<RawFile>? rawFiles = null)
    {
        finishing.Wait();
        if (Parts.Where(p => !written.ContainsKey(p)).Select(p => p.File).Concat(plan.Parquet.Where(p => !writtenParquet.ContainsKey(p)).Select(p => p.File)).FirstOrDefault() is { } missing)
            throw new InvalidOperationException($"{missing} was not written");
        findings ??= new SetFindings();
        var manifest = new ShardManifest
        {
            FormatVersion = ShardManifest.CurrentFormatVersion,
            Dataset = plan.Dataset,
            ToolVersion = plan.ToolVersion,
            InputsSha256 = (rawFiles is null ? plan : plan with { RawFiles = rawFiles }).InputsSha256(),
            Options = new SortedDictionary<string, string>(plan.Options.ToDictionary(), StringComparer.Ordinal),
            Source = plan.Source,
            Remarks = plan.Remarks.Count > 0 ? plan.Remarks : null,
            Columns = plan.Columns,
            ClassNames = plan.ClassNames,
            TrainStatistics = new SortedDictionary<string, ColumnStatistics>(trainStatistics.ToDictionary(), StringComparer.Ordinal),
            Normalisers = new SortedDictionary<string, Normaliser>(findings.Normalisers.ToDictionary(), StringComparer.Ordinal),
            Funnel = findings.Funnel,
            Rejects = new SortedDictionary<string, long>(findings.Rejects.ToDictionary(), StringComparer.Ordinal),
            Parquet = [.. plan.Parquet.Select(p => writtenParquet[p])],
            Tables = [.. plan.Tables.Select(Stored)],
            Splits = [.. plan.Splits.Select(Stored)],
            RawFiles = rawFiles ?? plan.RawFiles,
        };
        var (text, sealedManifest) = ManifestJson.Write(manifest);
        AtomicFile.WriteText(Path.Combine(folder, ShardManifest.FileName), text);
        return sealedManifest;
    }

    private ManifestSplit Stored((string Name, long Rows) stored)
        => new(stored.Name, stored.Rows, [.. Parts.Where(p => p.Split == stored.Name).Select(p => written[p])]);

    /// <summary>Waits for shards on their way to the disk and releases the folder.</summary>
    public void Dispose()
    {
        finishing.Dispose();
        running.Dispose();
    }

    private bool Kept(ShardPart part)
    {
        var path = Path.Combine(folder, part.File);
        if (!File.Exists(path))
            return false;
        var layout = LayoutOf(part);
        var (sha256, blocks) = ShardFile.Hash(path, layout, stop: stop);
        written[part] = new ManifestShard(part.File, part.Rows, layout.FileLength, sha256, BlockHash.Encode(blocks));
        return true;
    }

    private SafetensorsWriter Begin(ShardPart part, string inputs) => new(
        Path.Combine(folder, part.File), [.. plan.ColumnsOf(part).Select(c => c.Tensor(part.Rows))], ShardFile.Metadata(inputs, part.Split), stop);

    private static ManifestShard Finished(ShardPart part, SafetensorsWriter writer) => new(part.File, part.Rows, writer.ByteLength, writer.Finish(), writer.BlockHashes);

    /// <summary>The finished set in the folder, which may be made anew; without its manifest's content when that cannot be read.</summary>
    private static (bool Found, ShardManifest? Set) Earlier(string folder, ShardSetPlan plan, bool replace)
    {
        if (!ShardSet.IsFinished(folder))
            return (false, null);
        try
        {
            var set = ShardSet.ReadManifest(folder);
            var differences = plan.DifferencesFrom(set);
            return replace || differences.Count == 0 ? (true, set) : throw new OtherShardSetException(folder, differences);
        }
        catch (InputRefusedException e) when (ManifestJson.LooksLikeOurs(e.FileName))
        {
            // Damaged, or of another version. A mistaken --out must not cost another program's manifest.json, whatever was told.
            return replace ? (true, null) : throw new OtherShardSetException(folder, [$"its {ShardManifest.FileName} is damaged or of another version"]);
        }
    }

    // Another hash is as long.
    private SafetensorsLayout LayoutOf(ShardPart part) => ShardFile.Layout(plan.ColumnsOf(part), part.Rows, plan.InputsSha256(), part.Split);

    private bool IsOfPlan(string parquet) => ParquetBytes.FooterHas(Path.Combine(folder, parquet), plan.InputsSha256());

    private bool IsPart(ShardPart part)
    {
        // The inputs' hash stands for columns and rows too; the length tells whether this part is what the file holds. Inputs of its own are looked at when it is to be written.
        var path = Path.Combine(folder, part.File);
        return ShardFile.InputsOf(path) is { } inputs && (plan.ShardsNameOwnInputs || inputs == plan.InputsSha256()) && ShardSet.LengthOf(path) == LayoutOf(part).FileLength;
    }
}
