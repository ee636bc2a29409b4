using I2M2.Media;
using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>Makes a recording of the Free Spoken Digit Dataset's kind out of what espeak-ng said: 8 kHz, trimmed, and not trivially clean.</summary>
/// <param name="espeak">The synthesiser.</param>
/// <param name="seed">Chooses the noise.</param>
public sealed class SpokenDigit(EspeakNg espeak, long seed)
{
    /// <summary>Least and greatest ratio of speech to noise, in decibels. So much noise that the digit is not always heard: clean synthetic speech leaves nothing to compare.</summary>
    public static (double Least, double Most) SpeechToNoise { get; } = (-10, 10);

    // Leaves room for the noise, which may be three times as strong as the speech.
    private const float Peak = 0.25f;
    private readonly Lock gate = new();
    private readonly Dictionary<int, Resampler> resamplers = [];

    /// <summary>Speaks an utterance and writes its recording.</summary>
    /// <param name="utterance">What and how.</param>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="scratch">A file to use and remove.</param>
    /// <exception cref="IOException">espeak-ng failed, or said nothing.</exception>
    public void Write(Utterance utterance, string path, string scratch)
    {
        var said = espeak.Speak(utterance, scratch);
        if (said.Channels != 1)
            throw new IOException($"espeak-ng wrote {said.Channels} channels, one is expected");
        var speech = Silence.Trim(ResamplerFrom(said.SampleRate).Apply(said.Samples), Waveform.SampleRate).ToArray();
        if (speech.Length == 0)
            throw new IOException($"espeak-ng said nothing for \"{utterance.Word}\" with voice {utterance.Speaker.Voice}");
        AddNoise(speech, new RandomNumbers(seed, $"noise {utterance.FileName}"));
        WavWriter.Write(path, speech, Waveform.SampleRate);
    }

    /// <summary>Brings the speech to one loudness and adds white noise.</summary>
    internal static void AddNoise(Span<float> speech, RandomNumbers random)
    {
        var (peak, squares) = (0f, 0.0);
        foreach (var sample in speech)
        {
            peak = Math.Max(peak, Math.Abs(sample));
            squares += (double)sample * sample;
        }

        var gain = Peak / peak;
        var decibels = SpeechToNoise.Least + (random.Uniform() * (SpeechToNoise.Most - SpeechToNoise.Least));
        var noise = gain * Math.Sqrt(squares / speech.Length) * Math.Pow(10, -decibels / 20);
        foreach (ref var sample in speech)
            sample = (float)((sample * gain) + (noise * random.Normal()));
    }

    private Resampler ResamplerFrom(int rate)
    {
        lock (gate)
        {
            if (!resamplers.TryGetValue(rate, out var resampler))
                resamplers.Add(rate, resampler = new Resampler(rate, Waveform.SampleRate));
            return resampler;
        }
    }
}
