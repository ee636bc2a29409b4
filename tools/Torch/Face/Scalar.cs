using I2M2.Torch.Interop;

namespace TorchSharp;

/// <summary>A number or truth value where an operator takes one. Here a struct; in TorchSharp a class: the call text is the same.</summary>
public readonly struct Scalar
{
    internal readonly Value Value;

    private Scalar(Value value) => Value = value;

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(int value) => new(new Value { Tag = Tag.Int, Int = value });

    /// <summary>A whole number.</summary>
    public static implicit operator Scalar(long value) => new(new Value { Tag = Tag.Int, Int = value });

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(float value) => new(new Value { Tag = Tag.Double, Double = value });

    /// <summary>A real number.</summary>
    public static implicit operator Scalar(double value) => new(new Value { Tag = Tag.Double, Double = value });

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(new Value { Tag = Tag.Bool, Int = value ? 1 : 0 });
}
