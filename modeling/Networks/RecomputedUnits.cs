using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Networks;

/// <summary>
/// Parts of a network that may be computed twice to save memory: where <see cref="Recompute"/> is on, training keeps only what goes into each part and computes the inside again for the
/// backward pass (Chen et al. 2016): memory of one part instead of all, for one more forward pass. After the loss's own backward pass, <see cref="Backward"/> goes on through the parts. The
/// same gradients, bit for bit, as long as no part keeps running statistics; random numbers are drawn within <see cref="Seeded"/>, where each part draws from a stream of its own, which its
/// second computation draws from again.
/// </summary>
internal sealed class RecomputedUnits
{
    private readonly List<Pass> passes = [];
    private long? seed;

    /// <summary>Whether the inside of each part is computed twice.</summary>
    internal bool Recompute { get; set; }

    /// <summary>Parts that run until the result is disposed draw from streams of their own, for one number of the host's generator.</summary>
    internal IDisposable Seeded()
    {
        using var drawn = rand([1], float64);
        seed = (long)(drawn.item<double>() * (1L << 48));
        return new Streams(this);
    }

    /// <summary>Runs a part.</summary>
    /// <param name="part">What it computes; frees what it makes but its results.</param>
    /// <param name="inputs">Results of earlier parts, or tensors without history.</param>
    internal Tensor[] Run(Func<Tensor[], Tensor[]> part, params Tensor[] inputs)
    {
        var own = seed++;
        Start(own);
        if (!Recompute || !is_grad_enabled())
            return part(inputs);
        Tensor[] results;
        using (no_grad())
            results = [.. part(inputs).Select(r => r.detach())];
        foreach (var result in results)
            result.requires_grad_();
        passes.Add(new(part, inputs, results, own));
        return results;
    }

    /// <summary>Takes the gradients that reached the parts' results on to their parameters and inputs, last part first.</summary>
    internal void Backward()
    {
        using var before = get_rng_state();
        for (var k = passes.Count - 1; k >= 0; k--)
        {
            using var scope = NewDisposeScope();
            var (part, inputs, results, own) = passes[k];
            Tensor?[] gradients = [.. results.Select(r => r.grad)];
            foreach (var result in results)
                result.grad = null;
            if (gradients.All(g => g is null))
                continue;
            Start(own);
            var reached = part(inputs).Zip(gradients).Where(r => r.Second is not null && r.First.requires_grad).ToList();
            if (reached.Count > 0)
                autograd.backward([.. reached.Select(r => r.First)], [.. reached.Select(r => r.Second!)]);
        }

        passes.Clear();
        set_rng_state(before);
    }

    private static void Start(long? stream)
    {
        if (stream is { } s)
            manual_seed(s);
    }

    private sealed record Pass(Func<Tensor[], Tensor[]> Part, Tensor[] Inputs, Tensor[] Results, long? Seed);

    private sealed class Streams(RecomputedUnits units) : IDisposable
    {
        private readonly Tensor before = get_rng_state().DetachFromDisposeScope();

        public void Dispose()
        {
            units.seed = null;
            set_rng_state(before);
            before.Dispose();
        }
    }
}
