namespace I2M2.Shards;

/// <summary>What a file's header says of one tensor.</summary>
/// <param name="Name">Unique within the file.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Row-major; empty for a scalar.</param>
public sealed record TensorSpec(string Name, Dtype Dtype, long[] Shape)
{
    /// <summary>Bytes of the whole tensor.</summary>
    /// <exception cref="OverflowException">More than 63 bits.</exception>
    public long ByteLength => Dtype.Bytes(Shape);
}
