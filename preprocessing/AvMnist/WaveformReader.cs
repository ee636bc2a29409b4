using I2M2.Media;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// Reads WAV files of any kind that libsndfile knows and brings them to one channel at 8 kHz: channels are averaged, other rates
/// are resampled. Thread-safe.
/// </summary>
public sealed class WaveformReader
{
    private const int LeastRate = 4_000;
    private const int MostRate = 192_000;

    // A data set has one or two rates; one with many must not fill the memory with their filters.
    private const int MostResamplers = 8;
    private readonly Lock gate = new();
    private readonly Dictionary<int, Resampler> resamplers = [];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">Fewest samples at 8 kHz.</param>
    /// <param name="most">Most samples at 8 kHz.</param>
    /// <param name="why">What the two are for, to end the refusal of another length.</param>
    /// <exception cref="InputRefusedException">Not a WAV file, of a rate outside 4 to 192 kHz, or too short or too long.</exception>
    public Waveform Read(string path, int least, int most, string why)
    {
        var sound = WavFile.Read(path);
        if (sound.SampleRate is < LeastRate or > MostRate)
            throw new InputRefusedException(path, $"{sound.SampleRate:#,0} Hz; {LeastRate:#,0} to {MostRate:#,0} Hz can be resampled to {Waveform.SampleRate:#,0} Hz", "check the file's header");
        var resampler = sound.SampleRate == Waveform.SampleRate ? null : From(sound.SampleRate);
        var frames = sound.Samples.Length / sound.Channels;
        var length = resampler?.ResultLength(frames) ?? frames;
        if (length < least || length > most)
            throw new InputRefusedException(path, $"{length:#,0} samples at {Waveform.SampleRate:#,0} Hz; {least:#,0} to {most:#,0} {why}", "use the recording as it was published, or leave it out");
        var mono = sound.Mono();
        return new Waveform(resampler?.Apply(mono) ?? mono, sound.SampleRate, sound.Channels);
    }

    private Resampler From(int rate)
    {
        lock (gate)
        {
            if (resamplers.TryGetValue(rate, out var known))
                return known;
            if (resamplers.Count == MostResamplers)
                resamplers.Clear();
            return resamplers[rate] = new Resampler(rate, Waveform.SampleRate);
        }
    }
}
