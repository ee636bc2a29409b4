using System.Diagnostics;
using System.Globalization;
using I2M2.Cli;

namespace I2M2.Bench;

/// <summary>
/// AV-MNIST from raw files to a finished set against the same arrays made with NumPy. Ours is the program as a user starts it, whole:
/// start-up, checks, hashes and flushing to the disk included; the peer counts from after its imports and does none of these.
/// </summary>
public sealed class PreprocessBench(string python, string raw, int rounds, TextWriter output)
{
    private static readonly string[] Modes = ["ours", "tuned", "default"];

    /// <summary>Takes turns and prints the table.</summary>
    /// <exception cref="UsageException">The raw files are missing, or a program cannot be started or fails.</exception>
    public void Run()
    {
        if (!Directory.Exists(Path.Combine(raw, "mnist")) || !Directory.Exists(Path.Combine(raw, "fsdd")))
            throw new UsageException($"--raw {raw}: the peer reads mnist/*.gz and fsdd/recordings/*.wav there");
        var seconds = Modes.ToDictionary(m => m, _ => new List<double>());
        var scratch = Directory.CreateTempSubdirectory("i2m2-bench-").FullName;
        try
        {
            for (var round = -1; round < rounds; round++)
            {
                foreach (var mode in Modes)
                {
                    var target = Path.Combine(scratch, mode);
                    var took = mode == "ours" ? Ours(target) : Peer(mode, target);
                    Directory.Delete(target, recursive: true);

                    // What the last one left unwritten is not the next one's burden.
                    Start("sync", []).Dispose();
                    if (round >= 0)
                        seconds[mode].Add(took);
                }
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        output.WriteLine("| job | ours s | NumPy tuned s | NumPy default s | tuned / ours [quartiles] | default / ours |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        var ratios = seconds["tuned"].Zip(seconds["ours"], (a, b) => a / b).Order().ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| preprocess avmnist | {Medians.Of(seconds["ours"]):0.00} | {Medians.Of(seconds["tuned"]):0.00} | {Medians.Of(seconds["default"]):0.00} | {Medians.Of(ratios):0.00} [{ratios[ratios.Length / 4]:0.00}, {ratios[3 * ratios.Length / 4]:0.00}] | {Medians.Of(seconds["default"]) / Medians.Of(seconds["ours"]):0.00} |"));
    }

    private double Ours(string target)
    {
        var start = Stopwatch.GetTimestamp();
        var program = Path.Combine(AppContext.BaseDirectory, "I2M2.Preprocessing.dll");
        Start("dotnet", [program, "avmnist", "--raw", raw, "--out", target]).Dispose();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private double Peer(string mode, string target)
    {
        using var peer = Start(python, [Path.Combine(AppContext.BaseDirectory, "peer_preprocess.py"), mode, raw, target]);
        return double.Parse(peer.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }

    private static Process Start(string program, string[] arguments)
    {
        try
        {
            var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0 ? process : throw new UsageException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}; the peer needs NumPy and SciPy");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new UsageException($"{program}: {e.Message}");
        }
    }
}
