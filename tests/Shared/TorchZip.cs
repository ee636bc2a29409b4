using System.IO.Compression;
using System.Text;

namespace I2M2.Tests;

/// <summary>Writes a state dict as torch.save does (pickle protocol 2 in a zip archive), member for member.</summary>
public sealed class TorchZip
{
    private readonly List<byte> pickle = [];
    private readonly List<byte[]> storages = [];

    /// <summary>The bytes of data.pkl so far.</summary>
    public byte[] Pickle => [.. pickle];

    /// <summary>Writes a file whose value is a dictionary of tensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Name, storage type ("FloatStorage"), shape and row-major data of each.</param>
    public static void WriteStateDict(string path, IEnumerable<(string Name, string StorageType, long[] Shape, byte[] Data)> tensors)
    {
        var file = new TorchZip();
        file.Raw([0x80, 2, .. "ccollections\nOrderedDict\n)R("u8]);
        foreach (var (name, type, shape, data) in tensors)
            file.Text(name).Tensor(type, shape, data);
        file.Raw("u."u8).Write(path);
    }

    /// <summary>Appends instructions as they are.</summary>
    public TorchZip Raw(ReadOnlySpan<byte> instructions)
    {
        pickle.AddRange(instructions);
        return this;
    }

    /// <summary>Pushes a text.</summary>
    public TorchZip Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Raw([(byte)'X', .. BitConverter.GetBytes(bytes.Length), .. bytes]);
    }

    /// <summary>Pushes a whole number.</summary>
    public TorchZip Number(long number) => Raw([0x8a, 8, .. BitConverter.GetBytes(number)]);

    /// <summary>Pushes a tensor with a storage of its own.</summary>
    public TorchZip Tensor(string storageType, long[] shape, byte[] data)
    {
        var elements = shape.Aggregate(1L, (a, b) => a * b);
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        Raw("ctorch._utils\n_rebuild_tensor_v2\n("u8);
        Raw("("u8).Text("storage").Raw(Encoding.ASCII.GetBytes($"ctorch\n{storageType}\n")).Text($"{storages.Count}").Text("cpu").Number(elements).Raw("tQ"u8);
        storages.Add(data);
        Number(0).Tuple(shape).Tuple(strides);
        return Raw([0x89, .. "ccollections\nOrderedDict\n)RtR"u8]);
    }

    /// <summary>Pushes a tuple of whole numbers.</summary>
    public TorchZip Tuple(params long[] numbers)
    {
        Raw("("u8);
        foreach (var n in numbers)
            Number(n);
        return Raw("t"u8);
    }

    /// <summary>Writes the archive, with further members if wanted.</summary>
    public void Write(string path, params (string Name, byte[] Data)[] more)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Add(archive, "archive/data.pkl", Pickle);
        for (var k = 0; k < storages.Count; k++)
            Add(archive, $"archive/data/{k}", storages[k]);
        Add(archive, "archive/version", "3\n"u8.ToArray());
        foreach (var (name, data) in more)
            Add(archive, name, data);
    }

    private static void Add(ZipArchive archive, string name, byte[] data)
    {
        using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(data);
    }
}
