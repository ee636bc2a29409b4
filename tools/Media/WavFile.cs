using System.Buffers.Binary;
using I2M2.Shards;

namespace I2M2.Media;

/// <summary>A WAV file's sound, decoded by libsndfile.</summary>
/// <param name="SampleRate">Frames per second, at least 1.</param>
/// <param name="Channels">Samples per frame, at least 1.</param>
/// <param name="Samples">Interleaved samples, finite; integer formats are scaled to [-1, 1): a 16-bit value is divided by 32768.</param>
public sealed record WavFile(int SampleRate, int Channels, float[] Samples)
{
    private const string Remedy = "fetch the recording again, or leave it out";

    // Eight is 7.1 surround; a header that says more is damaged or hostile.
    private const int ChannelLimit = 8;

    /// <summary>Reads a whole RIFF, RIFX or WAVE_FORMAT_EXTENSIBLE file, PCM or float.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sampleLimit">Most samples (frames x channels) to allow; checked before memory is taken for them.</param>
    /// <exception cref="InputRefusedException">Not a WAV file, cut short, empty, over the limit, or holding a value that is not finite.</exception>
    /// <exception cref="FileNotFoundException">libsndfile is not installed.</exception>
    public static WavFile Read(string path, long sampleLimit = 1 << 24)
    {
        CheckRiff(path);
        try
        {
            return Decode(path, sampleLimit);
        }
        catch (DllNotFoundException e)
        {
            throw new FileNotFoundException("libsndfile.so.1, which reads WAV files, is not installed: sudo apt install libsndfile1", e);
        }
    }

    /// <summary>libsndfile plays what there is of a file that was cut; a data set must not. The RIFF header tells the true length.</summary>
    private static void CheckRiff(string path)
    {
        Span<byte> head = stackalloc byte[12];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var bigEndian = false;
        if (stream.ReadAtLeast(head, 12, throwOnEndOfStream: false) < 12 || !head[8..].SequenceEqual("WAVE"u8)
            || !(head[..4].SequenceEqual("RIFF"u8) || (bigEndian = head[..4].SequenceEqual("RIFX"u8))))
        {
            throw new InputRefusedException(path, "not a WAV file: it does not begin with RIFF ... WAVE", Remedy);
        }

        var size = bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(head[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);

        // 0xFFFFFFFF is what a program writes that streams and cannot know the length.
        if (size != uint.MaxValue && size + 8L > stream.Length)
            throw new InputRefusedException(path, $"cut short: the header says {size + 8L:#,0} bytes, the file has {stream.Length:#,0}", Remedy);
    }

    /// <summary>One sample a frame: the mean of the frame's channels.</summary>
    public float[] Mono()
    {
        if (Channels == 1)
            return Samples;
        var mono = new float[Samples.Length / Channels];
        for (var frame = 0; frame < mono.Length; frame++)
        {
            var sum = 0.0;
            foreach (var sample in Samples.AsSpan(frame * Channels, Channels))
                sum += sample;
            mono[frame] = (float)(sum / Channels);
        }

        return mono;
    }

    private static unsafe WavFile Decode(string path, long sampleLimit)
    {
        var info = default(SoundFile.Info);
        var file = SoundFile.Open(path, SoundFile.ReadMode, ref info);
        if (file == 0)
            throw new InputRefusedException(path, $"libsndfile cannot read it: {SoundFile.Error(0)}", Remedy);
        try
        {
            if ((info.Format & SoundFile.TypeMask) is not (SoundFile.TypeWav or SoundFile.TypeWavExtensible))
                throw new InputRefusedException(path, $"not a WAV file (libsndfile format 0x{info.Format:x})", Remedy);
            if (info.SampleRate < 1 || info.Channels is < 1 or > ChannelLimit)
                throw new InputRefusedException(path, $"the header says {info.SampleRate} Hz and {info.Channels} channels", Remedy);
            if (info.Frames < 1 || info.Frames > sampleLimit / info.Channels)
                throw new InputRefusedException(path, $"{info.Frames:#,0} frames of {info.Channels} channels; 1 to {sampleLimit:#,0} samples are allowed", Remedy);
            var samples = new float[info.Frames * info.Channels];
            fixed (float* first = samples)
            {
                var read = SoundFile.ReadFloat(file, first, info.Frames);
                if (read != info.Frames)
                    throw new InputRefusedException(path, $"cut short: {read:#,0} of {info.Frames:#,0} frames could be read", Remedy);
            }

            var bad = Array.FindIndex(samples, s => !float.IsFinite(s));
            if (bad >= 0)
                throw new InputRefusedException(path, $"sample {bad} is {samples[bad]}, not a finite number", Remedy);
            return new WavFile(info.SampleRate, info.Channels, samples);
        }
        finally
        {
            _ = SoundFile.Close(file);
        }
    }
}
