using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Noise;

/// <summary>
/// The background sounds that are mixed into the spoken digits: 50 clips, the first 40 for the train file's rows and the last 10 for the test
/// file's, each row taking the next in turn; no clip is heard in both.
/// </summary>
public sealed class NoiseClips
{
    /// <summary>Clips in all; ESC-50's classes.</summary>
    public const int Count = 50;

    /// <summary>Clips for the train file's rows.</summary>
    public const int TrainCount = 40;

    private readonly IReadOnlyList<float[]> clips;

    /// <param name="clips">50 sounds at 8 kHz, none of them silent throughout; silence at their start is cut off.</param>
    /// <param name="files">The files they come from: hashed into the manifest. Empty when they were made.</param>
    public NoiseClips(IReadOnlyList<float[]> clips, IReadOnlyList<RawFile> files)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(clips.Count, Count);
        this.clips = [.. clips.Select(c => c[Array.FindIndex(c, s => s != 0)..])];
        Files = files;
    }

    /// <summary>Files the clips come from.</summary>
    public IReadOnlyList<RawFile> Files { get; }

    /// <summary>The clip of a row.</summary>
    /// <param name="row">Row in its MNIST file.</param>
    /// <param name="test">True for the test file.</param>
    public ReadOnlySpan<float> Of(int row, bool test) => clips[test ? TrainCount + (row % (Count - TrainCount)) : row % TrainCount];

    /// <summary>
    /// s = y + g n: noise n under speech y, the gain g such that 10 log10 of the ratio of their powers, both over the whole of y, is
    /// <paramref name="decibels"/>. A loud and a soft recording are so equally hard to hear. Noise shorter than y starts again; silence stays silence.
    /// </summary>
    /// <param name="speech">y.</param>
    /// <param name="noise">n, not beginning with silence.</param>
    /// <param name="decibels">Ratio of speech to noise.</param>
    /// <param name="mixed">s, as long as y.</param>
    public static void Mix(ReadOnlySpan<float> speech, ReadOnlySpan<float> noise, double decibels, Span<float> mixed)
    {
        var (ofSpeech, ofNoise) = (0.0, 0.0);
        for (var t = 0; t < speech.Length; t++)
        {
            ofSpeech += (double)speech[t] * speech[t];
            ofNoise += (double)noise[t % noise.Length] * noise[t % noise.Length];
        }

        var gain = Math.Sqrt(ofSpeech / ofNoise) * Math.Pow(10, -decibels / 20);
        for (var t = 0; t < speech.Length; t++)
            mixed[t] = (float)(speech[t] + (gain * noise[t % noise.Length]));
    }
}
