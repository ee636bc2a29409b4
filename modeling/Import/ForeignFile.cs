using System.Security.Cryptography;
using I2M2.Shards;
using I2M2.TorchFiles;

namespace I2M2.Modeling.Import;

/// <summary>A tensor of other code's file; its values are read when they are asked for.</summary>
/// <param name="Name">As the file has it.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Row-major shape.</param>
/// <param name="Read">The elements, row-major and little-endian.</param>
internal sealed record ForeignTensor(string Name, Dtype Dtype, long[] Shape, Func<byte[]> Read);

/// <summary>A file of weights by other code: safetensors by its ending, otherwise what torch.save writes.</summary>
internal sealed class ForeignFile : IDisposable
{
    private readonly IDisposable opened;

    private ForeignFile(string path, string sha256, IDisposable opened, IReadOnlyList<ForeignTensor> tensors)
    {
        Path = path;
        Sha256 = sha256;
        this.opened = opened;
        Tensors = tensors;
    }

    internal string Path { get; }

    internal string Sha256 { get; }

    /// <summary>In the order of the file.</summary>
    internal IReadOnlyList<ForeignTensor> Tensors { get; }

    /// <summary>Opens a file and checks its structure.</summary>
    /// <exception cref="InputRefusedException">Neither format, broken, or with more than tensors in it.</exception>
    internal static ForeignFile Open(string path)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "no such file", "check the path");
        string sha256;
        using (var file = File.OpenRead(path))
            sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        if (path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
        {
            var safe = SafetensorsFile.Open(path);
            return new ForeignFile(path, sha256, safe, [.. safe.Names.Select(n => OfSafetensors(safe[n]))]);
        }

        var torch = TorchFile.Open(path);
        return new ForeignFile(
            path, sha256, torch, [.. torch.Tensors.Select(t => new ForeignTensor(t.Name, t.Tensor.Dtype, t.Tensor.Shape, t.Tensor.Read))]);
    }

    public void Dispose() => opened.Dispose();

    private static ForeignTensor OfSafetensors(SafetensorsEntry entry) =>
        new(entry.Name, entry.Dtype, entry.Shape, () => entry.AsSpan<byte>().ToArray());
}
