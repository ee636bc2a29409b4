using System.Net;
using System.Net.Sockets;
using I2M2.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>Two ranks on two threads of this process, meeting on the loopback address.</summary>
public sealed class ProcessGroupTests
{
    [GlooFact]
    public void Both_ranks_end_with_the_sum_and_with_what_the_root_has()
    {
        var port = FreePort();
        var results = new double[2][];
        InParallel(rank =>
        {
            using var scope = NewDisposeScope();
            using var group = new ProcessGroup("127.0.0.1", port, rank, 2, TimeSpan.FromSeconds(30));
            var gradient = full([3], rank + 1.0, float64);
            group.Sum(gradient);
            var weights = full([2], 10.0 * (rank + 1), float64);
            group.Broadcast(weights, root: 1);
            group.Barrier();
            results[rank] = [.. gradient.data<double>().ToArray(), .. weights.data<double>().ToArray()];
        });

        Assert.Equal([3, 3, 3, 20, 20], results[0]);
        Assert.Equal(results[0], results[1]);
    }

    [GlooFact]
    public void A_rank_that_nobody_meets_gives_up_after_its_timeout()
    {
        var error = Assert.Throws<TorchException>(() => new ProcessGroup("127.0.0.1", FreePort(), 1, 2, TimeSpan.FromMilliseconds(500)));
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void A_rank_outside_the_group_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProcessGroup("127.0.0.1", 1, 2, 2, TimeSpan.FromSeconds(1)));

    private static void InParallel(Action<int> body)
    {
        var errors = new Exception?[2];
        var threads = Enumerable.Range(0, 2).Select(rank => new Thread(() =>
        {
            try
            {
                body(rank);
            }
            catch (Exception e)
            {
                errors[rank] = e;
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.All(errors, Assert.Null);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class GlooFactAttribute : FactAttribute
    {
        public GlooFactAttribute() => Skip = ProcessGroup.IsAvailable ? null : "the shim was built without Gloo (libgloo-dev)";
    }
}
