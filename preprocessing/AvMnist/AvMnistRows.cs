using System.Runtime.InteropServices;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>The rows of one split: a stretch of an MNIST file, each image with its recording.</summary>
internal sealed class AvMnistRows
{
    private readonly Digits digits;
    private readonly int first;
    private readonly PcaEnergyRemoval pca;
    private readonly int[] pairs;
    private readonly byte[][] spectrograms;
    private readonly int recordingsFrom;
    private readonly Moments[] imageMoments;

    /// <param name="digits">The MNIST file.</param>
    /// <param name="first">The split's first row in it.</param>
    /// <param name="count">The split's rows.</param>
    /// <param name="pca">Fitted on this file, or on the train file.</param>
    /// <param name="pairs">For every row of the file, the recording.</param>
    /// <param name="spectrograms">[112, 112] each, by recording.</param>
    /// <param name="recordingsFrom">Index of the first recording in the manifest's list of raw files.</param>
    internal AvMnistRows(Digits digits, int first, int count, PcaEnergyRemoval pca, int[] pairs, byte[][] spectrograms, int recordingsFrom)
    {
        this.digits = digits;
        this.first = first;
        this.pca = pca;
        this.pairs = pairs;
        this.spectrograms = spectrograms;
        this.recordingsFrom = recordingsFrom;
        imageMoments = new Moments[count];
    }

    /// <summary>Computes a shard's images, [rows, 28, 28], and notes their moments.</summary>
    internal void Compute(ShardPart part, out float[] images)
    {
        images = new float[part.Rows * Digits.Pixels];
        Span<double> image = stackalloc double[Digits.Pixels];
        for (var i = 0; i < part.Rows; i++)
        {
            pca.Apply(digits.Image(FileRow(part, i)), image);
            var stored = images.AsSpan(i * Digits.Pixels, Digits.Pixels);
            for (var p = 0; p < stored.Length; p++)
                stored[p] = (float)image[p];
            imageMoments[part.FirstRow + i] = Moments.Of(stored);
        }
    }

    /// <summary>Appends all columns of a shard.</summary>
    internal void Append(ShardPart part, float[] images, SafetensorsWriter shard)
    {
        foreach (var column in shard.Names)
        {
            switch (column)
            {
                case "image":
                    shard.Append(column, MemoryMarshal.AsBytes(images.AsSpan()));
                    break;
                case "audio":
                    for (var i = 0; i < part.Rows; i++)
                        shard.Append(column, spectrograms[pairs[FileRow(part, i)]]);
                    break;
                case "label":
                    AppendNumbers(shard, column, part, row => digits.Labels.Data[row]);
                    break;
                case "row":
                    AppendNumbers(shard, column, part, row => row);
                    break;
                case "recording":
                    AppendNumbers(shard, column, part, row => recordingsFrom + pairs[row]);
                    break;
                default:
                    throw new InvalidOperationException($"Column '{column}' of the schema has no values");
            }
        }
    }

    /// <summary>Statistics of the inputs over all rows; all shards must have been computed.</summary>
    internal Dictionary<string, ColumnStatistics> Statistics()
    {
        var bySpectrogram = spectrograms.Select(s => Moments.Of(s)).ToArray();
        var audio = Enumerable.Range(first, imageMoments.Length).Aggregate(Moments.None, (sum, row) => sum.Plus(bySpectrogram[pairs[row]]));
        var image = imageMoments.Aggregate(Moments.None, (sum, row) => sum.Plus(row));
        return new Dictionary<string, ColumnStatistics> { ["image"] = image.Statistics(), ["audio"] = audio.Statistics() };
    }

    private int FileRow(ShardPart part, int row) => checked((int)(first + part.FirstRow + row));

    private void AppendNumbers(SafetensorsWriter shard, string column, ShardPart part, Func<int, long> value)
    {
        var numbers = new long[part.Rows];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = value(FileRow(part, i));
        shard.Append(column, MemoryMarshal.AsBytes(numbers.AsSpan()));
    }
}
