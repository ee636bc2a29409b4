using System.Buffers.Binary;
using System.Runtime.InteropServices;
using I2M2.Shards;
using Microsoft.Win32.SafeHandles;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace I2M2.Storage.Images;

/// <summary>
/// One Parquet file of images, and where in it each image lies: a group's values are one page, each behind its length in four bytes, and end with the group's column.
/// Thread-safe.
/// </summary>
internal sealed class ImagePart : IDisposable
{
    private const int Prefix = sizeof(int);
    private const int LongestPageHeader = 1 << 12;
    private readonly SafeFileHandle file;
    private readonly long[] offsets;
    private readonly int[] lengths;

    private ImagePart(string path, SafeFileHandle file, long[] offsets, int[] lengths) => (Path, this.file, this.offsets, this.lengths) = (path, file, offsets, lengths);

    internal string Path { get; }

    internal int Rows => lengths.Length;

    /// <param name="path">The file.</param>
    /// <param name="listed">What the manifest says of it.</param>
    /// <exception cref="InputRefusedException">It is not that file.</exception>
    internal static ImagePart Open(string path, ManifestParquet listed)
    {
        if (!File.Exists(path))
            throw Refuse(path, "missing");

        // The library goes by what a footer says, for hours if need be: it is given none but that which was written.
        if (!ShardSet.HasFooterOf(path, listed))
            throw Refuse(path, $"its length or its footer is not that of the {listed.Bytes:#,0} bytes which the manifest lists");
        var file = File.OpenHandle(path);
        try
        {
            var (offsets, lengths) = (new List<long>(), new List<int>());
            foreach (var group in Groups(path))
                Locate(path, file, group, offsets, lengths);
            if (lengths.Count != listed.Rows)
                throw Refuse(path, $"of {lengths.Count:#,0} rows, the manifest says {listed.Rows:#,0}");
            var part = new ImagePart(path, file, [.. offsets], [.. lengths]);
            part.CheckEnds();
            return part;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal int Length(int row) => lengths[Checked(row)];

    internal void Read(int row, Span<byte> destination)
    {
        if (destination.Length != Length(row))
            throw new ArgumentException($"{destination.Length} bytes for an image of {Length(row)}", nameof(destination));
        CheckLength(row);
        for (var done = 0; done < destination.Length;)
        {
            var read = RandomAccess.Read(file, destination[done..], offsets[row] + done);
            done += read > 0 ? read : throw Refuse(Path, $"row {row}: cut off since it was opened");
        }
    }

    public void Dispose() => file.Dispose();

    private int Checked(int row) => (uint)row < (uint)lengths.Length ? row : throw new ArgumentOutOfRangeException(nameof(row), row, $"{Path} has {lengths.Length} rows");

    // Of all rows it would be as many reads; of the first and the last of every group would hardly say more.
    private void CheckEnds()
    {
        if (Rows == 0)
            return;
        CheckLength(0);
        CheckLength(Rows - 1);
    }

    private void CheckLength(int row)
    {
        Span<byte> prefix = stackalloc byte[Prefix];
        if (RandomAccess.Read(file, prefix, offsets[row] - Prefix) != Prefix || BinaryPrimitives.ReadInt32LittleEndian(prefix) != lengths[row])
            throw Refuse(Path, $"row {row}: no image of {lengths[row]:#,0} bytes lies at byte {offsets[row]:#,0}");
    }

    private static List<RowGroup> Groups(string path)
    {
        try
        {
            return GroupsAsync(path).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not InputRefusedException)
        {
            // The library has no exception of its own for what a broken footer makes it do.
            throw Refuse(path, "its footer cannot be read", e);
        }
    }

    private static async Task<List<RowGroup>> GroupsAsync(string path)
    {
        var reader = await ParquetReader.CreateAsync(path).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            return reader.Metadata?.RowGroups ?? throw Refuse(path, "no footer");
    }

    private static void Locate(string path, SafeFileHandle file, RowGroup group, List<long> offsets, List<int> lengths)
    {
        var (images, sizes) = (Chunk(ImageColumns.Bytes), Chunk(ImageColumns.Length));
        if (group.NumRows is < 1 or > ImagePartWriter.GroupRows)
            throw Refuse(path, $"a group of {group.NumRows:#,0} rows; 1 to {ImagePartWriter.GroupRows} are expected");

        // Plain values end a page, and the page its column.
        var own = new int[group.NumRows];
        var bytes = MemoryMarshal.AsBytes(own.AsSpan());
        if (RandomAccess.Read(file, bytes, sizes.DataPageOffset + sizes.TotalCompressedSize - bytes.Length) != bytes.Length)
            throw Refuse(path, "cut off");
        var values = own.Sum(length => (long)Prefix + Math.Max(0, length));
        if (own.Any(length => length < 0) || images.TotalCompressedSize - values is < 1 or > LongestPageHeader)
            throw Refuse(path, $"row {lengths.Count} and those behind it: the images are not as long as column byte_length says");
        var at = images.DataPageOffset + images.TotalCompressedSize - values;
        foreach (var length in own)
        {
            offsets.Add(at + Prefix);
            lengths.Add(length);
            at += Prefix + length;
        }

        ColumnMetaData Chunk(DataField field)
        {
            var chunk = group.Columns.FirstOrDefault(c => c.MetaData?.PathInSchema is [var name] && name == field.Name)?.MetaData;
            return chunk is { Codec: CompressionCodec.UNCOMPRESSED, DictionaryPageOffset: null } ? chunk : throw Refuse(path, $"row {lengths.Count} and those behind it: column {field.Name} is not plain");
        }
    }

    private static InputRefusedException Refuse(string path, string problem, Exception? inner = null) => new(path, problem, "preprocess again; `preprocessing verify` lists all that has changed", inner);
}
