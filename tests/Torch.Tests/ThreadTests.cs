using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>Threads inside operators, and several threads that use the engine at once.</summary>
[NoTensorLeak]
public class ThreadTests
{
    [Fact]
    public void The_two_thread_counts_are_set_and_read_apart()
    {
        var before = (get_num_threads(), Engine.BlasThreads);
        try
        {
            set_num_threads(1);
            Engine.BlasThreads = 2;
            Assert.Equal((1, 2), (get_num_threads(), Engine.BlasThreads));
            set_num_threads(2);
            Engine.BlasThreads = 1;
            Assert.Equal((2, 1), (get_num_threads(), Engine.BlasThreads));
            Assert.Throws<TorchException>(() => set_num_threads(0));
        }
        finally
        {
            set_num_threads(before.Item1);
            Engine.BlasThreads = before.Item2;
        }
    }

    [Fact]
    public void A_matrix_product_depends_on_the_thread_counts_only_by_rounding()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var a = empty([150, 300], float64).normal_(generator: generator);
        var b = empty([300, 200], float64).normal_(generator: generator);
        var before = (get_num_threads(), Engine.BlasThreads);
        var expected = a.matmul(b);
        try
        {
            foreach (var (threads, blas) in new[] { (1, 1), (1, 2), (2, 1), (2, 2) })
            {
                set_num_threads(threads);
                Engine.BlasThreads = blas;
                Assert.True(a.matmul(b).allclose(expected, 1e-12, 1e-12), $"{threads} threads, {blas} of the BLAS");
            }
        }
        finally
        {
            set_num_threads(before.Item1);
            Engine.BlasThreads = before.Item2;
        }
    }

    [Fact]
    public void Networks_trained_on_four_threads_at_once_come_out_as_when_trained_alone()
    {
        const int Networks = 4, Steps = 300;
        var alone = Enumerable.Range(0, Networks).Select(Train).ToArray();
        var together = new float[Networks][];
        using var start = new Barrier(Networks + 1);
        OnThreads(Networks + 1, k =>
        {
            start.SignalAndWait();
            if (k < Networks)
                together[k] = Train(k);
            else
                Evaluate();
        });
        Assert.Equal(alone, together);
        Assert.NotEqual(alone[0], alone[1]);

        static float[] Train(int seed)
        {
            set_num_threads(1);
            using var training = new SmallTraining((ulong)seed);
            training.Run(Steps);
            return training.Weights();
        }

        // Beside the others, with recording off: theirs must stay on, and nothing here may be recorded.
        static void Evaluate()
        {
            set_num_threads(1);
            using var still = no_grad();
            using var training = new SmallTraining(9);
            for (var k = 0; k < Steps; k++)
            {
                using var scope = NewDisposeScope();
                Assert.False(training.Loss().requires_grad);
            }
        }
    }

    [Fact]
    public void Tensors_made_on_one_thread_serve_on_another()
    {
        using var scope = NewDisposeScope();
        var x = ones([3], requires_grad: true);
        var loss = (x * 2).sum();
        OnThreads(1, _ => loss.backward());
        Assert.Equal([2f, 2f, 2f], x.grad!.data<float>().ToArray());
    }

    [Fact]
    public void The_count_of_live_tensors_holds_over_threads()
    {
        var before = Tensor.TotalCount;
        OnThreads(4, _ =>
        {
            for (var k = 0; k < 2000; k++)
            {
                using var scope = NewDisposeScope();
                var x = ones([2]);
                Assert.Equal([2], (x + x).shape);
            }
        });
        Assert.Equal(before, Tensor.TotalCount);
        Assert.True(Tensor.PeakCount >= before + 2);
    }

    private static void OnThreads(int count, Action<int> action)
    {
        var failures = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(k => new Thread(() => failures[k] = Record.Exception(() => action(k)))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        Assert.All(failures, Assert.Null);
    }
}
