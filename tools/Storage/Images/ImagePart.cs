using System.Buffers.Binary;
using I2M2.Shards;
using Microsoft.Win32.SafeHandles;
using Parquet;
using Parquet.Meta;

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
    /// <param name="rows">Rows that it must have.</param>
    /// <param name="bytes">Bytes that it must have.</param>
    /// <exception cref="InputRefusedException">It is not such a file.</exception>
    internal static ImagePart Open(string path, long rows, long bytes)
    {
        if (!File.Exists(path))
            throw Refuse(path, "missing");
        ParquetEnvelope.Check(path);
        var file = File.OpenHandle(path);
        try
        {
            if (RandomAccess.GetLength(file) != bytes)
                throw Refuse(path, $"of {RandomAccess.GetLength(file):#,0} bytes, the manifest says {bytes:#,0}");
            var (offsets, lengths) = (new List<long>(), new List<int>());
            Locate(path, bytes, offsets, lengths);
            if (lengths.Count != rows)
                throw Refuse(path, $"of {lengths.Count:#,0} rows, the manifest says {rows:#,0}");
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

    private static void Locate(string path, long fileBytes, List<long> offsets, List<int> lengths)
    {
        try
        {
            LocateAsync(path, fileBytes, offsets, lengths).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (InputRefusedException or IOException and not EndOfStreamException or OutOfMemoryException))
        {
            // The library has no exception of its own for what a broken footer makes it do.
            throw Refuse(path, "its footer or the column byte_length cannot be read", e);
        }
    }

    private static async Task LocateAsync(string path, long fileBytes, List<long> offsets, List<int> lengths)
    {
        var reader = await ParquetReader.CreateAsync(path).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            foreach (var group in reader.RowGroups)
            {
                var rows = group.RowCount;
                if (rows is < 1 or > ImagePartWriter.GroupRows)
                    throw Refuse(path, $"a group of {rows:#,0} rows; 1 to {ImagePartWriter.GroupRows} are expected");
                var own = new int[rows];
                await group.ReadAsync<int>(ImageColumns.Length, own).ConfigureAwait(false);
                var chunk = group.GetMetadata(ImageColumns.Bytes)?.MetaData;
                var values = own.Sum(length => (long)Prefix + Math.Max(0, length));
                if (chunk is not { Codec: CompressionCodec.UNCOMPRESSED, DictionaryPageOffset: null } || own.Any(length => length < 0)
                    || chunk.TotalCompressedSize - values is < 1 or > LongestPageHeader || chunk.DataPageOffset < 0 || chunk.DataPageOffset > fileBytes - chunk.TotalCompressedSize)
                {
                    throw Refuse(path, $"row {lengths.Count} and those behind it: the images do not lie one behind the other");
                }

                var at = chunk.DataPageOffset + chunk.TotalCompressedSize - values;
                foreach (var length in own)
                {
                    offsets.Add(at + Prefix);
                    lengths.Add(length);
                    at += Prefix + length;
                }
            }
        }
    }

    private static InputRefusedException Refuse(string path, string problem, Exception? inner = null) => new(path, problem, "preprocess again; `preprocessing verify` lists all that has changed", inner);
}
