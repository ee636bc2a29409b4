using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Fetch;

/// <summary>Where a download ends: a file that is kept as it comes, or a folder of an archive's members.</summary>
/// <param name="raw">Raw folder of the data set.</param>
/// <param name="download">Of the manifest.</param>
internal abstract class RawTarget(string raw, Download download)
{
    /// <summary>The download.</summary>
    internal Download Download { get; } = download;

    /// <summary>Path of the downloaded file; an archive has it until it is unpacked.</summary>
    internal string FilePath => Path.Combine(Raw, Download.File);

    /// <summary>File or folder that a user looks for.</summary>
    internal abstract string TargetPath { get; }

    /// <summary>Bytes on the disk that are needed besides the download itself.</summary>
    internal abstract long ExtraBytes { get; }

    /// <summary>Raw folder of the data set.</summary>
    protected string Raw { get; } = raw;

    /// <summary>The target of a download.</summary>
    /// <param name="manifest">The data set's.</param>
    /// <param name="download">One of its downloads.</param>
    /// <param name="raw">Raw folder.</param>
    /// <param name="acceptOther">Whether the user takes an archive whose files are not the published ones.</param>
    internal static RawTarget Of(DataManifest manifest, Download download, string raw, bool acceptOther)
    {
        var expected = manifest.RawFiles.SingleOrDefault(f => f.Path == download.Content);
        if (download.Unpack is { } unpack)
            return new FolderTarget(raw, download, unpack, acceptOther ? null : expected);
        return new FileTarget(raw, download, expected ?? throw new InvalidOperationException($"{download.File}: `content` names no entry of raw_files"));
    }

    /// <summary>Looks whether it is there already, and checks it.</summary>
    /// <exception cref="UnfitContentException">Something else is there.</exception>
    internal abstract Fetched? Find();

    /// <summary>Checks a whole download and puts it in its place.</summary>
    /// <exception cref="UnfitContentException">It is not what it must be; nothing was put anywhere.</exception>
    internal abstract Fetched Take(PartFile part, CancellationToken stop);
}
