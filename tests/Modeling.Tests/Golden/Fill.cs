using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>
/// The two ways in which the golden networks' weights and inputs were filled: formulas of a tensor's name and a flat index j from 0,
/// evaluated in double and rounded once to float32.
/// </summary>
public sealed class Fill(string kind)
{
    /// <summary>"sine" or "hash".</summary>
    public string Kind => kind;

    /// <summary>Overwrites every parameter and buffer. Names are those of the reference's state dict.</summary>
    public void Apply(nn.Module module, Func<string, string> referenceName)
    {
        using var still = no_grad();
        foreach (var (name, tensor) in module.state_dict())
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            var shape = tensor.shape;
            using var filled = Values(tensor.NumberOfElements, shape, Weight(referenceName(name), shape)).to(tensor.dtype);
            tensor.copy_(filled);
        }
    }

    /// <summary>Input number k of the given shape, float64, times a factor; rounded to float32 before and after the multiplication.</summary>
    public Tensor Input(int k, long[] shape, double factor = 1)
    {
        // `_inputs_rule` of the golden file.
        var (slope, phase) = k switch { 0 => (0.013, 0.0), 1 => (0.017, 0.3), 2 => (0.029, 0.6), _ => (0.031, 0.9) };
        Func<long, double> value = kind == "hash" ? Hash($"input{k}") : j => Math.Sin((slope * (j + 1)) + phase);
        return Values(shape.Aggregate(1L, (x, y) => x * y), shape, j => (float)value(j) * factor);
    }

    /// <summary>An input of the knee network's cases, float64, rounded to float32: "image", "real" or "imaginary".</summary>
    public Tensor FastMri(string name, long[] shape)
    {
        var (most, slope, phase) = name switch { "image" => (1.0, 0.017, 0.05), "real" => (0.7, 0.017, 0.05), _ => (0.5, 0.0289, 0.9) };
        Func<long, double> value = kind == "hash" ? Hash(name) : j => Math.Sin((slope * (j + 1)) + phase);
        return Values(shape.Aggregate(1L, (x, y) => x * y), shape, j => most * value(j));
    }

    /// <summary>A picture of FIBER's cases, float64, rounded to float32: number 0 or 1.</summary>
    public Tensor FiberImage(int number, long[] shape)
    {
        var (slope, phase) = number == 0 ? (0.011, 0.1) : (0.0137, 0.9);
        Func<long, double> value = kind == "hash" ? Hash($"image{number}") : j => Math.Sin((slope * (j + 1)) + phase);
        return Values(shape.Aggregate(1L, (x, y) => x * y), shape, j => 1.2 * value(j));
    }

    /// <summary>An input of the cases of single blocks of FIBER, float64, rounded to float32: number 0, or 1 for what is attended to.</summary>
    public Tensor FiberInput(string name, int number, long[] shape)
    {
        var (slope, phase) = number == 0 ? (0.011, 0.0) : (0.017, 0.2);
        return Values(shape.Aggregate(1L, (x, y) => x * y), shape, kind == "hash" ? Hash(name) : j => Math.Sin((slope * (j + 1)) + phase));
    }

    /// <summary>A bias table of FIBER's cases, float64, rounded to float32.</summary>
    public Tensor FiberTable(string name, long[] shape) => Values(shape.Aggregate(1L, (x, y) => x * y), shape, FiberWeight(name, shape));

    /// <summary>Overwrites every parameter of a part of FIBER. Names are those of the reference's state dict.</summary>
    /// <param name="module">The part.</param>
    /// <param name="prefix">What the reference's names have before the module's own.</param>
    /// <param name="alpha">What scales one modality's influence on the other.</param>
    public void ApplyFiber(nn.Module module, string prefix = "", double alpha = 0.5)
    {
        using var still = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            var shape = parameter.shape;
            using var filled = Values(parameter.NumberOfElements, shape, name.Contains("alpha_", StringComparison.Ordinal) ? _ => alpha : FiberWeight(prefix + name, shape)).to(parameter.dtype);
            parameter.copy_(filled);
        }
    }

    // Of rank 1 every weight is a norm's.
    private Func<long, double> FiberWeight(string name, long[] shape)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        var isBias = last.StartsWith("bias", StringComparison.Ordinal);
        var isNorm = shape.Length == 1 && !isBias;
        return kind == "hash" ? HashWeight(name, last, shape, isNorm, isBias) : SineWeight(name, last, isNorm, isBias);
    }

    private static Tensor Values(long count, long[] shape, Func<long, double> value)
    {
        var values = new double[count];
        for (var j = 0L; j < count; j++)
            values[j] = (float)value(j);
        return tensor(values, shape);
    }

    private Func<long, double> Weight(string name, long[] shape)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        var isNorm = name.Contains("bns.", StringComparison.Ordinal) || name.Contains(".bn", StringComparison.Ordinal);
        var isBias = last.StartsWith("bias", StringComparison.Ordinal) || last == "fusion_bias";
        return kind == "hash" ? HashWeight(name, last, shape, isNorm, isBias) : SineWeight(name, last, isNorm, isBias);
    }

    private static Func<long, double> SineWeight(string name, string last, bool isNorm, bool isBias) => last switch
    {
        "running_mean" => j => 0.05 * Math.Sin(j + 1),
        "running_var" => j => 1 + (0.1 * Math.Sin(j + 1)),
        _ when isBias => j => 0.02 * Math.Sin(0.37 * (j + 1)),
        _ when isNorm => j => 1 + (0.1 * Math.Sin(0.37 * (j + 1))),
        _ => j => 0.08 * Math.Sin((0.37 * (j + 1)) + (0.11 * name.Length)),
    };

    private static Func<long, double> HashWeight(string name, string last, long[] shape, bool isNorm, bool isBias)
    {
        var r = Hash(name);
        if (last == "running_mean" || isBias)
            return j => 0.1 * r(j);
        if (last == "running_var")
            return j => 1 + (0.5 * r(j));
        if (isNorm)
            return j => 1 + (0.3 * r(j));
        long fan = 1;
        foreach (var n in shape.AsSpan(1))
            fan *= n;
        var scale = Math.Sqrt(3.0 / (shape.Length == 3 ? shape[1] : fan));
        return j => scale * r(j);
    }

    private static Func<long, double> Hash(string name)
    {
        uint sum = 0;
        for (var k = 0; k < name.Length; k++)
            sum += (uint)((k + 1) * name[k]);
        return j =>
        {
            unchecked
            {
                var h = ((uint)(j + 1) * 2654435761u) + (40503u * sum) + 37u;
                h ^= h >> 16;
                h *= 0x7feb352du;
                h ^= h >> 15;
                h *= 0x846ca68bu;
                h ^= h >> 16;
                return (2 * (h / 4294967296.0)) - 1;
            }
        };
    }
}
