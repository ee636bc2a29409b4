using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>Random streams: from a seed, saved and restored, and apart from each other.</summary>
[NoTensorLeak]
public class RandomTests
{
    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        manual_seed(7);
        var first = Draw();
        var second = Draw();
        manual_seed(7);
        Assert.Equal(first, Draw());
        Assert.NotEqual(first, second);
        manual_seed(8);
        Assert.NotEqual(first, Draw());
    }

    [Fact]
    public void The_numbers_of_a_seed_are_those_of_pytorch()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        Assert.Equal([0.4962566f, 0.7682218f, 0.08847743f], rand([3]).data<float>().ToArray());
        manual_seed(0);
        Assert.Equal(1.5409961f, randn([1]).item<float>(), 1e-6f);
    }

    [Fact]
    public void A_saved_state_restores_the_stream_where_it_was()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        Draw();
        var state = get_rng_state();
        Assert.Equal(uint8, state.dtype);
        var next = Draw();
        Draw();
        set_rng_state(state);
        Assert.Equal(next, Draw());
    }

    [Fact]
    public void A_state_restores_from_its_bytes_also_in_the_middle_of_a_pair_of_normal_draws()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        randn([1], float64);
        var bytes = get_rng_state().bytes.ToArray();
        var next = randn([3], float64).data<double>().ToArray();
        var state = zeros([bytes.Length], uint8);
        state.bytes = bytes;
        set_rng_state(state);
        Assert.Equal(next, randn([3], float64).data<double>().ToArray());
    }

    [Fact]
    public void A_broken_state_is_refused()
    {
        using var scope = NewDisposeScope();
        var before = get_rng_state();
        Assert.Throws<TorchException>(() => set_rng_state(zeros([3], uint8)));
        Assert.Throws<TorchException>(() => set_rng_state(zeros([5056])));
        Assert.Equal(before.bytes.ToArray(), get_rng_state().bytes.ToArray());
    }

    [Fact]
    public void Generators_are_independent_of_each_other_and_of_the_default_one()
    {
        using var scope = NewDisposeScope();
        using var a = new Generator(5);
        using var b = new Generator(5);
        using var c = new Generator(6);
        manual_seed(5);
        var expected = Draw(a);
        Draw(c);
        Assert.Equal(expected, Draw(b));
        Assert.Equal(expected, Draw());
        Assert.NotEqual(expected, Draw(a));
        Assert.Equal(5, b.initial_seed());
        b.manual_seed(6);
        c.manual_seed(6);
        Assert.Equal(Draw(b), Draw(c));
        a.set_state(b.get_state());
        Assert.Equal(Draw(a), Draw(b));
    }

    [Fact]
    public void A_disposed_generator_says_so_and_the_default_one_cannot_be_disposed()
    {
        using var scope = NewDisposeScope();
        var own = new Generator(1);
        own.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Draw(own));
        using (manual_seed(4))
            Draw();
        manual_seed(4);
    }

    [Fact]
    public void Uniform_and_normal_draws_have_the_moments_asked_for()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var uniform = empty([100_000], float64).uniform_(-1, 3);
        Assert.InRange(uniform.min().item<double>(), -1, -0.99);
        Assert.InRange(uniform.max().item<double>(), 2.99, 3);
        Assert.Equal(1, uniform.mean().item<double>(), 0.02);
        var normal = empty([100_000], float64).normal_(2, 0.5);
        Assert.Equal(2, normal.mean().item<double>(), 0.01);
        Assert.Equal(0.25, (normal - 2).pow(2).mean().item<double>(), 0.01);
    }

    [Fact]
    public void Layers_are_initialised_from_the_default_stream_within_pytorchs_bounds()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        using var first = nn.Linear(100, 50);
        manual_seed(2);
        using var second = nn.Linear(100, 50);
        Assert.Equal(first.weight.data<float>().ToArray(), second.weight.data<float>().ToArray());
        Assert.All(first.parameters(), p => Assert.InRange(p.detach().abs().max().item<float>(), 0.08f, 0.1f));
        using var conv = nn.Conv2d(4, 8, 5, groups: 2);
        Assert.InRange(conv.weight.detach().abs().max().item<float>(), 0.13f, 0.1415f); // 1 / sqrt(2 * 25)
        using var gru = nn.GRU(3, 16);
        Assert.All(gru.parameters(), p => Assert.InRange(p.detach().abs().max().item<float>(), 0.2f, 0.25f));
    }

    private static float[] Draw(Generator? generator = null)
    {
        using var draws = empty([4]);
        return draws.uniform_(0, 1, generator).data<float>().ToArray();
    }
}
