using System.Security.Cryptography;

namespace I2M2.Shards;

/// <summary>How one shard of a set looks as a safetensors file: what the plan, the writer and the check of a finished set agree on.</summary>
internal static class ShardFile
{
    private const string HashKey = "inputs_sha256";
    private const string SplitKey = "split";

    /// <summary>The header's metadata.</summary>
    internal static IReadOnlyDictionary<string, string> Metadata(string inputsSha256, string split)
        => new Dictionary<string, string> { [HashKey] = inputsSha256, [SplitKey] = split };

    /// <summary>Where every byte of the file belongs.</summary>
    internal static SafetensorsLayout Layout(IEnumerable<ColumnSchema> columns, long rows, string inputsSha256, string split)
        => new([.. columns.Select(c => c.Tensor(rows))], Metadata(inputsSha256, split));

    /// <summary>The inputs that a file says it was made from; null when it is no whole shard of this program.</summary>
    internal static string? InputsOf(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return file.Metadata.ContainsKey(SplitKey) ? file.Metadata.GetValueOrDefault(HashKey) : null;
        }
        catch (InputRefusedException)
        {
            return null;
        }
    }

    /// <summary>Both kinds of hashes of a file's bytes, in one pass; of a file that is too short, of what there is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">Its blocks; bytes beyond them are not read.</param>
    /// <param name="progress">Told how many bytes of the layout are done; may be null.</param>
    /// <param name="stop">Makes it throw.</param>
    internal static (string Sha256, ulong[] Blocks) Hash(string path, SafetensorsLayout layout, Action<long>? progress = null, CancellationToken stop = default)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hashes = new ulong[layout.BlockCount];
        var buffer = new byte[SafetensorsLayout.BlockBytes];
        var number = 0;
        foreach (var block in layout.Blocks())
        {
            stop.ThrowIfCancellationRequested();
            var read = file.ReadAtLeast(buffer.AsSpan(0, block.Length), block.Length, throwOnEndOfStream: false);
            hashes[number++] = BlockHash.Of(buffer.AsSpan(0, read));
            sha256.AppendData(buffer, 0, read);
            progress?.Invoke(block.Length);
        }

        return (Convert.ToHexStringLower(sha256.GetHashAndReset()), hashes);
    }
}
