using System.Numerics;
using I2M2.Preprocessing.AvMnist;

namespace I2M2.Tests.AvMnist;

public class PowerSpectrumTests
{
    [Theory]
    [InlineData(1, 0, 3)]
    [InlineData(2, 1, 4)]
    [InlineData(33, 12, 112)]
    [InlineData(70, 0, 5)]
    [InlineData(222, 100, 2)]
    [InlineData(223, 222, 7)]
    public void Spectra_are_the_squared_transform_of_each_padded_stretch(int length, int overlap, int stretches)
    {
        var cut = new Segmentation(length, overlap);
        var random = new Random(length);
        float[] samples = [.. Enumerable.Range(0, ((stretches - 1) * cut.Step) + length).Select(_ => (2 * random.NextSingle()) - 1)];
        var powers = new double[stretches * PowerSpectrum.Bins];
        PowerSpectrum.Compute(samples, cut, powers);

        var window = PowerSpectrum.Hann(length);
        for (var stretch = 0; stretch < stretches; stretch++)
        {
            for (var bin = 0; bin < PowerSpectrum.Bins; bin++)
            {
                var sum = Complex.Zero;
                for (var n = 0; n < length; n++)
                    sum += window[n] * samples[(stretch * cut.Step) + n] * Complex.Exp(new Complex(0, -2 * Math.PI * n * bin / PowerSpectrum.Points));
                var sides = bin == 0 || (bin == PowerSpectrum.Bins - 1 && length % 2 == 0) ? 1 : 2;
                Assert.Equal(sides * sum.Magnitude * sum.Magnitude, powers[(stretch * PowerSpectrum.Bins) + bin], tolerance: 1e-9);
            }
        }
    }

    [Fact]
    public void Silence_has_no_power_at_all()
    {
        var powers = new double[3 * PowerSpectrum.Bins];
        Array.Fill(powers, 5.0);
        PowerSpectrum.Compute(new float[60], new Segmentation(20, 0), powers);
        Assert.All(powers, p => Assert.Equal(0, p));
    }
}
