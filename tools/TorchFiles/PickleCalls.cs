using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.TorchFiles;

/// <summary>What the allowed names do when they are called: they describe tensors.</summary>
internal sealed class PickleCalls(PickleBytes bytes, ConfinedZip zip, string dataFolder)
{
    private const int LongestKey = 64;
    private const int MostAxes = 64;
    private readonly Dictionary<string, StorageBytes> members = new(StringComparer.Ordinal);

    /// <summary>A storage from the persistent id ("storage", type, key, location, elements) that torch.save writes.</summary>
    internal TorchStorage Storage(object?[] id)
    {
        if (id is not ["storage", PickleGlobal { Role: GlobalRole.StorageType, Dtype: var dtype }, string key, string, long elements])
            throw bytes.Refuse("a persistent id is not ('storage', type, key, location, elements)");
        if (key.Length is 0 or > LongestKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw bytes.Refuse("the key of a storage is no plain name");
        var member = dataFolder + key;
        if (!zip.Contains(member))
            throw bytes.Refuse($"storage {key} is not in the archive");
        var length = zip.Length(member);
        if (elements < 0 || elements > length || elements * dtype.Bytes() != length)
            throw bytes.Refuse($"storage {key} is said to have {elements:#,0} elements of {dtype}, its member has {length:#,0} bytes");
        if (!zip.IsStored(member))
            throw bytes.Refuse($"storage {key} is compressed, which torch.save never does");
        if (!members.TryGetValue(key, out var content))
            members.Add(key, content = new StorageBytes(zip, member));
        return new TorchStorage(content, dtype, elements);
    }

    internal object Call(PickleGlobal global, object?[] arguments) => global.Role switch
    {
        GlobalRole.OrderedDictionary when arguments.Length == 0 => new PickleDictionary(),
        GlobalRole.Size when arguments is [object?[] size] => Array.ConvertAll(WholeNumbers(size, "size"), n => (object?)n),
        GlobalRole.Tensor => Tensor(arguments),
        GlobalRole.Parameter when arguments is [TorchTensor tensor, bool, PickleDictionary { Count: 0 }] => tensor,
        _ => throw bytes.Refuse("calls something with arguments that torch.save does not write"),
    };

    private TorchTensor Tensor(object?[] arguments)
    {
        if (arguments is not [TorchStorage storage, long offset, object?[] size, object?[] stride, bool, PickleDictionary { Count: 0 }])
            throw bytes.Refuse("a tensor is not (storage, offset, size, stride, requires_grad, no hooks)");
        var (shape, strides) = (WholeNumbers(size, "size"), WholeNumbers(stride, "stride"));
        if (shape.Length != strides.Length || shape.Length > MostAxes || offset < 0)
            throw bytes.Refuse($"a tensor has {shape.Length} sizes, {strides.Length} strides and offset {offset}");
        try
        {
            return new TorchTensor(storage, offset, shape, strides);
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            var view = $"[{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] from element {offset}";
            throw bytes.Refuse($"a tensor {view} does not fit its storage of {storage.Elements:#,0} elements", e);
        }
    }

    private long[] WholeNumbers(object?[] tuple, string what) => Array.ConvertAll(
        tuple, n => n is long and >= 0 ? (long)n : throw bytes.Refuse($"a tensor's {what} is not made of whole numbers from 0"));
}
