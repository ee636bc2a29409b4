using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace I2M2.Torch.Interop;

/// <summary>The C interface of the shim, as it is. Each function is described in Native/*.cpp.</summary>
internal static unsafe partial class Native
{
    internal const string Library = "i2m2_torch";

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    /// <summary>The text of this thread's last error.</summary>
    internal static string LastError => Marshal.PtrToStringUTF8((nint)i2t_error()) ?? "unknown native error";

    /// <summary>Throws when a status is negative.</summary>
    internal static int Check(int status) => status < 0 ? throw new TorchException(LastError) : status;

    /// <summary>Throws when a handle is null.</summary>
    internal static nint Check(nint handle) => handle == 0 ? throw new TorchException(LastError) : handle;

    /// <summary>Reads a text that the shim copies into a buffer.</summary>
    internal static string Text(delegate*<byte*, int, int> read)
    {
        var buffer = new byte[16384];
        fixed (byte* p = buffer)
            return System.Text.Encoding.UTF8.GetString(buffer, 0, Math.Max(0, read(p, buffer.Length)));
    }

    [LibraryImport(Library)] internal static partial byte* i2t_error();
    [LibraryImport(Library)] internal static partial void i2t_free(nint t);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long i2t_dim(nint t);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long i2t_numel(nint t);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int i2t_dtype(nint t);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int i2t_device_type(nint t);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int i2t_device_index(nint t);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int i2t_is_contiguous(nint t);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long i2t_element_size(nint t);
    [LibraryImport(Library)] internal static partial nint i2t_data(nint t);
    [LibraryImport(Library)] internal static partial void i2t_sizes(nint t, long* sizes);
    [LibraryImport(Library)] internal static partial void i2t_strides(nint t, long* strides);
    [LibraryImport(Library)] internal static partial nint i2t_share(nint t);

    [LibraryImport(Library)] internal static partial nint i2t_find(byte* name, byte* overload);
    [LibraryImport(Library)] internal static partial int i2t_schema(nint op, byte* text, int capacity);
    [LibraryImport(Library)] internal static partial int i2t_call(nint op, Value* args, int count, Value* results, int capacity);

    [LibraryImport(Library)] internal static partial int i2t_requires_grad(nint t);
    [LibraryImport(Library)] internal static partial int i2t_is_leaf(nint t);
    [LibraryImport(Library)] internal static partial int i2t_set_requires_grad(nint t, int on);
    [LibraryImport(Library)] internal static partial nint i2t_grad(nint t);
    [LibraryImport(Library)] internal static partial int i2t_set_grad(nint t, nint grad);
    [LibraryImport(Library)] internal static partial int i2t_backward(nint* tensors, int count, nint* gradients, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Library)] internal static partial int i2t_gradients(nint* outputs, int count, nint* inputs, int inputCount, nint* gradients, int retain, int create, int allowUnused, nint* results);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int i2t_grad_enabled();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void i2t_set_grad_enabled(int on);
    [LibraryImport(Library)] internal static partial nint i2t_inference_enter(int on);
    [LibraryImport(Library)] internal static partial void i2t_inference_leave(nint guard);

    [LibraryImport(Library)] internal static partial byte* i2t_version();
    [LibraryImport(Library)] internal static partial int i2t_config(byte* text, int capacity);
    [LibraryImport(Library)] internal static partial int i2t_library(byte* text, int capacity);
    [LibraryImport(Library)] internal static partial int i2t_blas(byte* text, int capacity);
    [LibraryImport(Library)] internal static partial int i2t_threads();
    [LibraryImport(Library)] internal static partial int i2t_set_threads(int n);
    [LibraryImport(Library)] internal static partial int i2t_blas_threads();
    [LibraryImport(Library)] internal static partial void i2t_set_blas_threads(int n);
    [LibraryImport(Library)] internal static partial int i2t_cuda_devices();
    [LibraryImport(Library)] internal static partial int i2t_has_cuda();
    [LibraryImport(Library)] internal static partial int i2t_cudnn();
    [LibraryImport(Library)] internal static partial int i2t_cuda_synchronize(long index);
    [LibraryImport(Library)] internal static partial nint i2t_default_generator(int type, int index);
    [LibraryImport(Library)] internal static partial nint i2t_new_generator(int type, int index, ulong seed);
    [LibraryImport(Library)] internal static partial void i2t_free_generator(nint g);
    [LibraryImport(Library)] internal static partial int i2t_seed(nint g, ulong seed);
    [LibraryImport(Library)] internal static partial ulong i2t_initial_seed(nint g);
    [LibraryImport(Library)] internal static partial nint i2t_rng_state(nint g);
    [LibraryImport(Library)] internal static partial int i2t_set_rng_state(nint g, nint state);
    [LibraryImport(Library)] internal static partial int i2t_autocast_enabled(int type);
    [LibraryImport(Library)] internal static partial int i2t_autocast_dtype(int type);
    [LibraryImport(Library)] internal static partial int i2t_set_autocast(int type, int on, int dtype);
    [LibraryImport(Library)] internal static partial void i2t_autocast_enter();
    [LibraryImport(Library)] internal static partial void i2t_autocast_leave();
    [LibraryImport(Library)] internal static partial int i2t_load_library(byte* path);
    [LibraryImport(Library)] internal static partial int i2t_keep_memory(long limit);
    [LibraryImport(Library)] internal static partial long i2t_kept_memory();

    [LibraryImport(Library)] internal static partial int i2t_group_available();
    [LibraryImport(Library)] internal static partial nint i2t_group_open(byte* host, int port, int rank, int size, int timeoutMs);
    [LibraryImport(Library)] internal static partial void i2t_group_close(nint group);
    [LibraryImport(Library)] internal static partial int i2t_group_sum(nint group, nint t);
    [LibraryImport(Library)] internal static partial int i2t_group_broadcast(nint group, nint t, int root);
    [LibraryImport(Library)] internal static partial int i2t_group_barrier(nint group);

    // Bytes of freed tensors that are kept for the next ones: a quarter of what the process may use, or I2M2_KEPT_MEMORY_MB.
    private static long KeptMemory() =>
        long.TryParse(Environment.GetEnvironmentVariable("I2M2_KEPT_MEMORY_MB"), NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes)
            ? Math.Min(megabytes, 1 << 30) << 20
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    // I2M2_TORCH_SHIM names a shim compiled elsewhere, e.g. on a GPU machine against that machine's PyTorch.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Library)
            return 0;
        var file = Environment.GetEnvironmentVariable("I2M2_TORCH_SHIM") is { Length: > 0 } given
            ? given
            : Path.Combine(AppContext.BaseDirectory, $"lib{Library}.so");
        try
        {
            var shim = NativeLibrary.Load(file);
            ((delegate* unmanaged<long, int>)NativeLibrary.GetExport(shim, nameof(i2t_keep_memory)))(KeptMemory());
            return shim;
        }
        catch (DllNotFoundException e)
        {
            var reason = e.Message.Split('\n').LastOrDefault(line => line.Contains(".so", StringComparison.Ordinal)) ?? e.Message;
            throw new DllNotFoundException(
                $"libtorch cannot be used: {reason.Trim()}. `tools/setup.sh` installs libtorch; after an upgrade of libtorch build again; "
                + "`dotnet run --project modeling -- doctor` shows what is found.", e);
        }
    }
}
