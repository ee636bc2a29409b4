using System.Buffers;
using I2M2.Preprocessing.AvMnist.Noise;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>How rows get their spectrograms: without noise each recording is drawn once and copied, with noise each row is drawn by itself.</summary>
internal static class RowAudio
{
    /// <summary>Draws every recording.</summary>
    /// <param name="sounds">By recording.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <returns>Spectrogram and its moments, by recording.</returns>
    internal static (byte[] Cells, Moments Moments)[] DrawAll(IReadOnlyList<Waveform> sounds, int workers, CancellationToken stop)
    {
        var drawn = new (byte[], Moments)[sounds.Count];
        Workers.For(sounds.Count, workers, i =>
        {
            var cells = Spectrogram.Draw(sounds[i].Samples);
            drawn[i] = (cells, Moments.Of(cells));
        }, stop);
        return drawn;
    }

    /// <summary>Rows heard as they were recorded.</summary>
    /// <param name="drawn">From <see cref="DrawAll"/>.</param>
    /// <param name="pairs">For every row of the file, the recording.</param>
    internal static DrawRow Clean((byte[] Cells, Moments Moments)[] drawn, int[] pairs) => (row, cells) =>
    {
        var (source, moments) = drawn[pairs[row]];
        source.CopyTo(cells);
        return moments;
    };

    /// <summary>Rows heard over background noise.</summary>
    /// <param name="sounds">By recording.</param>
    /// <param name="pairs">For every row of the file, the recording.</param>
    /// <param name="noise">The background.</param>
    /// <param name="decibels">Speech over noise.</param>
    /// <param name="test">True for the test file.</param>
    internal static DrawRow Noisy(IReadOnlyList<Waveform> sounds, int[] pairs, NoiseClips noise, double decibels, bool test)
    {
        var cuts = sounds.Select(s => Segmentation.For(s.Samples.Length)).ToArray();
        return (row, cells) =>
        {
            var speech = sounds[pairs[row]].Samples;
            var buffer = ArrayPool<float>.Shared.Rent(speech.Length);
            var mixed = buffer.AsSpan(0, speech.Length);
            NoiseClips.Mix(speech, noise.Of(row, test), decibels, mixed);
            Spectrogram.Draw(mixed, cuts[pairs[row]], cells);
            ArrayPool<float>.Shared.Return(buffer);
            return Moments.Of(cells);
        };
    }
}
