using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>
/// A data set that this program turns into shards. A class that implements it and has a parameterless constructor is found by itself: a new data
/// set is a new folder here and a file in data-manifests, and changes nothing that exists.
/// </summary>
public interface IDataset
{
    /// <summary>Name on the command line, of its folders and of its file in data-manifests.</summary>
    string Name { get; }

    /// <summary>One line for the help text.</summary>
    string Title { get; }

    /// <summary>The options that `--set` accepts, one line each: "keep_energy=0.25  meaning".</summary>
    IReadOnlyList<string> OptionHelp { get; }

    /// <summary>Whether rows that cannot be read may be left out, with `--skip-bad`.</summary>
    bool CanSkipBad => false;

    /// <summary>Whether it works through a database on disk, whose place `--temp` and whose memory `--memory` say.</summary>
    bool NeedsWorkFolder => false;

    /// <summary>Whether `--check` looks at the raw files and writes nothing.</summary>
    bool CanCheck => false;

    /// <summary>Looks at the raw files' content.</summary>
    /// <param name="job">Folders, workers, settings.</param>
    /// <param name="thorough">Read everything, not only headers and sizes.</param>
    /// <exception cref="InputRefusedException">Files are missing.</exception>
    RawCheck Check(PreprocessingJob job, bool thorough) => throw new NotSupportedException($"{Name} has no check of its own");

    /// <summary>Looks which raw files there are, without reading them.</summary>
    RawFolder Inspect(string folder);

    /// <summary>Makes the shards.</summary>
    /// <exception cref="InputRefusedException">A raw file is not what it must be; nothing was written.</exception>
    PreprocessingResult Run(PreprocessingJob job);
}

/// <summary>What lies in a raw folder.</summary>
/// <param name="Bytes">Bytes of the raw files found.</param>
/// <param name="Missing">What is missing, in words, e.g. "mnist/train-images-idx3-ubyte.gz"; empty when complete.</param>
public sealed record RawFolder(long Bytes, IReadOnlyList<string> Missing);

/// <summary>What looking at raw files found.</summary>
/// <param name="Summary">What can be read, in words.</param>
/// <param name="Faults">What cannot, a message each.</param>
public sealed record RawCheck(string Summary, IReadOnlyList<string> Faults);

/// <summary>One run of one data set.</summary>
/// <param name="Raw">Folder of the raw files.</param>
/// <param name="Out">Folder of the shard set.</param>
/// <param name="Workers">Threads; they change no byte of the result.</param>
/// <param name="Settings">Options given with `--set`.</param>
/// <param name="Replace">Whether a finished set made with other options or from other inputs may be replaced.</param>
/// <param name="Stop">Cancelled when the user interrupts; watched wherever work takes longer than a moment.</param>
public sealed record PreprocessingJob(string Raw, string Out, int Workers, Settings Settings, bool Replace = false, CancellationToken Stop = default)
{
    /// <summary>Memory of the work database unless the user says otherwise: the process stays under 2 GiB.</summary>
    public const long UsualMemory = 1L << 30;

    /// <summary>Whether rows that cannot be read are left out and listed, instead of refused.</summary>
    public bool SkipBad { get; init; }

    /// <summary>Folder for work files; null: within the output folder.</summary>
    public string? Temp { get; init; }

    /// <summary>Bytes that the work database may take.</summary>
    public long Memory { get; init; } = UsualMemory;
}

/// <summary>How a run ended.</summary>
/// <param name="Manifest">Of the finished set.</param>
/// <param name="AlreadyDone">True when an earlier run had made exactly this set and nothing was written.</param>
/// <param name="Notes">What the user should know besides, a sentence each.</param>
public sealed record PreprocessingResult(ShardManifest Manifest, bool AlreadyDone, IReadOnlyList<string> Notes)
{
    /// <summary>What to train with besides the usual, e.g. "--profile tiny"; empty: nothing.</summary>
    public string TrainWith { get; init; } = "";

    /// <summary>Seconds of its parts, for benchmarks; may be empty.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();
}
