using TorchSharp;
using TorchSharp.Modules;

namespace I2M2.Torch;

/// <summary>What is beside the tensors, when the package TorchSharp is the engine.</summary>
public static class Engine
{
    /// <summary>The name of this backend.</summary>
    public const string Backend = "TorchSharp";

    private const string Written = "torchsharp";

    /// <summary>The version of libtorch.</summary>
    public static string Version => torch.__version__;

    /// <summary>The file that holds ATen's kernels, as this process has it loaded; empty when it is not.</summary>
    public static string LibraryFile
    {
        get
        {
            torch.InitializeDeviceType(DeviceType.CPU);
            const string maps = "/proc/self/maps";
            return File.Exists(maps)
                ? File.ReadLines(maps).Select(l => l[(l.IndexOf('/', StringComparison.Ordinal) is var at && at >= 0 ? at : l.Length)..])
                    .FirstOrDefault(f => Path.GetFileName(f).StartsWith("libtorch_cpu", StringComparison.Ordinal)) ?? ""
                : "";
        }
    }

    /// <summary>The package brings its own BLAS inside libtorch.</summary>
    public static (string Name, bool Fast) Blas => ("built into libtorch by the package", true);

    /// <summary>Attention is one operator, scaled_dot_product_attention.</summary>
    public static bool HasFusedAttention => true;

    /// <summary>Whether a GPU can be used: the package does not say what it was built with.</summary>
    public static bool BuiltWithCuda => torch.cuda.is_available();

    /// <summary>0: the package's BLAS follows <see cref="torch.set_num_threads"/>. Setting it does nothing.</summary>
    public static int BlasThreads
    {
        get => 0;
        set => _ = value;
    }

    /// <summary>The package has no such scope for every device.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public static IDisposable Autocast(DeviceType device, torch.ScalarType dtype = torch.ScalarType.BFloat16) =>
        throw new NotSupportedException($"autocast to {dtype} on {device} needs the backend native");

    /// <summary>What an optimiser remembers from step to step: one tensor of the bytes that the package writes.</summary>
    public static IReadOnlyDictionary<string, torch.Tensor> OptimizerState(torch.optim.Optimizer optimizer)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        ((OptimizerHelper)optimizer).save_state_dict(writer);
        writer.Flush();
        return new Dictionary<string, torch.Tensor> { [Written] = torch.tensor(bytes.ToArray()) };
    }

    /// <summary>Puts into an optimiser over the same parameters what <see cref="OptimizerState"/> gave.</summary>
    /// <exception cref="ArgumentException">The state is another optimiser's.</exception>
    public static void LoadOptimizerState(torch.optim.Optimizer optimizer, IReadOnlyDictionary<string, torch.Tensor> state)
    {
        if (!state.TryGetValue(Written, out var written))
            throw new ArgumentException("written with another engine", nameof(state));
        using var reader = new BinaryReader(new MemoryStream(written.bytes.ToArray()));
        ((OptimizerHelper)optimizer).load_state_dict(reader);
    }
}
