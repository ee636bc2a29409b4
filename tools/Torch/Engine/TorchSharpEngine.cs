using TorchSharp;

namespace I2M2.Torch;

/// <summary>What is beside the tensors, when the package TorchSharp is the engine.</summary>
public static class Engine
{
    /// <summary>The name of this backend.</summary>
    public const string Backend = "TorchSharp";

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

    /// <summary>Whether a GPU can be used: the package does not say what it was built with.</summary>
    public static bool BuiltWithCuda => torch.cuda.is_available();

    /// <summary>0: the package's BLAS follows <see cref="torch.set_num_threads"/>. Setting it does nothing.</summary>
    public static int BlasThreads
    {
        get => 0;
        set => _ = value;
    }
}
