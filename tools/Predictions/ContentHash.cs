using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace I2M2.PredictionFiles;

/// <summary>
/// SHA-256 over everything a predictions file of ours says: pages of Parquet carry no checksum, and a flipped bit in a page would otherwise
/// be another probability.
/// </summary>
internal static class ContentHash
{
    /// <summary>The key of the Parquet file's metadata.</summary>
    public const string Key = "i2m2.sha256";

    /// <summary>Lower-case hexadecimal digits.</summary>
    /// <param name="metadata">The JSON under <see cref="PredictionsMetadata.Key"/>.</param>
    /// <param name="ids">[N].</param>
    /// <param name="labels">[N].</param>
    /// <param name="distributions">[N, C] of the model, then of each expert; hashed as float.</param>
    /// <param name="subsets">[N]; null: there are none.</param>
    public static string Of(
        string metadata, IReadOnlyList<string> ids, ReadOnlySpan<int> labels, IEnumerable<IReadOnlyList<double>> distributions, IReadOnlyList<string>? subsets = null)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AppendText(hash, metadata);
        foreach (var id in ids)
            AppendText(hash, id);
        hash.AppendData(MemoryMarshal.AsBytes(labels));
        Span<float> some = stackalloc float[256];
        foreach (var values in distributions)
        {
            for (var first = 0; first < values.Count; first += some.Length)
            {
                var count = Math.Min(some.Length, values.Count - first);
                for (var i = 0; i < count; i++)
                    some[i] = (float)values[first + i];
                hash.AppendData(MemoryMarshal.AsBytes(some[..count]));
            }
        }

        foreach (var subset in subsets ?? [])
            AppendText(hash, subset);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        // No UTF-8 text holds this byte: no two lists of texts look alike.
        hash.AppendData([0xFF]);
    }
}
