using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Nothing is recorded on this thread until the result is disposed.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Recording is on (or off) on this thread until the result is disposed.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Recording is set on this thread until the result is disposed.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    /// <summary>Whether operations are recorded on this thread.</summary>
    public static bool is_grad_enabled() => Native.i2t_grad_enabled() != 0;

    /// <summary>As <see cref="no_grad"/>, cheaper; tensors made inside can never be recorded.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    /// <summary>Functions of autograd.</summary>
    public static unsafe class autograd
    {
        /// <summary>Accumulates d(tensors)/d(leaf) into the leaves' grad.</summary>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var from = Handles(tensors);
            var given = Handles(grad_tensors);
            var to = Handles(inputs);
            fixed (nint* f = from, g = given, t = to)
            {
                Native.Check(Native.i2t_backward(
                    f, from!.Length, g, (retain_graph ?? create_graph) ? 1 : 0, create_graph ? 1 : 0, t, to?.Length ?? 0));
            }

            GC.KeepAlive((tensors, grad_tensors, inputs));
        }

        /// <summary>d(outputs)/d(inputs), as new tensors.</summary>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var from = Handles(outputs);
            var to = Handles(inputs);
            var given = Handles(grad_outputs);
            var results = new nint[inputs.Count];
            fixed (nint* f = from, t = to, g = given, r = results)
            {
                Native.Check(Native.i2t_gradients(
                    f, from!.Length, t, to!.Length, g, retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }

            GC.KeepAlive((outputs, grad_outputs, inputs));
            return Array.ConvertAll(results, h => h == 0 ? null! : new Tensor(h));
        }

        private static nint[]? Handles(IList<Tensor>? tensors)
        {
            if (tensors is null)
                return null;
            var handles = new nint[tensors.Count];
            for (var k = 0; k < handles.Length; k++)
                handles[k] = tensors[k].Handle;
            return handles;
        }
    }

    public partial class Tensor
    {
        /// <summary>Accumulates d(this)/d(leaf) into the leaves' grad; this must have one element.</summary>
        /// <exception cref="I2M2.Torch.TorchException">More than one element, or no history.</exception>
        public unsafe void backward()
        {
            var from = Handle;
            Native.Check(Native.i2t_backward(&from, 1, null, 0, 0, null, 0));
            GC.KeepAlive(this);
        }

        /// <summary>Accumulates gradients, weighted by grad_tensors, into the leaves' grad, or into that of inputs alone.</summary>
        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int before = Native.i2t_grad_enabled();
        private bool disposed;

        internal GradMode(bool on) => Native.i2t_set_grad_enabled(on ? 1 : 0);

        public void Dispose()
        {
            if (!disposed)
                Native.i2t_set_grad_enabled(before);
            disposed = true;
        }
    }

    private sealed class InferenceMode(bool on) : IDisposable
    {
        private nint guard = Native.i2t_inference_enter(on ? 1 : 0);

        public void Dispose()
        {
            if (guard != 0)
                Native.i2t_inference_leave(guard);
            guard = 0;
        }
    }
}
