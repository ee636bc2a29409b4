using System.Runtime.InteropServices;
using System.Text.Json;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>
/// Numbers made by running the reference code (divyam3897/I2M2, commit 7742765) under PyTorch 1.13 on the CPU. Keys are
/// `case/f64|f32/name`; a name that ends in `#stat` holds 20 figures in place of a large tensor.
/// </summary>
internal sealed class GoldenFile : IDisposable
{
    internal const string Hash = "golden/avmnist_mimic.hash.safetensors";
    internal const string Sine = "golden/avmnist_mimic.sine.safetensors";
    internal const string FastMriHash = "golden/fastmri.hash.safetensors";
    internal const string FastMriSine = "golden/fastmri.sine.safetensors";
    private readonly SafetensorsFile file;

    internal GoldenFile(string fill)
        : this(SafetensorsFile.Open(TestData.At(fill == "hash" ? Hash : Sine)))
    {
    }

    private GoldenFile(SafetensorsFile file) => this.file = file;

    /// <summary>The goldens of the knee network.</summary>
    internal static GoldenFile FastMri(string fill) => new(SafetensorsFile.Open(TestData.At(fill == "hash" ? FastMriHash : FastMriSine)));

    /// <summary>A file of FIBER's goldens: "tiny", "slim" or "full_blocks".</summary>
    internal static GoldenFile Fiber(string which, string fill) => new(SafetensorsFile.Open(TestData.At($"golden/fiber_{which}.{fill}.safetensors")));

    /// <summary>What <see cref="AssertAll"/> compares at once, "case/f64"; and what lies beside the cases, "vqa/targets".</summary>
    internal IReadOnlyList<string> Groups => [.. file.Names.Select(n => string.Join('/', n.Split('/').Take(2))).Distinct()];

    /// <summary>What the text beside the numbers says of a case.</summary>
    internal JsonElement About(string name)
    {
        using var text = JsonDocument.Parse(File.ReadAllText(Path.ChangeExtension(file.Path, ".json")));
        return text.RootElement.GetProperty(name).Clone();
    }

    /// <summary>The numbers of one tensor of whole numbers.</summary>
    internal long[] Integers(string name) => MemoryMarshal.Cast<byte, long>(file[name].AsSpan<byte>()).ToArray();

    /// <summary>The numbers of one tensor.</summary>
    internal double[] this[string name]
    {
        get
        {
            var entry = file[name];
            return entry.Dtype == Dtype.F64
                ? MemoryMarshal.Cast<byte, double>(entry.AsSpan<byte>()).ToArray()
                : Array.ConvertAll(MemoryMarshal.Cast<byte, float>(entry.AsSpan<byte>()).ToArray(), x => (double)x);
        }
    }

    /// <summary>
    /// Compares everything the file has of a case with what was computed; a golden that nothing was computed for fails.
    /// </summary>
    /// <param name="prefix">"case/f64".</param>
    /// <param name="computed">Tensors by name.</param>
    /// <param name="tolerance">Of a tensor's name: how far from the golden, relative to the golden's largest magnitude.</param>
    /// <param name="absolute">Take the tolerance as it is instead.</param>
    internal void AssertAll(string prefix, IReadOnlyDictionary<string, Tensor> computed, double tolerance, bool absolute = false)
    {
        var names = file.Names.Where(n => n.StartsWith(prefix + "/", StringComparison.Ordinal)).Select(n => n[(prefix.Length + 1)..]).ToList();
        Assert.NotEmpty(names);
        var failures = new List<string>();
        foreach (var name in names)
        {
            var stat = name.EndsWith("#stat", StringComparison.Ordinal);
            var bare = stat ? name[..^5] : name;
            if (!computed.TryGetValue(bare, out var tensor))
            {
                failures.Add($"{name}: nothing computed");
                continue;
            }

            using var wide = tensor.detach().to(float64).contiguous();
            var values = wide.data<double>().ToArray();
            var golden = this[$"{prefix}/{name}"];
            var figures = name.StartsWith("loss", StringComparison.Ordinal); // not parameters: always relative
            var off = stat ? StatDistance(values, golden, absolute) : Distance(values, golden, absolute && !figures);
            if (!(off <= tolerance))
                failures.Add($"{name}: off by {off:g3}");
        }

        Assert.True(failures.Count == 0, $"{prefix}: {failures.Count} of {names.Count} differ by more than {tolerance:g1}: {string.Join("; ", failures.Take(8))}");
    }

    public void Dispose() => file.Dispose();

    private static double Distance(double[] values, double[] golden, bool absolute)
    {
        Assert.Equal(golden.Length, values.Length);
        var most = absolute || golden.Length == 0 ? 1 : golden.Max(Math.Abs);
        return golden.Length == 0 ? 0 : values.Zip(golden, (v, g) => Math.Abs(v - g)).Max() / (most == 0 ? 1 : most);
    }

    // Mean, standard deviation, sum of squares, sum of x_j cos(j), then the first 16 values. Each sum is compared on the scale of the
    // quantity it sums: n * |x|max for sums, |x|max for means and values, n * |x|max^2 for squares.
    private static double StatDistance(double[] x, double[] golden, bool absolute)
    {
        var n = x.Length;
        var mean = x.Average();
        double[] mine =
        [
            mean, Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / n), x.Sum(v => v * v), x.Select((v, j) => v * Math.Cos(j)).Sum(),
            .. x.Take(16), .. Enumerable.Repeat(0.0, Math.Max(0, 16 - n)),
        ];
        var most = x.Max(Math.Abs);
        if (most == 0)
            most = 1;
        var unit = absolute ? 1 : most;
        double[] scale = [unit, unit, n * most * unit, n * unit, .. Enumerable.Repeat(unit, 16)];
        return mine.Select((m, k) => Math.Abs(m - golden[k]) / scale[k]).Max();
    }
}
