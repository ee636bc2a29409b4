using System.Runtime.InteropServices;

namespace I2M2.Torch.Interop;

/// <summary>What a <see cref="Value"/> holds; the numbers are those of Native/shim.h.</summary>
internal enum Tag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Tensors = 6,
    String = 7,
    Doubles = 8,
    Default = 9,
    Device = 10,
    Generator = 11,
}

/// <summary>One argument or result of a boxed call, laid out as <c>i2t::Value</c> in Native/shim.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct Value
{
    [FieldOffset(0)] public Tag Tag;

    /// <summary>Elements of a list, bytes of a string, index of a device.</summary>
    [FieldOffset(4)] public int Length;

    /// <summary>An integer, a truth value, or the type of a device.</summary>
    [FieldOffset(8)] public long Int;
    [FieldOffset(8)] public double Double;
    [FieldOffset(16)] public nint Pointer;
}
