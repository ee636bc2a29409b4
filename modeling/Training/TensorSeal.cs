using System.Security.Cryptography;
using System.Text;
using I2M2.Shards;

namespace I2M2.Modeling.Training;

/// <summary>
/// A hash that a file of tensors carries in its own metadata, over all the rest of the metadata and every tensor's name, dtype, shape and
/// bytes: a bit that flipped at rest is found when the file is read.
/// </summary>
public static class TensorSeal
{
    private const string Key = "sha256";

    /// <summary>Writes tensors and metadata with their seal, atomically.</summary>
    /// <param name="path">File to make or replace.</param>
    /// <param name="tensors">Name, dtype, shape and data of each.</param>
    /// <param name="metadata">What else the file says of itself.</param>
    /// <returns>SHA-256 of the file.</returns>
    public static string Write(
        string path, IReadOnlyList<(string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var sum = new Sum(metadata);
        foreach (var (name, dtype, shape, data) in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
            sum.Add(name, dtype, shape, data.Span);
        return SafetensorsFile.Write(path, tensors, new Dictionary<string, string>(metadata) { [Key] = sum.Finish() });
    }

    /// <summary>The seal of a file, as its metadata says; empty when it has none.</summary>
    public static string Of(SafetensorsFile file) => file.Metadata.GetValueOrDefault(Key, "");

    /// <summary>Recomputes the seal.</summary>
    /// <exception cref="InputRefusedException">It is missing, or not that of what the file holds.</exception>
    public static void Check(SafetensorsFile file)
    {
        using var sum = new Sum(file.Metadata);
        foreach (var name in file.Names.Order(StringComparer.Ordinal))
            sum.Add(name, file[name].Dtype, file[name].Shape, file[name].AsSpan<byte>());
        if (sum.Finish() != Of(file))
            throw new InputRefusedException(file.Path, "its content is not what was written: the hash in its metadata is another", "copy it again from where it is whole, or train again");
    }

    private sealed class Sum : IDisposable
    {
        private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        internal Sum(IReadOnlyDictionary<string, string> metadata)
        {
            foreach (var (key, value) in metadata.Where(m => m.Key != Key).OrderBy(m => m.Key, StringComparer.Ordinal))
            {
                Add(key);
                Add(value);
            }
        }

        public void Dispose() => hash.Dispose();

        internal void Add(string name, Dtype dtype, IReadOnlyList<long> shape, ReadOnlySpan<byte> data)
        {
            Add(name);
            Add($"{dtype} {string.Join(',', shape)}");
            hash.AppendData(data);
        }

        internal string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());

        // With its length before it, so that no two sequences of texts run together into the same bytes.
        private void Add(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes((long)bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
