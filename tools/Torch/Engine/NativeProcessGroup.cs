using System.Text;
using I2M2.Torch.Interop;
using TorchSharp;

namespace I2M2.Torch;

/// <summary>
/// The processes of one training, over Gloo: sums and broadcasts of host tensors. Every process makes the same calls in the same order;
/// a call returns when it is done, or throws when another process does not answer within the timeout.
/// </summary>
public sealed unsafe class ProcessGroup : IDisposable
{
    private nint handle;

    /// <summary>Meets the other processes.</summary>
    /// <param name="host">Where rank 0 listens.</param>
    /// <param name="port">Its port.</param>
    /// <param name="rank">This process, 0..size-1.</param>
    /// <param name="size">Number of processes.</param>
    /// <param name="timeout">How long to wait for the others, here and in every call.</param>
    /// <exception cref="TorchException">The others do not come, or the shim was built without Gloo.</exception>
    public ProcessGroup(string host, int port, int rank, int size, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, size);
        Rank = rank;
        Size = size;
        fixed (byte* p = Encoding.UTF8.GetBytes(host + '\0'))
            handle = Native.Check(Native.i2t_group_open(p, port, rank, size, (int)timeout.TotalMilliseconds));
    }

    /// <summary>Whether the shim was built with Gloo.</summary>
    public static bool IsAvailable => Native.i2t_group_available() != 0;

    /// <summary>This process.</summary>
    public int Rank { get; }

    /// <summary>Number of processes.</summary>
    public int Size { get; }

    /// <summary>Replaces the elements by their sums over all processes.</summary>
    public void Sum(torch.Tensor tensor)
    {
        Native.Check(Native.i2t_group_sum(Open, tensor.Handle));
        GC.KeepAlive(tensor);
    }

    /// <summary>Replaces the elements by those of the root.</summary>
    public void Broadcast(torch.Tensor tensor, int root = 0)
    {
        Native.Check(Native.i2t_group_broadcast(Open, tensor.Handle, root));
        GC.KeepAlive(tensor);
    }

    /// <summary>Waits until every process is here.</summary>
    public void Barrier() => Native.Check(Native.i2t_group_barrier(Open));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle != 0)
            Native.i2t_group_close(handle);
        handle = 0;
    }

    private nint Open => handle != 0 ? handle : throw new ObjectDisposedException(nameof(ProcessGroup));
}
