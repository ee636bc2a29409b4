using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Records which raw files a set is made from.</summary>
public static class RawFiles
{
    // HashData of a stream asks for 4 KiB at a time, which takes as many calls as it can.
    private const int PieceBytes = 1 << 18;

    /// <summary>Sizes and hashes of files, in the order given.</summary>
    /// <param name="folder">Raw folder; names in the result are relative to it.</param>
    /// <param name="paths">The files.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stop">Makes it throw.</param>
    public static IReadOnlyList<RawFile> Hash(string folder, IReadOnlyList<string> paths, int workers, CancellationToken stop = default)
    {
        var files = new RawFile[paths.Count];
        Workers.For(paths.Count, workers, i =>
        {
            var name = Path.GetRelativePath(folder, paths[i]).Replace('\\', '/');
            files[i] = Hash(name, paths[i], stop);
        }, stop);
        return files;
    }

    /// <summary>One hash for many files: SHA-256 of the lines "hash  name", names without folder; as `sha256sum * | sha256sum` gives.</summary>
    public static string CombinedSha256(IEnumerable<RawFile> files)
    {
        var lines = string.Concat(files.Select(f => $"{f.Sha256}  {f.Name[(f.Name.LastIndexOf('/') + 1)..]}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)));
    }

    /// <summary>Size and hash of one file.</summary>
    /// <param name="name">What it is called in the result.</param>
    /// <param name="path">The file.</param>
    /// <param name="stop">Makes it throw.</param>
    public static RawFile Hash(string name, string path, CancellationToken stop)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            long bytes = 0;
            while (stream.Read(piece) is > 0 and var read)
            {
                stop.ThrowIfCancellationRequested();
                hash.AppendData(piece, 0, read);
                bytes += read;
            }

            return new RawFile(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
