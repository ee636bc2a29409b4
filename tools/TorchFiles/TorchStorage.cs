using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.TorchFiles;

/// <summary>A storage as one tensor sees it: the bytes may be shared, the element type is the tensor's.</summary>
internal sealed record TorchStorage(StorageBytes Content, Dtype Dtype, long Elements);

/// <summary>The bytes of a storage, read once, when the first tensor wants them.</summary>
internal sealed class StorageBytes(ConfinedZip zip, string member)
{
    private byte[]? read;

    internal byte[] Read() => read ??= zip.Read(member, Array.MaxLength);
}
