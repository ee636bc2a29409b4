using System.Runtime.InteropServices;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// The table of spoken digits that rows point into. Without noise it holds their spectrograms: each is drawn and stored once, though about
/// 25 pictures are seen with it.
/// </summary>
internal sealed class RecordingTable
{
    private readonly byte[][] cells;
    private readonly int rawFilesFrom;

    private RecordingTable(byte[][] cells, Moments[] moments, int rawFilesFrom)
    {
        this.cells = cells;
        this.rawFilesFrom = rawFilesFrom;
        Moments = moments;
    }

    /// <summary>Moments of each spectrogram; empty when none is drawn.</summary>
    internal IReadOnlyList<Moments> Moments { get; }

    /// <summary>A table without spectrograms.</summary>
    /// <param name="rawFilesFrom">Index of the first recording in the manifest's list of raw files.</param>
    internal static RecordingTable Undrawn(int rawFilesFrom) => new([], [], rawFilesFrom);

    /// <summary>Draws every recording.</summary>
    /// <param name="sounds">By recording.</param>
    /// <param name="rawFilesFrom">As for <see cref="Undrawn"/>.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stop">Makes it throw.</param>
    internal static RecordingTable Draw(IReadOnlyList<Waveform> sounds, int rawFilesFrom, int workers, CancellationToken stop)
    {
        var (cells, moments) = (new byte[sounds.Count][], new Moments[sounds.Count]);
        Workers.For(sounds.Count, workers, i =>
        {
            cells[i] = Spectrogram.Draw(sounds[i].Samples);
            moments[i] = I2M2.Shards.Moments.Of(cells[i]);
        }, stop);
        return new RecordingTable(cells, moments, rawFilesFrom);
    }

    /// <summary>Appends all columns of a shard.</summary>
    internal void Append(ShardPart part, SafetensorsWriter shard)
    {
        foreach (var column in shard.Names)
        {
            for (var row = (int)part.FirstRow; row < part.FirstRow + part.Rows; row++)
                shard.Append(column, column == "audio" ? cells[row] : MemoryMarshal.AsBytes([(long)(rawFilesFrom + row)]));
        }
    }
}
