namespace I2M2.Shards;

/// <summary>
/// Files on their way to the disk: each is forced there on a thread that does nothing else, a few at a time, so that who fills them need not wait. What fails is thrown at
/// the next call.
/// </summary>
internal sealed class Finishing : IDisposable
{
    // More would only wait for one another, and hold files open.
    private const int AtOnce = 4;
    private readonly SemaphoreSlim places = new(AtOnce);
    private readonly List<Task> tasks = [];

    /// <summary>Takes a file on; waits while too many are on their way.</summary>
    /// <param name="finish">Brings it to the disk.</param>
    /// <param name="file">Disposed afterwards, whatever happens.</param>
    /// <param name="stop">Makes waiting throw.</param>
    internal void Add(Action finish, IDisposable file, CancellationToken stop)
    {
        try
        {
            places.Wait(stop);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        lock (tasks)
        {
            tasks.Add(Task.Factory.StartNew(
                () =>
                {
                    using (file)
                    {
                        try
                        {
                            finish();
                        }
                        finally
                        {
                            places.Release();
                        }
                    }
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        }

        ThrowFailure();
    }

    /// <summary>Waits for all.</summary>
    internal void Wait()
    {
        WaitForEnds();
        ThrowFailure();
    }

    /// <summary>Waits for all, whatever becomes of them.</summary>
    public void Dispose()
    {
        WaitForEnds();
        places.Dispose();
    }

    private void WaitForEnds()
    {
        Task[] all;
        lock (tasks)
            all = [.. tasks];
        foreach (var task in all)
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
    }

    private void ThrowFailure()
    {
        Task? failed;
        lock (tasks)
            failed = tasks.Find(t => t.IsFaulted);
        failed?.GetAwaiter().GetResult();
    }
}
