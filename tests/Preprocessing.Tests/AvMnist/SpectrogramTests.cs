using System.Runtime.Intrinsics;
using I2M2.Preprocessing.AvMnist;
using I2M2.Shards;

namespace I2M2.Tests.AvMnist;

public class SpectrogramTests
{
    [DataFact("golden/avmnist_preprocessing.safetensors", "data/fsdd/recordings")]
    public void Recordings_look_as_another_implementation_draws_them()
    {
        using var golden = SafetensorsFile.Open(TestData.At("golden/avmnist_preprocessing.safetensors"));
        foreach (var name in golden.Names.Where(n => n.StartsWith("spectrogram/", StringComparison.Ordinal)))
        {
            var expected = golden[name].AsSpan<byte>();
            var drawn = Spectrogram.Draw(TinyRaw.Listen(TestData.At($"data/fsdd/recordings/{name["spectrogram/".Length..]}")));
            var (differing, worst) = (0, 0);
            for (var i = 0; i < drawn.Length; i++)
            {
                differing += drawn[i] == expected[i] ? 0 : 1;
                worst = Math.Max(worst, Math.Abs(drawn[i] - expected[i]));
            }

            Assert.True(differing <= 0.002 * drawn.Length && worst <= 2, $"{name}: {differing} cells differ, by up to {worst}");
        }
    }

    [Fact]
    public void A_tone_is_one_dark_row_at_its_frequency_counted_from_the_top()
    {
        // Bin 29 exactly.
        var tone = new float[4000];
        for (var t = 0; t < tone.Length; t++)
            tone[t] = (float)Math.Sin(2 * Math.PI * t * 29 / 223);
        var cells = Spectrogram.Draw(tone);
        for (var column = 0; column < Spectrogram.Side; column++)
        {
            var darkest = Enumerable.Range(0, Spectrogram.Side).MinBy(row => cells[(row * Spectrogram.Side) + column]);
            Assert.Equal(111 - 29, darkest);
        }
    }

    [Fact]
    public void Silence_is_white()
        => Assert.All(Spectrogram.Draw(new float[2400]), cell => Assert.Equal(255, cell));

    [Fact]
    public void Silent_cells_are_white_and_do_not_stretch_the_rest()
    {
        var half = new float[2400];
        for (var t = 1300; t < half.Length; t++)
            half[t] = (float)Math.Sin(t * 0.7);
        var cells = Spectrogram.Draw(half);
        Assert.Equal(255, cells[0]);
        Assert.Contains((byte)0, cells);
    }

    [Theory]
    [InlineData(0, 255)]
    [InlineData(0.999, 0)]
    [InlineData(1, 0)]
    public void Greys_run_from_white_to_black(double value, byte grey) => Assert.Equal((grey, grey, (byte)255, (byte)255), Greys.Of(Vector256.Create(value, value, 0, double.NegativeInfinity)));
}
