namespace I2M2.Preprocessing.AvMnist;

/// <summary>A sound as spectrograms are made of it: one channel at 8 kHz.</summary>
/// <param name="Samples">Finite; full scale is [-1, 1).</param>
/// <param name="FileRate">Samples a second in the file.</param>
/// <param name="FileChannels">Channels in the file; more than one were averaged.</param>
public sealed record Waveform(float[] Samples, int FileRate, int FileChannels)
{
    /// <summary>Samples a second, whatever the file had.</summary>
    public const int SampleRate = 8000;
}
