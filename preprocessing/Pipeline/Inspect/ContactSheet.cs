using I2M2.Cli;
using I2M2.Media;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline.Inspect;

/// <summary>
/// The first rows of a split as one picture: every row's images side by side, rows in a grid that is read like text. A column's least and
/// greatest value over the train split are black and white, so that pictures of one column can be compared. A complex image, [2, H, W], is shown as its
/// magnitude, and its phase from -pi to pi.
/// </summary>
internal sealed class ContactSheet
{
    private const int Gap = 4;
    private const int MostSide = 8192;
    private const int MostPixels = 100_000_000;
    private readonly ShardSplit split;
    private readonly Panel[] panels;
    private readonly int rows;
    private readonly int across;

    /// <param name="set">Where from.</param>
    /// <param name="splitName">Which split.</param>
    /// <param name="rows">Rows to show, from the first.</param>
    /// <exception cref="UsageException">No input column holds images, or the picture would be too large.</exception>
    internal ContactSheet(ShardSet set, string splitName, int rows)
    {
        split = set[splitName];
        this.rows = (int)Math.Min(rows, split.Rows);
        var images = set.Manifest.Columns.Where(IsImage).ToList();
        if (images.Count == 0)
            throw new UsageException($"--picture: no input column of {set.Folder} holds images ([H, W], [1, H, W], [3, H, W], or real and imaginary part [2, H, W])");

        // Small images are enlarged by whole factors to about the height of the largest.
        var height = images.Max(Height);
        panels = [.. images.SelectMany(c => Panel.Of(c, set.Manifest.TrainStatistics.GetValueOrDefault(c.Name), height / Height(c)))];
        CellWidth = panels.Sum(p => (long)p.Width) + (Gap * (panels.Length - 1));
        CellHeight = panels.Max(p => p.Height);
        across = Math.Max(1, (int)Math.Round(Math.Sqrt((double)this.rows * CellHeight / CellWidth)));
        if (Width > MostPixels / PixelHeight)
            throw new UsageException($"--picture: {this.rows} rows make a picture of {Width:#,0} x {PixelHeight:#,0} pixels; give fewer --rows");
    }

    /// <summary>What the picture shows, in words.</summary>
    internal string Caption => $"rows 0-{rows - 1} of {split.Name}, {across} to a line; of each row {string.Join(", ", panels.Select(p => p.Name))}";

    private long CellWidth { get; }

    private long CellHeight { get; }

    private long Width => (across * (CellWidth + (3L * Gap))) + Gap;

    private long PixelHeight => ((rows + across - 1) / across * (CellHeight + (long)Gap)) + Gap;

    /// <summary>Draws and writes the picture.</summary>
    internal void Write(string path)
    {
        var (width, height) = ((int)Width, (int)PixelHeight);
        var pixels = new byte[width * height * 3];
        pixels.AsSpan().Fill(64);
        for (var row = 0; row < rows; row++)
        {
            var left = Gap + (row % across * ((int)CellWidth + (3 * Gap)));
            foreach (var panel in panels)
            {
                panel.Draw(split[panel.Column.Name].Row(row), pixels, width, left, Gap + (row / across * ((int)CellHeight + Gap)));
                left += panel.Width + Gap;
            }
        }

        PngFile.WriteRgb(path, width, height, pixels);
    }

    private static bool IsImage(ColumnSchema column)
        => column is { Role: ColumnRole.Input, Shape: [> 1 and <= MostSide, > 1 and <= MostSide] or [1 or 2 or 3, > 1 and <= MostSide, > 1 and <= MostSide] };

    private static int Height(ColumnSchema column) => (int)column.Shape[^2];

    /// <summary>One image's place in every cell.</summary>
    /// <param name="column">Where its values are.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="values">Its values, channel x row x column, of a row's.</param>
    /// <param name="range">What is black and what is white; null: the least and greatest of each row.</param>
    /// <param name="zoom">Pixels a side of each value.</param>
    private sealed class Panel(ColumnSchema column, string name, Func<double[], double[]> values, (double Min, double Max)? range, int zoom)
    {
        private readonly int height = (int)column.Shape[^2];
        private readonly int width = (int)column.Shape[^1];
        private readonly int channels = column.Shape is [3, _, _] ? 3 : 1;

        internal ColumnSchema Column => column;

        internal string Name => name;

        internal int Width => width * zoom;

        internal int Height => height * zoom;

        internal static IEnumerable<Panel> Of(ColumnSchema column, ColumnStatistics? statistics, int zoom)
        {
            if (column.Shape is not [2, _, _])
                return [new Panel(column, column.Name, v => v, statistics is null ? null : (statistics.Min, statistics.Max), zoom)];
            (double, double)? magnitudes = statistics is null ? null : (0, Math.Max(-statistics.Min, statistics.Max));
            return
            [
                new Panel(column, $"{column.Name} (magnitude)", v => Parts(v, (re, im) => Math.Sqrt((re * re) + (im * im))), magnitudes, zoom),
                new Panel(column, $"{column.Name} (phase)", v => Parts(v, (re, im) => Math.Atan2(im, re)), (-Math.PI, Math.PI), zoom),
            ];
        }

        internal void Draw(ReadOnlySpan<byte> stored, byte[] pixels, int stride, int left, int top)
        {
            var shown = values(StoredValues.Numbers(column.Dtype, stored));
            var (min, max) = range ?? (shown.Min(), shown.Max());
            for (var y = 0; y < Height; y++)
            {
                for (var x = 0; x < Width; x++)
                {
                    for (var colour = 0; colour < 3; colour++)
                    {
                        var value = shown[((((channels == 3 ? colour : 0) * height) + (y / zoom)) * width) + (x / zoom)];
                        pixels[((((top + y) * stride) + left + x) * 3) + colour] = Level(value, min, max);
                    }
                }
            }
        }

        private static double[] Parts(double[] pair, Func<double, double, double> of) => [.. Enumerable.Range(0, pair.Length / 2).Select(i => of(pair[i], pair[(pair.Length / 2) + i]))];

        // A value that is no number is black, like the least.
        private static byte Level(double value, double min, double max)
            => value > min && max > min ? (byte)Math.Round(255 * Math.Min(1, (value - min) / (max - min))) : (byte)0;
    }
}
