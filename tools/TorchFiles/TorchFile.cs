using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.TorchFiles;

/// <summary>
/// The tensors of a file that torch.save wrote (the zip format of PyTorch 1.6 and later: `.pt`, `.pth`, Lightning's `.ckpt`). The file's
/// pickle is interpreted as data and nothing in it is executed: only the instructions and names that describe tensors in dictionaries,
/// lists and tuples are known, in every part of it. Other values of plain types are checked and left aside. Big-endian files are refused.
/// Not thread-safe; disposing ends reading.
/// </summary>
public sealed class TorchFile : IDisposable
{
    internal const string Remedy = "save the state dict again with torch.save of PyTorch 1.6 or later";

    // A checkpoint of ten thousand tensors has about three million bytes.
    private const long PickleLimit = 16 << 20;
    private readonly ConfinedZip zip;

    private TorchFile(ConfinedZip zip, IReadOnlyList<(string Name, TorchTensor Tensor)> tensors)
    {
        this.zip = zip;
        Tensors = tensors;
    }

    /// <summary>The file's path, as given.</summary>
    public string Path => zip.Path;

    /// <summary>
    /// The tensors in the order of the file, each named by the keys that lead to it: "state_dict.fc.weight"; empty for a file that is
    /// one tensor.
    /// </summary>
    public IReadOnlyList<(string Name, TorchTensor Tensor)> Tensors { get; }

    /// <summary>Opens a file and checks all of it but the storages' checksums, which are checked on reading.</summary>
    /// <exception cref="InputRefusedException">
    /// Not there, of another format, an archive that <see cref="ConfinedZip"/> refuses, or with anything in its pickle but tensors and
    /// plain values; the message names what and at which byte.
    /// </exception>
    public static TorchFile Open(string path)
    {
        CheckFormat(path);
        var zip = ConfinedZip.Open(path);
        try
        {
            var root = Root(zip);
            CheckByteOrder(zip, root);
            var bytes = new PickleBytes(path, zip.Read(root + "data.pkl", PickleLimit));
            var value = PickleMachine.Run(bytes, new PickleCalls(bytes, zip, root + "data/"));
            return new TorchFile(zip, TensorNames.Of(path, value));
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => zip.Dispose();

    private static void CheckFormat(string path)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "no such file", "check the path");
        Span<byte> magic = stackalloc byte[4];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) < magic.Length || !magic.SequenceEqual("PK\u0003\u0004"u8))
            throw new InputRefusedException(path, "does not begin as the zip archives of torch.save do: another format, or one from before PyTorch 1.6", Remedy);
    }

    private static string Root(ConfinedZip zip)
    {
        var roots = zip.Names.Select(n => n[..(n.IndexOf('/', StringComparison.Ordinal) + 1)]).Distinct().Take(2).ToList();
        return roots is [{ Length: > 0 } root]
            ? root
            : throw new InputRefusedException(zip.Path, "its members do not all lie in one folder, as torch.save puts them", Remedy);
    }

    private static void CheckByteOrder(ConfinedZip zip, string root)
    {
        const string member = "byteorder";
        if (zip.Contains(root + member) && !zip.Read(root + member, 16).AsSpan().SequenceEqual("little"u8))
            throw new InputRefusedException(zip.Path, "its byte order is not 'little'", "load and save it on a little-endian machine");
    }
}
