using System.Globalization;
using System.Text.RegularExpressions;
using I2M2.Shards;

namespace I2M2.Storage.Images;

/// <summary>
/// The image files of a shard set, each read in place from the set's Parquet parts when it is asked for. What is held is 12 bytes an image and an open file a part. Thread-safe.
/// </summary>
public sealed partial class ImageArchive : IDisposable
{
    /// <summary>Name of the Parquet parts.</summary>
    public const string Table = "images";

    private readonly ImagePart[] parts;

    private ImageArchive(ImagePart[] parts) => this.parts = parts;

    /// <summary>Parts.</summary>
    public int Parts => parts.Length;

    /// <summary>Images over all parts.</summary>
    public long Rows => parts.Sum(p => (long)p.Rows);

    /// <summary>Opens the parts of a finished set, and looks whether the images lie where its Parquet says.</summary>
    /// <param name="folder">The set's folder.</param>
    /// <exception cref="InputRefusedException">The set is not finished, has no images, or a part is missing or not as it was written.</exception>
    public static ImageArchive Open(string folder)
    {
        var listed = ShardSet.ReadManifest(folder).Parquet.Where(p => Name().IsMatch(p.File)).ToArray();
        if (listed.Length == 0)
            throw new InputRefusedException(folder, "the set holds no images", "preprocess with --set images=embed");
        var parts = new List<ImagePart>();
        try
        {
            foreach (var part in listed)
            {
                if (part.File != new ParquetPart(Table, parts.Count, part.Rows).File)
                    throw new InputRefusedException(folder, $"part {parts.Count} of its images is listed as {part.File}", "preprocess again");
                parts.Add(ImagePart.Open(Path.Combine(folder, part.File), part));
            }

            return new ImageArchive([.. parts]);
        }
        catch
        {
            parts.ForEach(p => p.Dispose());
            throw;
        }
    }

    /// <summary>Bytes of an image's file.</summary>
    /// <param name="part">Column `part` of the table of images.</param>
    /// <param name="row">Column `row` of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    public int Length(int part, int row) => Part(part).Length(row);

    /// <summary>An image's file.</summary>
    /// <param name="part">As for <see cref="Length"/>.</param>
    /// <param name="row">As for <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such image.</exception>
    /// <exception cref="InputRefusedException">The part has changed since it was opened.</exception>
    public byte[] Read(int part, int row)
    {
        var bytes = new byte[Length(part, row)];
        Part(part).Read(row, bytes);
        return bytes;
    }

    /// <summary>An image's file, into memory of the caller's.</summary>
    /// <param name="part">As for <see cref="Length"/>.</param>
    /// <param name="row">As for <see cref="Length"/>.</param>
    /// <param name="destination">As long as the file.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    /// <exception cref="InputRefusedException">The part has changed since it was opened.</exception>
    public void Read(int part, int row, Span<byte> destination) => Part(part).Read(row, destination);

    /// <summary>What an image is called in messages, e.g. "images-00003.parquet, row 17".</summary>
    /// <param name="part">As for <see cref="Length"/>.</param>
    /// <param name="row">As for <see cref="Length"/>.</param>
    public string NameOf(int part, int row) => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(Part(part).Path)}, row {row}");

    /// <summary>Closes the parts.</summary>
    public void Dispose()
    {
        foreach (var part in parts)
            part.Dispose();
    }

    private ImagePart Part(int part) => (uint)part < (uint)parts.Length ? parts[part] : throw new ArgumentOutOfRangeException(nameof(part), part, $"there are {parts.Length} parts");

    [GeneratedRegex($@"/{Table}-\d{{5}}\.parquet\z")]
    private static partial Regex Name();
}
