using I2M2.Preprocessing.AvMnist;

namespace I2M2.Tests.AvMnist;

public class PowerSpectrumTests
{
    [Fact]
    public void It_is_the_transform_by_its_definition_for_every_length()
    {
        var random = new Random(1);
        var power = new double[PowerSpectrum.Bins];
        for (var length = 1; length <= PowerSpectrum.Points; length++)
        {
            var samples = Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
            var window = PowerSpectrum.Hann(length);
            PowerSpectrum.Compute(samples, window, power);
            for (var k = 0; k < power.Length; k++)
            {
                var (re, im) = (0.0, 0.0);
                for (var n = 0; n < length; n++)
                {
                    re += samples[n] * window[n] * Math.Cos(2 * Math.PI * n * k / 223);
                    im += samples[n] * window[n] * Math.Sin(2 * Math.PI * n * k / 223);
                }

                var sides = k == 0 || (k == 111 && length % 2 == 0) ? 1 : 2;
                Assert.Equal(sides * ((re * re) + (im * im)), power[k], tolerance: 1e-11);
            }
        }
    }
}
