using I2M2.Preprocessing.AvMnist;

namespace I2M2.Tests.AvMnist;

public class SegmentationTests
{
    [Theory]
    [InlineData(2384, 33, 12)]
    [InlineData(3000, 89, 63)]
    [InlineData(4000, 81, 46)]
    [InlineData(5000, 73, 29)]
    [InlineData(8000, 71, 0)]
    [InlineData(1541, 86, 73)]
    [InlineData(112, 1, 0)]
    public void Known_lengths_give_known_cuts(int samples, int length, int overlap)
        => Assert.Equal(new Segmentation(length, overlap), Segmentation.For(samples));

    [Fact]
    public void Every_length_is_cut_into_112_stretches_that_fit_the_transform()
    {
        for (var samples = Segmentation.FewestSamples; samples <= 22_400; samples += 7)
        {
            var cut = Segmentation.For(samples);
            Assert.Equal(112, (samples - cut.Overlap) / cut.Step);
            Assert.InRange(cut.Length, 1, 223);
        }
    }

    [Fact]
    public void Fewer_samples_than_columns_cannot_be_cut()
        => Assert.Throws<ArgumentOutOfRangeException>(() => Segmentation.For(111));
}
