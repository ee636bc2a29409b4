using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Archive;

/// <summary>
/// Where the six arrays of the published archive lie: `image/`, `audio/` and the labels, in the raw folder or in `avmnist/` below it, as the
/// archive unpacks.
/// </summary>
/// <param name="Train">The train file's arrays.</param>
/// <param name="Test">The test file's.</param>
public sealed record ArchiveFiles(ArrayPaths Train, ArrayPaths Test)
{
    private static readonly string[] Names =
        ["image/train_data.npy", "audio/train_data.npy", "train_labels.npy", "image/test_data.npy", "audio/test_data.npy", "test_labels.npy"];

    /// <summary>All six.</summary>
    public IReadOnlyList<string> All => [Train.Images, Train.Audio, Train.Labels, Test.Images, Test.Audio, Test.Labels];

    /// <summary>Looks which there are.</summary>
    /// <returns>Null when there is none.</returns>
    public static RawFolder? Inspect(string folder)
    {
        var found = Names.Select(n => (Name: n, Path: Find(folder, n))).ToList();
        return found.Any(f => f.Path is not null)
            ? new RawFolder(found.Sum(f => f.Path is null ? 0 : new FileInfo(f.Path).Length), [.. found.Where(f => f.Path is null).Select(f => f.Name)])
            : null;
    }

    /// <summary>Finds the files.</summary>
    /// <exception cref="InputRefusedException">One is missing.</exception>
    public static ArchiveFiles Locate(string folder)
    {
        var paths = Names.Select(n => Find(folder, n)).ToArray();
        if (Names.Where((_, i) => paths[i] is null).ToArray() is { Length: > 0 } missing)
            throw new InputRefusedException(folder, $"missing: {string.Join(", ", missing)}", "unpack the whole archive; data-manifests/avmnist.yaml lists its files");
        return new ArchiveFiles(new ArrayPaths(paths[0]!, paths[1]!, paths[2]!), new ArrayPaths(paths[3]!, paths[4]!, paths[5]!));
    }

    private static string? Find(string folder, string name)
        => new[] { name, $"avmnist/{name}" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
}

/// <summary>Three arrays of one file of AV-MNIST, train or test, row by row of one another.</summary>
/// <param name="Images">[N, 784] or [N, 28, 28].</param>
/// <param name="Audio">[N, 112, 112].</param>
/// <param name="Labels">[N].</param>
public sealed record ArrayPaths(string Images, string Audio, string Labels);
