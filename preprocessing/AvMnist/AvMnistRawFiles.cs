using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// Where the raw files lie: MNIST's four files, plain or .gz, in `mnist/`, and the Free Spoken Digit Dataset in `fsdd/recordings/`.
/// MNIST's files may also lie in the raw folder itself, and the recordings in `recordings/`.
/// </summary>
/// <param name="TrainImages">60,000 images.</param>
/// <param name="TrainLabels">Their labels.</param>
/// <param name="TestImages">10,000 images.</param>
/// <param name="TestLabels">Their labels.</param>
/// <param name="Recordings">Folder of the recordings.</param>
public sealed record AvMnistRawFiles(string TrainImages, string TrainLabels, string TestImages, string TestLabels, string Recordings)
{
    private static readonly string[] MnistNames = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>The four MNIST files.</summary>
    public IReadOnlyList<string> Mnist => [TrainImages, TrainLabels, TestImages, TestLabels];

    /// <summary>Finds the files.</summary>
    /// <exception cref="InputRefusedException">One is missing.</exception>
    public static AvMnistRawFiles Locate(string folder)
    {
        var missing = Inspect(folder).Missing;
        if (missing.Count > 0)
            throw new InputRefusedException(folder, $"missing: {string.Join(", ", missing)}", "see data-manifests/avmnist.yaml for how to get them");
        var files = MnistNames.Select(n => Find(folder, n)!).ToArray();
        return new AvMnistRawFiles(files[0], files[1], files[2], files[3], RecordingFolder(folder)!);
    }

    /// <summary>Looks which files there are.</summary>
    public static RawFolder Inspect(string folder)
    {
        var found = MnistNames.Select(n => (Name: n, Path: Find(folder, n))).ToList();
        var missing = found.Where(f => f.Path is null).Select(f => $"mnist/{f.Name}.gz").ToList();
        var bytes = found.Where(f => f.Path is not null).Sum(f => new FileInfo(f.Path!).Length);
        if (RecordingFolder(folder) is { } recordings)
            bytes += new DirectoryInfo(recordings).EnumerateFiles("*.wav").Sum(f => f.Length);
        else
            missing.Add("fsdd/recordings/");
        return new RawFolder(bytes, missing);
    }

    private static string? Find(string folder, string name)
        => new[] { $"mnist/{name}.gz", $"mnist/{name}", $"{name}.gz", name }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);

    private static string? RecordingFolder(string folder)
        => new[] { "fsdd/recordings", "recordings" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(Directory.Exists);
}
