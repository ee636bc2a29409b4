using Parquet.Schema;

namespace I2M2.Storage.Images;

/// <summary>The columns of a Parquet file of images; none of them has nulls.</summary>
internal static class ImageColumns
{
    /// <summary>Names the image, e.g. COCO's number of it.</summary>
    internal static DataField<string> Key { get; } = new("image_key", nullable: false);

    /// <summary>The file as it was: JPEG, PNG.</summary>
    internal static DataField Bytes { get; } = new("bytes", typeof(byte[]), isNullable: false);

    /// <summary>Bytes of the file: by them a reader finds each one without reading those before.</summary>
    internal static DataField<int> Length { get; } = new("byte_length");

    /// <summary>Pixels across.</summary>
    internal static DataField<int> Width { get; } = new("width");

    /// <summary>Pixels down.</summary>
    internal static DataField<int> Height { get; } = new("height");

    /// <summary>All of them, in the files' order.</summary>
    internal static ParquetSchema Schema { get; } = new(Key, Bytes, Length, Width, Height);
}
