using System.Runtime.InteropServices;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>Draws the spectrogram that a row of an MNIST file is heard by.</summary>
/// <param name="row">Row in the file.</param>
/// <param name="cells">[112, 112] grey levels.</param>
/// <returns>Their moments.</returns>
internal delegate Moments DrawRow(int row, Span<byte> cells);

/// <summary>The rows of one split: a stretch of an MNIST file, each image with its recording.</summary>
internal sealed class AvMnistRows
{
    // 6 MB at a time, whatever the size of a shard.
    private const int RowsPerBlock = 512;
    private readonly Digits digits;
    private readonly int first;
    private readonly PcaEnergyRemoval pca;
    private readonly int[] pairs;
    private readonly RowAudio audio;
    private readonly Moments[] imageMoments;
    private readonly Moments[] audioMoments;

    /// <param name="digits">The MNIST file.</param>
    /// <param name="first">The split's first row in it.</param>
    /// <param name="count">The split's rows.</param>
    /// <param name="pca">Fitted on this file, or on the train file.</param>
    /// <param name="pairs">For every row of the file, the recording.</param>
    /// <param name="audio">How they are heard.</param>
    internal AvMnistRows(Digits digits, int first, int count, PcaEnergyRemoval pca, int[] pairs, RowAudio audio)
    {
        this.digits = digits;
        this.first = first;
        this.pca = pca;
        this.pairs = pairs;
        this.audio = audio;
        imageMoments = new Moments[count];
        audioMoments = new Moments[count];
    }

    /// <summary>Computes a shard's images, [rows, 28, 28], and notes their moments.</summary>
    internal float[] Images(ShardPart part)
    {
        var images = new float[part.Rows * Digits.Pixels];
        Span<double> image = stackalloc double[Digits.Pixels];
        for (var i = 0; i < part.Rows; i++)
        {
            pca.Apply(digits.Image(FileRow(part, i)), image);
            var stored = images.AsSpan(i * Digits.Pixels, Digits.Pixels);
            Doubles.Narrow(image, stored);
            imageMoments[part.FirstRow + i] = Moments.Of(stored);
        }

        return images;
    }

    /// <summary>Notes the moments of a shard's spectrograms where rows share them, or draws them to do so.</summary>
    internal void NoteAudio(ShardPart part, int workers, CancellationToken stop)
    {
        if (audio.Shared is null)
        {
            Spectrograms(part, workers, _ => { }, stop);
            return;
        }

        for (var i = 0; i < part.Rows; i++)
            audioMoments[part.FirstRow + i] = audio.Shared(FileRow(part, i));
    }

    /// <summary>Draws a shard's spectrograms, [rows, 112, 112], a block at a time, and notes their moments.</summary>
    /// <param name="part">The shard.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="use">Takes a block; called on this thread, in order.</param>
    /// <param name="stop">Makes it throw.</param>
    private void Spectrograms(ShardPart part, int workers, Action<ArraySegment<byte>> use, CancellationToken stop)
    {
        var block = new byte[Math.Min(part.Rows, RowsPerBlock) * Spectrogram.Cells];
        for (var from = 0; from < part.Rows; from += RowsPerBlock)
        {
            var rows = Math.Min(RowsPerBlock, part.Rows - from);
            Workers.For(rows, workers, i =>
                audioMoments[part.FirstRow + from + i] = audio.Draw!(FileRow(part, from + i), block.AsSpan(i * Spectrogram.Cells, Spectrogram.Cells)), stop);
            use(new ArraySegment<byte>(block, 0, rows * Spectrogram.Cells));
        }
    }

    /// <summary>Appends all columns of a shard.</summary>
    /// <param name="part">The shard.</param>
    /// <param name="images">From <see cref="Images"/>.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="shard">Where to.</param>
    /// <param name="stop">Makes it throw.</param>
    internal void Append(ShardPart part, float[] images, int workers, SafetensorsWriter shard, CancellationToken stop)
    {
        foreach (var column in shard.Names)
        {
            switch (column)
            {
                case "image":
                    shard.Append(column, MemoryMarshal.AsBytes(images.AsSpan()));
                    break;
                case "audio":
                    Spectrograms(part, workers, block => shard.Append(column, block), stop);
                    break;
                case "label":
                    AppendNumbers(shard, column, part, row => digits.Labels.Data[row]);
                    break;
                case "row":
                    AppendNumbers(shard, column, part, row => row);
                    break;
                case "recording":
                    AppendNumbers(shard, column, part, row => pairs[row]);
                    break;
                default:
                    throw new InvalidOperationException($"Column '{column}' of the schema has no values");
            }
        }
    }

    /// <summary>Statistics of the inputs over all rows; all shards must have been computed.</summary>
    internal Dictionary<string, ColumnStatistics> Statistics() => new()
    {
        ["image"] = imageMoments.Aggregate(Moments.None, (sum, row) => sum.Plus(row)).Statistics(),
        ["audio"] = audioMoments.Aggregate(Moments.None, (sum, row) => sum.Plus(row)).Statistics(),
    };

    private int FileRow(ShardPart part, int row) => checked((int)(first + part.FirstRow + row));

    private void AppendNumbers(SafetensorsWriter shard, string column, ShardPart part, Func<int, long> value)
    {
        var numbers = new long[part.Rows];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = value(FileRow(part, i));
        shard.Append(column, MemoryMarshal.AsBytes(numbers.AsSpan()));
    }
}
