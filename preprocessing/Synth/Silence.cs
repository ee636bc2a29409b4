namespace I2M2.Preprocessing.Synth;

/// <summary>Cuts near-silence off both ends of a sound, as was done with the Free Spoken Digit Dataset.</summary>
public static class Silence
{
    // Of the loudest frame's power: -40 dB.
    private const double Threshold = 1e-4;

    /// <summary>The sound from its first to its last frame that is not nearly silent; nothing of a sound that is silent throughout.</summary>
    /// <param name="sound">Samples.</param>
    /// <param name="sampleRate">Per second; a frame is 10 ms.</param>
    public static ReadOnlySpan<float> Trim(ReadOnlySpan<float> sound, int sampleRate)
    {
        var frame = Math.Max(1, sampleRate / 100);
        var powers = new double[(sound.Length + frame - 1) / frame];
        for (var i = 0; i < sound.Length; i++)
            powers[i / frame] += (double)sound[i] * sound[i];
        var least = Threshold * powers.DefaultIfEmpty().Max();
        var first = Array.FindIndex(powers, p => p > least);
        var last = Array.FindLastIndex(powers, p => p > least);
        return first < 0 ? [] : sound[(first * frame)..Math.Min(sound.Length, (last + 1) * frame)];
    }
}
