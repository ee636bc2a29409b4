using I2M2.Preprocessing.Pipeline;

namespace I2M2.Tests.Pipeline;

/// <summary>The numbers are CPython's.</summary>
public sealed class PythonRandomTests
{
    [Fact]
    public void Draws_are_those_of_Python_seeded_with_10()
    {
        var random = new PythonRandom(10);
        Assert.Equal([2454155475, 139951793, 1842064464, 2072586604, 2482883256], Enumerable.Range(0, 5).Select(_ => random.Next()));
    }

    // [random.seed(s), [random.getrandbits(32) for _ in range(1249)][-1]][1]: the last draw lies in the third filling of the state.
    [Theory]
    [InlineData(0U, 2465233080U)]
    [InlineData(1U, 1032912167U)]
    [InlineData(4294967295U, 900933221U)]
    public void Draws_are_those_of_Python_after_the_state_is_refilled(uint seed, uint last)
    {
        var random = new PythonRandom(seed);
        for (var i = 0; i < 1248; i++)
            random.Next();
        Assert.Equal(last, random.Next());
    }

    [Theory]
    [InlineData(10, new[] { 5, 2, 7, 1, 8, 4, 3, 6, 0, 9 })]
    [InlineData(20, new[] { 14, 11, 5, 6, 19, 8, 9, 12, 16, 2, 10, 4, 17, 7, 3, 0, 15, 13, 1, 18 })]
    public void Shuffles_like_Python(int count, int[] order) => Assert.Equal(order, Shuffled(count));

    [Fact]
    public void Shuffles_as_many_rows_as_the_published_set_has_like_Python()
    {
        var order = Shuffled(32620);
        Assert.Equal([28912, 18467, 27677, 25830, 2348, 19813], order[..6]);
        Assert.Equal([21404, 4841, 15616, 25299], order[3262..3266]);
        Assert.Equal([23045, 22843, 7221, 1011], order[6524..6528]);
    }

    [Fact]
    public void Numbers_below_a_bound_stay_below_it_and_reach_it()
    {
        var random = new PythonRandom(10);
        foreach (var bound in new[] { 1, 2, 3, 4, 7, 8, 9 })
            Assert.Equal(Enumerable.Range(0, bound), Enumerable.Range(0, 200).Select(_ => random.Below(bound)).Distinct().Order());
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Below(0));
    }

    private static int[] Shuffled(int count)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        new PythonRandom(10).Shuffle(rows.AsSpan());
        return rows;
    }
}
