using System.Runtime.ExceptionServices;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Independent pieces of work on a stated number of threads.</summary>
public static class Workers
{
    /// <summary>Calls <paramref name="body"/> for 0 .. count-1 on at most <paramref name="workers"/> threads.</summary>
    /// <param name="count">Pieces of work.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="body">One piece.</param>
    /// <param name="stop">No further piece is begun once it is cancelled, and the call throws.</param>
    /// <remarks>When pieces fail, the exception of the first of them, by number, is thrown as it is.</remarks>
    public static void For(int count, int workers, Action<int> body, CancellationToken stop = default)
    {
        var gate = new Lock();
        var failedAt = count;
        ExceptionDispatchInfo? failure = null;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = workers }, (i, state) =>
        {
            try
            {
                stop.ThrowIfCancellationRequested();
                body(i);
            }
            catch (Exception e)
            {
                // Break, not Stop: smaller numbers still run, so the same file is named whatever the number of workers.
                state.Break();
                lock (gate)
                {
                    if (i < failedAt)
                        (failedAt, failure) = (i, ExceptionDispatchInfo.Capture(e));
                }
            }
        });
        failure?.Throw();
    }

    /// <summary>Makes two things side by side, or one after the other on one thread.</summary>
    /// <remarks>When both fail, the first one's exception is thrown.</remarks>
    public static (T1 First, T2 Second) Together<T1, T2>(int workers, Func<T1> first, Func<T2> second, CancellationToken stop = default)
    {
        var (one, two) = (default(T1), default(T2));
        Action[] works = [() => one = first(), () => two = second()];
        For(works.Length, workers, i => works[i](), stop);
        return (one!, two!);
    }
}
