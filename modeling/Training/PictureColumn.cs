using System.Runtime.InteropServices;
using I2M2.Media.Transforms;
using I2M2.Modeling.Tasks;
using I2M2.Shards;
using I2M2.Storage.Images;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>The pictures that a split's rows point to, decoded and transformed as batches are loaded, on whichever thread loads.</summary>
internal sealed class PictureColumn : IBatchColumn
{
    private readonly ImageArchive archive;
    private readonly PictureTransform transform;
    private readonly Device device;
    private readonly int[] parts;
    private readonly int[] places;

    /// <param name="split">The rows.</param>
    /// <param name="key">The column that points to the pictures' table.</param>
    /// <param name="how">What is made of them.</param>
    /// <param name="device">Where batches go.</param>
    /// <exception cref="InputRefusedException">The set holds no pictures.</exception>
    internal PictureColumn(ShardSplit split, string key, PictureInput how, Device device)
    {
        this.device = device;
        transform = new(how.Side, how.Augmentation switch { "standard" => Augmentation.Standard, "reference" => Augmentation.Reference, _ => Augmentation.None }, how.Flips, how.Scaled);
        var own = split.ColumnNames.Contains($"{key}.part") ? $"{key}." : "";
        (parts, places) = (split[$"{own}part"].ToArray<int>(), split[$"{own}row"].ToArray<int>());
        archive = ImageArchive.Open(Path.GetDirectoryName(Path.GetDirectoryName(split.Shards[0].Path))!);
    }

    /// <inheritdoc/>
    public bool GathersForUse => device.type == TorchSharp.DeviceType.CPU;

    /// <inheritdoc/>
    public Tensor Gather(ReadOnlySpan<long> rows, long? noise)
    {
        var side = transform.Side;
        var batch = empty([rows.Length, 3, side, side], float32);
        var floats = MemoryMarshal.Cast<byte, float>(batch.bytes);
        for (var k = 0; k < rows.Length; k++)
        {
            var (part, place) = (parts[rows[k]], places[rows[k]]);
            transform.Run(archive.NameOf(part, place), archive.Read(part, place), floats.Slice(k * 3 * side * side, 3 * side * side), noise is { } seed ? (ulong)Seeds.Derive(seed, $"{rows[k]}") : null);
        }

        return batch;
    }

    /// <inheritdoc/>
    public Tensor OnDevice(Tensor gathered) => gathered.to(device);

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();
}
