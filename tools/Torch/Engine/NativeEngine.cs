using System.Runtime.InteropServices;
using System.Text;
using I2M2.Torch.Interop;
using TorchSharp;

namespace I2M2.Torch;

/// <summary>What is beside the tensors: which libtorch this is, its threads, autocast, further operator libraries.</summary>
public static unsafe class Engine
{
    /// <summary>The name of this backend.</summary>
    public const string Backend = "native";

    /// <summary>The version of libtorch that the shim was compiled against.</summary>
    public static string Version => Marshal.PtrToStringUTF8((nint)Native.i2t_version())!;

    /// <summary>The file that holds ATen's kernels.</summary>
    public static string LibraryFile => Native.Text(&Native.i2t_library);

    /// <summary>How libtorch was built, as it prints it.</summary>
    public static string Configuration => Native.Text(&Native.i2t_config);

    /// <summary>Which BLAS does the matrix products, and whether it is one of the fast ones.</summary>
    public static (string Name, bool Fast) Blas
    {
        get
        {
            var (config, file) = Native.Text(&Native.i2t_blas).Split('\n') is [var c, var f] ? (c, f) : ("MKL", "");
            return config.Length > 0 ? ($"{config.Trim()}{(file.Length > 0 ? $" ({file})" : "")}", true) : ($"generic BLAS ({file})", false);
        }
    }

    /// <summary>Whether this libtorch was built with CUDA, whatever the machine has.</summary>
    public static bool BuiltWithCuda => Native.i2t_has_cuda() != 0;

    /// <summary>
    /// Threads of the BLAS, a setting apart from <see cref="torch.set_num_threads"/>; 0 when the BLAS has no such setting.
    /// Small networks run fastest with 1 here while ATen uses all cores.
    /// </summary>
    public static int BlasThreads
    {
        get => Native.i2t_blas_threads();
        set => Native.i2t_set_blas_threads(value);
    }

    /// <summary>Whether this libtorch has an operator of that name, e.g. ("aten::_foreach_copy_", "").</summary>
    public static bool Supports(string name, string overload = "") => Operator.Exists(name, overload);

    /// <summary>Whether attention is one operator, scaled_dot_product_attention.</summary>
    public static bool HasFusedAttention { get; } = Supports("aten::scaled_dot_product_attention");

    /// <summary>The schema of an operator, as libtorch prints it.</summary>
    /// <exception cref="TorchException">There is no such operator.</exception>
    public static string Schema(string name, string overload = "") => new Operator(name, overload).Schema;

    /// <summary>Loads a library that registers further operators.</summary>
    /// <exception cref="TorchException">It cannot be loaded; the message says why.</exception>
    public static void LoadLibrary(string path)
    {
        fixed (byte* p = Encoding.UTF8.GetBytes(path + '\0'))
            Native.Check(Native.i2t_load_library(p));
    }

    /// <summary>What an optimiser remembers from step to step, by name; the tensors are its own.</summary>
    public static IReadOnlyDictionary<string, torch.Tensor> OptimizerState(torch.optim.Optimizer optimizer) => optimizer.State();

    /// <summary>Puts into an optimiser over the same parameters what <see cref="OptimizerState"/> gave.</summary>
    /// <exception cref="ArgumentException">The state is another optimiser's.</exception>
    public static void LoadOptimizerState(torch.optim.Optimizer optimizer, IReadOnlyDictionary<string, torch.Tensor> state) => optimizer.LoadState(state);

    /// <summary>
    /// Until the result is disposed, this thread's operators on <paramref name="device"/> run in <paramref name="dtype"/> where that is safe.
    /// Leaving the outermost scope forgets cast weights, so that a weight changed in place is seen.
    /// </summary>
    public static IDisposable Autocast(DeviceType device, torch.ScalarType dtype = torch.ScalarType.BFloat16) => new AutocastScope(device, dtype);

    private sealed class AutocastScope : IDisposable
    {
        private readonly DeviceType device;
        private readonly int enabledBefore;
        private readonly int dtypeBefore;
        private bool disposed;

        internal AutocastScope(DeviceType device, torch.ScalarType dtype)
        {
            this.device = device;
            enabledBefore = Native.i2t_autocast_enabled((int)device);
            dtypeBefore = Native.i2t_autocast_dtype((int)device);
            Native.Check(Native.i2t_set_autocast((int)device, 1, (int)dtype));
            Native.i2t_autocast_enter();
        }

        public void Dispose()
        {
            if (disposed)
                return;
            disposed = true;
            Native.i2t_autocast_leave();
            Native.Check(Native.i2t_set_autocast((int)device, enabledBefore, dtypeBefore));
        }
    }
}
