using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the host's default generator, and every GPU's.</summary>
    public static Generator manual_seed(long seed)
    {
        cuda.manual_seed_all(seed);
        return Generator.Default.manual_seed(seed);
    }

    /// <summary>The state of the host's default generator, as bytes.</summary>
    public static Tensor get_rng_state() => Generator.Default.get_state();

    /// <summary>Puts the host's default generator into an earlier state.</summary>
    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    /// <summary>Threads that one operator may use.</summary>
    public static int get_num_threads() => Native.i2t_threads();

    /// <summary>Sets the threads that one operator may use. The BLAS has a count of its own: see <see cref="I2M2.Torch.Engine"/>.</summary>
    public static void set_num_threads(int num) => Native.Check(Native.i2t_set_threads(num));

    /// <summary>The version of libtorch.</summary>
    public static string __version__ => I2M2.Torch.Engine.Version;

    /// <summary>A source of random numbers.</summary>
    public class Generator : IDisposable
    {
        private readonly bool lasting;
        private nint handle;

        /// <param name="seed">Seed.</param>
        /// <param name="device">Where it draws; the host when null.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            handle = Native.Check(Native.i2t_new_generator((int)this.device.type, this.device.index, seed));
        }

        // A device's default generator: it belongs to the process, and Dispose leaves it alone.
        private Generator(Device device, nint handle)
        {
            this.device = device;
            this.handle = handle;
            lasting = true;
        }

        /// <summary>Frees the native generator when nobody did.</summary>
        ~Generator() => Dispose(false);

        /// <summary>The host's default generator.</summary>
        public static Generator Default { get; } = new(CPU, Native.Check(Native.i2t_default_generator((int)DeviceType.CPU, -1)));

        /// <summary>Where it draws.</summary>
        public Device device { get; }

        /// <summary>The native generator.</summary>
        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        /// <summary>Starts over from a seed; returns this generator.</summary>
        public Generator manual_seed(long seed)
        {
            Native.Check(Native.i2t_seed(Handle, (ulong)seed));
            return this;
        }

        /// <summary>The seed it started from.</summary>
        public long initial_seed() => (long)Native.i2t_initial_seed(Handle);

        /// <summary>Its state, as bytes.</summary>
        public Tensor get_state() => new(Native.Check(Native.i2t_rng_state(Handle)));

        /// <summary>Puts it into an earlier state.</summary>
        public void set_state(Tensor value) => Native.Check(Native.i2t_set_rng_state(Handle, value.Handle));

        /// <inheritdoc/>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Frees the native generator.</summary>
        protected virtual void Dispose(bool disposing)
        {
            if (lasting || handle == 0)
                return;
            Native.i2t_free_generator(handle);
            handle = 0;
        }
    }

    /// <summary>NVIDIA GPUs.</summary>
    public static class cuda
    {
        /// <summary>Whether this libtorch can use a GPU of this machine.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>GPUs that this libtorch can use.</summary>
        public static int device_count() => Native.Check(Native.i2t_cuda_devices());

        /// <summary>Seeds every GPU's default generator.</summary>
        public static void manual_seed_all(long seed)
        {
            for (var k = 0; k < device_count(); k++)
            {
                var generator = Native.Check(Native.i2t_default_generator((int)DeviceType.CUDA, k));
                Native.Check(Native.i2t_seed(generator, (ulong)seed));
                Native.i2t_free_generator(generator);
            }
        }

        /// <summary>Waits until all that was asked of a GPU is done.</summary>
        public static void synchronize(Device? device = null) => Native.Check(Native.i2t_cuda_synchronize(device?.index ?? -1));
    }
}
