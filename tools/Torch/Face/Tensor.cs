using System.Diagnostics.CodeAnalysis;
using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A libtorch tensor: one owned reference to its native object. Made inside a <see cref="DisposeScope"/> it belongs to that scope.
    /// </summary>
    [SuppressMessage("Naming", "CA1715", Justification = "TorchSharp's names")]
    public partial class Tensor : IDisposable
    {
        private static long live;
        private static long peak;
        private nint handle;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            var now = Interlocked.Increment(ref live);
            if (now > peak)
                peak = now; // a lost race costs one count of a diagnostic
            DisposeScope.Current?.Own(this);
        }

        /// <summary>Frees the native tensor when nobody did.</summary>
        ~Tensor() => Free();

        /// <summary>Tensors alive in this process, on the managed side.</summary>
        public static long TotalCount => Interlocked.Read(ref live);

        /// <summary>The most that were ever alive together.</summary>
        public static long PeakCount => peak;

        /// <summary>The native tensor.</summary>
        /// <exception cref="ObjectDisposedException">The tensor was disposed, by its scope or by hand.</exception>
        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Tensor), "This tensor was disposed, perhaps with its dispose scope.");

        /// <summary>Whether the tensor was disposed.</summary>
        public bool IsInvalid => handle == 0;

        /// <summary>Sizes, e.g. [B, C, H, W].</summary>
        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Native.i2t_dim(Handle)];
                fixed (long* p = sizes)
                    Native.i2t_sizes(handle, p);
                return sizes;
            }
        }

        /// <summary>Element type.</summary>
        public ScalarType dtype => (ScalarType)Native.i2t_dtype(Handle);

        /// <summary>Where the elements are.</summary>
        public Device device => device_type == DeviceType.CPU ? CPU : new Device(device_type, device_index);

        /// <summary>Kind of device.</summary>
        public DeviceType device_type => (DeviceType)Native.i2t_device_type(Handle);

        /// <summary>Which device of its kind; -1 for the host.</summary>
        public int device_index => Native.i2t_device_index(Handle);

        /// <summary>Whether the elements are on a GPU.</summary>
        public bool is_cuda => device_type == DeviceType.CUDA;

        /// <summary>Number of axes.</summary>
        public long ndim => Native.i2t_dim(Handle);

        /// <summary>Number of elements.</summary>
        public long NumberOfElements => Native.i2t_numel(Handle);

        /// <summary>Bytes of one element.</summary>
        public long ElementSize => Native.i2t_element_size(Handle);

        /// <summary>Whether autograd records what is done with this tensor.</summary>
        public bool requires_grad
        {
            get => Native.i2t_requires_grad(Handle) != 0;
            set => Native.Check(Native.i2t_set_requires_grad(Handle, value ? 1 : 0));
        }

        /// <summary>Whether the tensor was made by the user rather than by a recorded operation.</summary>
        public bool is_leaf => Native.i2t_is_leaf(Handle) != 0;

        /// <summary>The accumulated gradient, as a new wrapper; null when there is none.</summary>
        public Tensor? grad
        {
            get
            {
                var g = Native.i2t_grad(Handle);
                return g == 0 ? null : new Tensor(g);
            }

            set => Native.Check(Native.i2t_set_grad(Handle, value?.Handle ?? 0));
        }

        internal DisposeScope? Scope { get; set; }

        internal int ScopeIndex { get; set; }

        /// <summary>Number of axes.</summary>
        public long dim() => ndim;

        /// <summary>Number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>Size of one axis; negative counts from the end.</summary>
        public long size(int dim) => shape[dim < 0 ? dim + (int)ndim : dim];

        /// <summary>Steps between neighbours along each axis, in elements.</summary>
        public unsafe long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* p = strides)
                Native.i2t_strides(handle, p);
            return strides;
        }

        /// <summary>Whether the elements lie in row-major order without gaps.</summary>
        public bool is_contiguous() => Native.i2t_is_contiguous(Handle) != 0;

        /// <summary>Whether elements are real floating-point numbers.</summary>
        public bool is_floating_point() =>
            dtype is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

        /// <summary>Switches recording on or off; returns this tensor.</summary>
        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Hands the tensor to the scope around its own.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            Scope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Takes the tensor out of its scope; the caller owns it from now on.</summary>
        public Tensor DetachFromDisposeScope()
        {
            Scope?.Disown(this);
            return this;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Scope?.Disown(this);
            Free();
            GC.SuppressFinalize(this);
        }

        internal void DisposeFromScope()
        {
            Scope = null;
            Free();
            GC.SuppressFinalize(this);
        }

        /// <summary>Gives the native tensor away; this wrapper is invalid from now on.</summary>
        internal nint GiveAway()
        {
            var given = Handle;
            Scope?.Disown(this);
            handle = 0;
            Interlocked.Decrement(ref live);
            GC.SuppressFinalize(this);
            return given;
        }

        private void Free()
        {
            var freed = Interlocked.Exchange(ref handle, 0);
            if (freed == 0)
                return;
            Native.i2t_free(freed);
            Interlocked.Decrement(ref live);
        }

        /// <summary>Dtype, shape and place; never the values.</summary>
        public override string ToString() =>
            IsInvalid ? "disposed tensor" : $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
    }
}
