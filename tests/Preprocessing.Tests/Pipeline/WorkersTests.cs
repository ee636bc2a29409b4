using I2M2.Preprocessing.Pipeline;

namespace I2M2.Tests.Pipeline;

public class WorkersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Of_two_things_made_together_the_first_failure_is_told(int workers)
    {
        Assert.Equal((1, "b"), Workers.Together(workers, () => 1, () => "b"));
        var failure = Assert.Throws<FormatException>(() => Workers.Together<int, int>(workers, () => throw new FormatException("first"), () => throw new IOException("second")));
        Assert.Equal("first", failure.Message);
        Assert.Throws<IOException>(() => Workers.Together<int, int>(workers, () => 1, () => throw new IOException("second")));
    }
}
