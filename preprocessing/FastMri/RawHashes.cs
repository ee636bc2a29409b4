using System.Collections.Concurrent;
using System.Diagnostics;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri;

/// <summary>
/// Hashes of the raw files, each taken once, when it is first asked for: a volume's just before its slices are read, which then lie in memory. Thread-safe; who asks for one
/// that another thread is at waits for it.
/// </summary>
/// <param name="folder">The raw folder.</param>
/// <param name="tables">The two tables of annotations, which may lie elsewhere.</param>
/// <param name="volumes">All volumes of the set.</param>
/// <param name="times">Told how long it takes.</param>
/// <param name="stop">Makes it throw.</param>
internal sealed class RawHashes(string folder, IReadOnlyList<string> tables, IReadOnlyList<KneeVolume> volumes, StageTimes times, CancellationToken stop)
{
    private readonly ConcurrentDictionary<string, Lazy<RawFile>> files = new(StringComparer.Ordinal);

    /// <summary>The tables, then some volumes in the order of their names.</summary>
    internal IReadOnlyList<RawFile> Of(IEnumerable<KneeVolume> some) => [.. tables.Select(Table), .. some.Distinct().OrderBy(v => v.Id, StringComparer.Ordinal).Select(Volume)];

    /// <summary>The tables and all volumes.</summary>
    /// <param name="workers">Threads.</param>
    internal IReadOnlyList<RawFile> All(int workers)
    {
        Workers.For(volumes.Count, workers, i => Volume(volumes[i]), stop);
        return Of(volumes);
    }

    // A manifest holds no machine's paths.
    private RawFile Table(string path) => Once(path, Path.GetFileName(path));

    private RawFile Volume(KneeVolume volume) => Once(volume.File.Path, Path.GetRelativePath(folder, volume.File.Path).Replace('\\', '/'));

    private RawFile Once(string path, string name) => files.GetOrAdd(path, _ => new Lazy<RawFile>(() =>
    {
        var start = Stopwatch.GetTimestamp();
        var file = RawFiles.Hash(name, path, stop);
        times.Hashing.Add(start);
        return file;
    })).Value;
}

/// <summary>Takes hashes of volumes on a thread of its own until it is disposed: while nothing else can be done.</summary>
internal sealed class HashesAhead : IDisposable
{
    private readonly Task task;
    private volatile bool enough;

    /// <param name="hashes">Where to.</param>
    /// <param name="volumes">In the order in which they will be wanted.</param>
    internal HashesAhead(RawHashes hashes, IEnumerable<KneeVolume> volumes) => task = Task.Run(() =>
    {
        foreach (var volume in volumes.TakeWhile(_ => !enough))
            hashes.Of([volume]);
    });

    /// <summary>Waits for the one that it is at. What failed fails again when it is asked for.</summary>
    public void Dispose()
    {
        enough = true;
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
    }
}
