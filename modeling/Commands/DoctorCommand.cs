using System.CommandLine;
using I2M2.Cli;
using I2M2.Torch;
using TorchSharp;

namespace I2M2.Modeling.Commands;

/// <summary>`modeling doctor`: what the engine and the other native libraries are, where they lie, and what is missing.</summary>
public static class DoctorCommand
{
    private const string Setup = "tools/setup.sh";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Show which libtorch, BLAS, GPU and native libraries are found, and how to get what is missing.");
        command.SetAction(_ => Run(Console.Out));
        return command;
    }

    /// <summary>Writes one line for each finding.</summary>
    /// <returns><see cref="ExitCode.Done"/>, or <see cref="ExitCode.Failed"/> when the engine cannot run.</returns>
    public static int Run(TextWriter output)
    {
        var findings = new List<Finding>();
        var works = CheckEngine(findings);
        findings.Add(CheckLibrary("libsndfile", "libsndfile.so.1", "reads WAV and FLAC", "libsndfile1"));
        findings.Add(CheckLibrary("libhdf5", "libhdf5_serial.so.103", "reads fastMRI's volumes", "libhdf5-103-1"));
        findings.Add(CheckLibrary("TurboJPEG", "libturbojpeg.so.0", "reads and writes JPEG", "libturbojpeg0"));
        findings.Add(CheckLibrary("libspng", "libspng.so.0", "reads and writes PNG", "libspng0"));
        foreach (var f in findings)
        {
            output.WriteLine($"{f.State,-8} {f.What,-11} {f.Found}");
            if (f.Remedy.Length > 0)
                output.WriteLine($"{"",-8} {"",-11} -> {f.Remedy}");
        }

        return works ? ExitCode.Done : ExitCode.Failed;
    }

    private static bool CheckEngine(List<Finding> findings)
    {
        try
        {
            findings.Add(new("ok", "libtorch", $"{Engine.Version} ({Engine.Backend}), {Engine.LibraryFile}"));
            findings.Add(new("ok", "threads", $"ATen {torch.get_num_threads()}, BLAS {(Engine.BlasThreads is > 0 and var n ? $"{n}" : "as ATen")}, cores {Environment.ProcessorCount}"));
            var blas = Engine.Blas;
            findings.Add(blas.Fast
                ? new("ok", "BLAS", blas.Name)
                : new("slow", "BLAS", $"{blas.Name}: matrix products take about 35 times as long", "apt-get install libopenblas0-pthread"));
            findings.Add(CheckCuda());
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            findings.Add(new("missing", "libtorch", (e is TypeInitializationException { InnerException: { } inner } ? inner : e).Message, $"{Setup}, then build again; TORCH_HOME names another libtorch"));
            return false;
        }
    }

    private static Finding CheckCuda() => (Engine.BuiltWithCuda, torch.cuda.is_available()) switch
    {
        (_, true) => new("ok", "CUDA", $"{torch.cuda.device_count()} GPU(s)"),
        (true, false) => new("none", "CUDA", "libtorch was built for it, but finds no GPU or driver", "nvidia-smi shows whether the driver works"),
        (false, false) => new("none", "CUDA", "this libtorch is for the CPU", "for a GPU set TORCH_HOME to a CUDA libtorch (or a Python torch package) and build again"),
    };

    private static Finding CheckLibrary(string name, string file, string use, string package)
    {
        if (!System.Runtime.InteropServices.NativeLibrary.TryLoad(file, out var handle))
            return new("missing", name, $"{file} ({use})", $"{Setup}, or apt-get install {package}");
        System.Runtime.InteropServices.NativeLibrary.Free(handle);
        return new("ok", name, $"{file}, {use}");
    }

    private sealed record Finding(string State, string What, string Found, string Remedy = "");
}
