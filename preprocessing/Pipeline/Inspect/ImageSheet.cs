using System.Globalization;
using I2M2.Cli;
using I2M2.Media;
using I2M2.Shards;
using I2M2.Storage;
using I2M2.Storage.Images;

namespace I2M2.Preprocessing.Pipeline.Inspect;

/// <summary>
/// The first rows of a split of a set with a table of images, as one picture and a line of text each: every row's images side by side, made to fit a square, rows in a grid that is
/// read like text; below, what the row asks or says, and its class.
/// </summary>
internal sealed class ImageSheet : IDisposable
{
    private const int Side = 192;
    private const int Gap = 4;
    private const int MostRows = 400;
    private static readonly string[] Texts = ["question", "sentence"];
    private readonly ShardSet set;
    private readonly ShardSplit split;
    private readonly ImageArchive archive;
    private readonly string[] prefixes;
    private readonly int rows;
    private readonly int across;

    /// <param name="set">Where from.</param>
    /// <param name="splitName">Which split.</param>
    /// <param name="rows">Rows to show, from the first.</param>
    /// <exception cref="UsageException">The picture would be too large.</exception>
    /// <exception cref="InputRefusedException">The image files are not as they were written.</exception>
    internal ImageSheet(ShardSet set, string splitName, int rows)
    {
        if (rows > MostRows)
            throw new UsageException($"--picture: of images {MostRows} --rows at most are expected");
        (this.set, split) = (set, set[splitName]);
        this.rows = (int)Math.Min(rows, split.Rows);
        var keys = set.Manifest.Columns.Where(c => c.KeyOf == ImageArchive.Table).ToList();
        prefixes = [.. keys.Select(k => keys.Count == 1 ? "" : $"{k.Name}.")];
        across = Math.Max(1, (int)Math.Round(Math.Sqrt((double)this.rows / prefixes.Length)));
        archive = ImageArchive.Open(set.Folder);
    }

    /// <summary>Whether a set has a table of images.</summary>
    internal static bool Suits(ShardManifest manifest) => manifest.Tables.Any(t => t.Name == ImageArchive.Table);

    /// <summary>What the picture shows, in words.</summary>
    internal string Caption => $"rows 0-{rows - 1} of {split.Name}, {across} to a line; of each row {string.Join(", ", set.Manifest.Columns.Where(c => c.KeyOf == ImageArchive.Table).Select(c => c.Name))}";

    /// <summary>Draws and writes the picture.</summary>
    /// <exception cref="InputRefusedException">An image cannot be decoded.</exception>
    internal void Write(string path)
    {
        var (cell, lines) = ((prefixes.Length * (Side + Gap)) + (2 * Gap), (rows + across - 1) / across);
        var (width, height) = ((across * cell) + Gap, (lines * (Side + Gap)) + Gap);
        var pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(64);
        for (var row = 0; row < rows; row++)
        {
            for (var image = 0; image < prefixes.Length; image++)
            {
                var (part, at) = (Number($"{prefixes[image]}part", row), Number($"{prefixes[image]}row", row));
                Draw(ImageDecoder.Decode(archive.NameOf(part, at), archive.Read(part, at)), pixels, width, Gap + (row % across * cell) + (image * (Side + Gap)), Gap + (row / across * (Side + Gap)));
            }
        }

        PngFile.WriteRgb(path, width, height, pixels);
    }

    /// <summary>A line for each row: what it asks or says, and its class.</summary>
    internal IReadOnlyList<string> Lines()
    {
        var texts = RowTexts();
        var label = set.Manifest.Columns.FirstOrDefault(c => c is { Role: ColumnRole.Label, Shape.Length: 0 });
        return [.. Enumerable.Range(0, rows).Select(row => SafeText.ForTerminal(string.Create(CultureInfo.InvariantCulture, $"{row,4}  {(row < texts.Count ? texts[row] : "")}{Answer(label, row)}"), 300))];
    }

    /// <summary>Closes the image files.</summary>
    public void Dispose() => archive.Dispose();

    private string Answer(ColumnSchema? label, int row)
    {
        if (label is null || !long.TryParse(StoredValues.Text(label.Dtype, split[label.Name].Row(row)), CultureInfo.InvariantCulture, out var index))
            return "";
        var names = set.Manifest.ClassNamesOf(label.Name);
        return $"  ->  {(index >= 0 && index < names.Count ? names[(int)index] : ClassBalance.NoClass)}";
    }

    private List<string> RowTexts()
    {
        var texts = new List<string>();
        var path = Path.Combine(set.Folder, new ParquetPart(split.Name, 0, split.Rows).File);
        if (!File.Exists(path))
            return texts;
        using var file = ParquetFile.Open(path);
        if (Array.Find(Texts, t => file.Columns.Any(c => c.Name == t)) is not { } column)
            return texts;
        file.Read([new ParquetSelection(column, column)], result =>
        {
            for (var i = 0; i < result.Rows && texts.Count < rows; i++)
                texts.Add(result.Column(0).Text(i));
        });
        return texts;
    }

    private int Number(string column, int row) => BitConverter.ToInt32(split[column].Row(row));

    // As large as the square allows; each pixel is the mean of those it stands for.
    private static void Draw(RgbImage image, byte[] pixels, int stride, int left, int top)
    {
        var scale = Math.Min((double)Side / image.Width, (double)Side / image.Height);
        var (width, height) = (Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var colour = 0; colour < 3; colour++)
                    pixels[((((top + y) * stride) + left + x) * 3) + colour] = Mean(image, x, y, width, height, colour);
            }
        }
    }

    private static byte Mean(RgbImage image, int x, int y, int width, int height, int colour)
    {
        var (left, top) = ((int)((long)x * image.Width / width), (int)((long)y * image.Height / height));
        var (right, bottom) = (Math.Max(left + 1, (int)((x + 1L) * image.Width / width)), Math.Max(top + 1, (int)((y + 1L) * image.Height / height)));
        var sum = 0L;
        for (var v = top; v < bottom; v++)
        {
            for (var u = left; u < right; u++)
                sum += image.Pixels[(((v * image.Width) + u) * 3) + colour];
        }

        return (byte)(sum / ((right - left) * (bottom - top)));
    }
}
