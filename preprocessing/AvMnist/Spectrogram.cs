using I2M2.Media;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// The picture of a spoken digit that AV-MNIST shows the network: 112 x 112 grey levels, highest frequency in row 0, time to the
/// right, loud is dark. Decibels are stretched between the least and greatest of the one recording, so loudness itself is lost.
/// One cell a pixel: pixel parity with the public archive, which was resampled by a plotting program, is no goal.
/// </summary>
public static class Spectrogram
{
    /// <summary>Rows, lowest frequency last, and columns.</summary>
    public const int Side = Segmentation.Columns;

    /// <summary>Cells, and bytes, of a spectrogram.</summary>
    public const int Cells = Side * Side;

    /// <summary>Sample rate of the recordings.</summary>
    public const int SampleRate = 8000;

    // Longest for which a stretch fits the 223 points of the transform.
    private const int MostSamples = Side * 200;
    private const string Remedy = "use the recordings of the Free Spoken Digit Dataset as they are";

    /// <summary>Reads a recording and draws it.</summary>
    /// <exception cref="InputRefusedException">Not a mono WAV of 8 kHz, or too short or long for 112 columns.</exception>
    public static byte[] Draw(string path)
    {
        var sound = WavFile.Read(path);
        if (sound.Channels != 1 || sound.SampleRate != SampleRate)
            throw new InputRefusedException(path, $"{sound.Channels} channels at {sound.SampleRate} Hz, mono at {SampleRate} Hz is expected", Remedy);
        if (sound.Samples.Length is < Segmentation.FewestSamples or > MostSamples)
            throw new InputRefusedException(path, $"{sound.Samples.Length:#,0} samples; {Segmentation.FewestSamples} to {MostSamples:#,0} can be cut into {Side} columns", Remedy);
        return Draw(sound.Samples);
    }

    /// <summary>Draws a sound.</summary>
    /// <param name="samples">Mono, in [-1, 1].</param>
    /// <returns>[112, 112] grey levels, row-major.</returns>
    public static byte[] Draw(ReadOnlySpan<float> samples)
    {
        var segmentation = Segmentation.For(samples.Length);
        var powers = new double[Cells];
        PowerSpectrum.Compute(samples, segmentation, powers);
        var decibels = new double[Cells];
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var column = 0; column < Side; column++)
        {
            for (var bin = 0; bin < Side; bin++)
            {
                var level = 10 * Math.Log10(powers[(column * Side) + bin]);
                decibels[((Side - 1 - bin) * Side) + column] = level;
                if (double.IsNegativeInfinity(level))
                    continue;
                least = Math.Min(least, level);
                greatest = Math.Max(greatest, level);
            }
        }

        return Paint(decibels, least, greatest);
    }

    /// <summary>Silent cells, at minus infinity, are white; so is a recording of one level throughout.</summary>
    private static byte[] Paint(double[] decibels, double least, double greatest)
    {
        var cells = new byte[Cells];
        var range = greatest - least;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = double.IsNegativeInfinity(decibels[i]) || range <= 0
                ? Greys.White
                : Greys.Of((decibels[i] - least) / range);
        }

        return cells;
    }
}
