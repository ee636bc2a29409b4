using System.Buffers;
using I2M2.Preprocessing.AvMnist.Noise;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>How the rows of a file are heard: without noise they share their recordings' spectrograms, with noise each row has its own.</summary>
/// <param name="Draw">Draws the spectrogram of a row of the file, thread-safe; null when rows share them.</param>
/// <param name="Shared">Moments of the spectrogram that a row shares; null when each has its own.</param>
internal sealed record RowAudio(DrawRow? Draw, Func<int, Moments>? Shared)
{
    /// <summary>Rows heard as they were recorded.</summary>
    /// <param name="recordings">All recordings, drawn.</param>
    /// <param name="pairs">For every row of the file, the recording.</param>
    internal static RowAudio Clean(RecordingTable recordings, int[] pairs) => new(null, row => recordings.Moments[pairs[row]]);

    /// <summary>Rows heard over background noise.</summary>
    /// <param name="sounds">By recording.</param>
    /// <param name="pairs">For every row of the file, the recording.</param>
    /// <param name="noise">The background.</param>
    /// <param name="decibels">Speech over noise.</param>
    /// <param name="test">True for the test file.</param>
    internal static RowAudio Noisy(IReadOnlyList<Waveform> sounds, int[] pairs, NoiseClips noise, double decibels, bool test)
    {
        var cuts = sounds.Select(s => Segmentation.For(s.Samples.Length)).ToArray();
        Moments Draw(int row, Span<byte> cells)
        {
            var speech = sounds[pairs[row]].Samples;
            var buffer = ArrayPool<float>.Shared.Rent(speech.Length);
            var mixed = buffer.AsSpan(0, speech.Length);
            NoiseClips.Mix(speech, noise.Of(row, test), decibels, mixed);
            Spectrogram.Draw(mixed, cuts[pairs[row]], cells);
            ArrayPool<float>.Shared.Return(buffer);
            return Moments.Of(cells);
        }

        return new RowAudio(Draw, null);
    }
}
