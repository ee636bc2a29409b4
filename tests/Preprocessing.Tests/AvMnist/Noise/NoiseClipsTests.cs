using FsCheck;
using FsCheck.Fluent;
using I2M2.Preprocessing.AvMnist.Noise;

namespace I2M2.Tests.AvMnist.Noise;

public class NoiseClipsTests
{
    [Fact]
    public void Speech_is_as_much_stronger_than_the_noise_as_asked_whatever_their_loudness()
        => Prop.ForAll(
            Gen.Choose(1, 1000).SelectMany(length => Gen.Choose(1, 1500).SelectMany(other => Gen.Choose(-60, 60).SelectMany(decibels => Gen.Choose(0, 1 << 20), (decibels, seed) => (length, other, decibels, seed)))).ToArbitrary(),
            given =>
            {
                var random = new Random(given.seed);
                var speech = Sound(random, given.length, 0.9);
                var noise = Sound(random, given.other, random.NextDouble());
                var mixed = new float[speech.Length];
                NoiseClips.Mix(speech, noise, given.decibels, mixed);

                // float32 keeps 2^-24 of the stronger of the two: of faint noise fewer digits are left.
                var added = mixed.Zip(speech, (m, s) => (double)m - s).ToArray();
                var found = 10 * Math.Log10(speech.Sum(s => (double)s * s) / added.Sum(a => a * a));
                Assert.Equal(given.decibels, found, tolerance: 0.01);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_noise_starts_with_its_clip_and_goes_round()
    {
        var mixed = new float[5];
        NoiseClips.Mix([0, 0, 0, 0, 1], [1, 0, -1], 0, mixed);
        Assert.Equal([0.5f, -0.5f, 0.5f], new[] { mixed[0], mixed[2], mixed[3] }.Select(v => MathF.Round(v / mixed[0] / 2, 6)));
        Assert.Equal((0, 1), (mixed[1], mixed[4]));
    }

    [Fact]
    public void Silence_stays_silence()
    {
        var mixed = new float[10];
        NoiseClips.Mix(new float[10], [1], -60, mixed);
        Assert.Equal(new float[10], mixed);
    }

    [Fact]
    public void Rows_take_clips_in_turn_and_no_clip_is_heard_in_train_and_test()
    {
        var clips = new NoiseClips([.. Enumerable.Range(1, 50).Select(i => new float[] { 0, 0, i })], []);
        Assert.Equal([1, 2, 40, 1, 11], new[] { 0, 1, 39, 40, 59_970 }.Select(row => clips.Of(row, test: false)[0]));
        Assert.Equal([41, 42, 50, 41], new[] { 0, 1, 9, 10 }.Select(row => clips.Of(row, test: true)[0]));
    }

    private static float[] Sound(Random random, int length, double loudness)
        => [.. Enumerable.Range(0, length).Select(_ => (float)(loudness * (random.NextDouble() - 0.5)) is var s && s == 0 ? 0.1f : s)];
}
