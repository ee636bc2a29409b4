using System.Globalization;
using I2M2.Tests;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Memory;

/// <summary>A training step leaves nothing behind, natively or on the managed heap, and allocates little on the way.</summary>
[NoTensorLeak]
public sealed class SteadyStateTests : IDisposable
{
    // In one step: linear, relu, linear, cross_entropy, backward and the optimiser's one _foreach_add_.
    private const int OperatorsPerStep = 6;

    private readonly ITestOutputHelper output;
    private readonly int threads = get_num_threads();

    // Tensors this small have nothing to share between threads, and on a busy machine a thread that waits for another costs milliseconds.
    public SteadyStateTests(ITestOutputHelper output)
    {
        this.output = output;
        set_num_threads(1);
    }

    public void Dispose() => set_num_threads(threads);

    [Fact]
    public void A_hundred_thousand_training_steps_leave_resident_memory_and_live_tensors_where_they_were()
    {
        using var training = new SmallTraining(seed: 1);
        training.Run(10_000);
        var (tensors, start) = (Tensor.TotalCount, ResidentKilobytes());
        training.Run(45_000);
        var middle = ResidentKilobytes();
        training.Run(45_000);
        var end = ResidentKilobytes();
        output.WriteLine($"resident memory after 10,000, 55,000 and 100,000 steps: {start}, {middle}, {end} kB");
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.InRange(middle - start, long.MinValue, 12_288); // code that is still being compiled
        Assert.InRange(end - middle, long.MinValue, 4096); // a leaked tensor is over 200 bytes: 9 MB; the runtime itself wanders by 1 MB
    }

    [Fact]
    public void A_steady_training_step_allocates_at_most_256_managed_bytes_an_operator_and_no_gen_2_collection()
    {
        const int Steps = 1000;
        using var training = new SmallTraining(seed: 2);
        training.Run(200);
        var (bytes, collections) = (GC.GetAllocatedBytesForCurrentThread(), GC.CollectionCount(2));
        training.Run(Steps);
        var perOperator = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)(Steps * OperatorsPerStep);
        output.WriteLine($"{perOperator:F1} bytes an operator");
        Assert.InRange(perOperator, 0, 256);
        Assert.Equal(collections, GC.CollectionCount(2));
    }

    [Fact]
    public void An_operator_by_itself_allocates_one_small_wrapper()
    {
        const int Calls = 1000;
        using var scope = NewDisposeScope();
        var x = ones([2]);
        Add(x, 100);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        Add(x, Calls);
        var perCall = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Calls;
        output.WriteLine($"{perCall:F1} bytes a call of add");
        Assert.InRange(perCall, 0, 64);
    }

    private static void Add(Tensor x, int calls)
    {
        for (var k = 0; k < calls; k++)
            x.add(1).Dispose();
    }

    private static long ResidentKilobytes()
    {
        // Aggressive: memory that the collector keeps for later is given back, so that what remains is in use.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var line = File.ReadLines("/proc/self/status").Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
