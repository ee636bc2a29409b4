using System.Security.Cryptography;
using System.Text;
using I2M2.Shards;
using I2M2.Storage.Images;

namespace I2M2.Preprocessing.Images;

/// <summary>The images of a set: rows of a table of its shards, and their files in Parquet parts of so many images each, in one order.</summary>
internal sealed class ImageParts
{
    private const string Width = "width", Height = "height", Part = "part", PartRow = "row";
    private readonly IReadOnlyList<SurveyedImage> images;
    private readonly int rowsOfPart;
    private readonly Dictionary<string, long> rows;

    /// <param name="images">All of them; their pixels were looked at if the table is to be written.</param>
    /// <param name="rowsOfPart">Images of a full part.</param>
    internal ImageParts(IReadOnlyList<SurveyedImage> images, int rowsOfPart)
    {
        (this.images, this.rowsOfPart) = (images, rowsOfPart);
        rows = images.Select((image, row) => (image.Image.Key, row)).ToDictionary(i => i.Key, i => (long)i.row, StringComparer.Ordinal);
        Files = [.. Enumerable.Range(0, (images.Count + rowsOfPart - 1) / rowsOfPart).Select(i => new ParquetPart(ImageArchive.Table, i, Math.Min(rowsOfPart, images.Count - (i * rowsOfPart))))];
    }

    /// <summary>The images that rows still have.</summary>
    /// <param name="survey">Images that were looked at.</param>
    /// <param name="needed">Keys of those that rows have, as often as they have them.</param>
    /// <param name="rowsOfPart">Images of a full part.</param>
    internal static ImageParts Of(ImageSurvey survey, IEnumerable<string> needed, int rowsOfPart)
    {
        var keys = needed.ToHashSet(StringComparer.Ordinal);
        return new ImageParts([.. survey.Images.Where(i => keys.Contains(i.Image.Key))], rowsOfPart);
    }

    /// <summary>The table's columns.</summary>
    internal static IReadOnlyList<ColumnSchema> Columns { get; } =
    [
        Column(Width, "pixels", "Pixels across."),
        Column(Height, "pixels", "Pixels down."),
        Column(Part, "index", "The Parquet file images-NNNNN that holds the image's file."),
        Column(PartRow, "index", "Row of the image in that file, from 0."),
    ];

    /// <summary>The Parquet files.</summary>
    internal IReadOnlyList<ParquetPart> Files { get; }

    /// <summary>Images.</summary>
    internal int Count => images.Count;

    /// <summary>Bytes of all images' files.</summary>
    internal long Bytes => images.Sum(i => (long)i.Bytes);

    /// <summary>The table's row of an image.</summary>
    internal long Row(string key) => rows[key];

    /// <summary>Says in a few words which images these are: how many, and a hash over their names and hashes. It stands for all of them in a manifest, which would be far longer otherwise.</summary>
    internal string Identity()
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in images)
            all.AppendData(Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(image.Sha256)}  {image.Image.Key}\n"));
        return $"{images.Count} files, sha256 {Convert.ToHexStringLower(all.GetHashAndReset())}";
    }

    /// <summary>Writes one of <see cref="Files"/>.</summary>
    /// <param name="part">Which.</param>
    /// <param name="path">To make or replace.</param>
    /// <param name="metadata">Of the file.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InputRefusedException">An image has changed since it was looked at.</exception>
    internal void Write(ParquetPart part, string path, IReadOnlyDictionary<string, string> metadata, Action progress, CancellationToken stop)
        => ImagePartWriter.Write(path, Enumerable.Range(part.Index * rowsOfPart, (int)part.Rows).Select(i =>
        {
            var image = images[i];
            var bytes = ImageSurvey.Read(image.Image);
            if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(image.Sha256))
                throw new InputRefusedException(image.Image.Path!, "it has changed since this run looked at it", "start again when nothing writes there any more");
            progress();
            return new ImageRow(image.Image.Key, bytes, image.Width, image.Height);
        }), metadata, stop);

    /// <summary>Appends one of <see cref="Columns"/> to a shard of the table.</summary>
    internal void Append(SafetensorsWriter shard, string column, ShardPart part)
    {
        for (var row = (int)part.FirstRow; row < part.FirstRow + part.Rows; row++)
        {
            var value = column switch
            {
                Width => images[row].Width,
                Height => images[row].Height,
                Part => row / rowsOfPart,
                PartRow => row % rowsOfPart,
                _ => throw new ArgumentOutOfRangeException(nameof(column), column, "no column of images"),
            };
            shard.AppendValue(column, value);
        }
    }

    private static ColumnSchema Column(string name, string unit, string description)
        => new() { Name = name, Role = ColumnRole.Id, Dtype = Dtype.I32, Shape = [], Unit = unit, Description = description, Table = ImageArchive.Table };
}
