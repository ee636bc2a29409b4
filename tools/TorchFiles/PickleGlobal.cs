using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.TorchFiles;

/// <summary>
/// A name that a pickle may refer to. This list is all there is: names are compared as a whole and mean what is written here; nothing is
/// ever looked up in any library.
/// </summary>
/// <param name="Role">What it is good for.</param>
/// <param name="Dtype">Of a storage type, its elements.</param>
internal sealed record PickleGlobal(GlobalRole Role, Dtype Dtype = default)
{
    private const string SaveTensors = "save the tensors alone: torch.save(model.state_dict(), path)";

    private static readonly Dictionary<(string Module, string Name), PickleGlobal> Allowed = new()
    {
        [("collections", "OrderedDict")] = new(GlobalRole.OrderedDictionary),
        [("argparse", "Namespace")] = new(GlobalRole.Namespace),
        [("torch", "Size")] = new(GlobalRole.Size),
        [("torch._utils", "_rebuild_tensor_v2")] = new(GlobalRole.Tensor),
        [("torch._utils", "_rebuild_parameter")] = new(GlobalRole.Parameter),
        [("torch", "FloatStorage")] = new(GlobalRole.StorageType, Dtype.F32),
        [("torch", "DoubleStorage")] = new(GlobalRole.StorageType, Dtype.F64),
        [("torch", "HalfStorage")] = new(GlobalRole.StorageType, Dtype.F16),
        [("torch", "BFloat16Storage")] = new(GlobalRole.StorageType, Dtype.BF16),
        [("torch", "LongStorage")] = new(GlobalRole.StorageType, Dtype.I64),
        [("torch", "IntStorage")] = new(GlobalRole.StorageType, Dtype.I32),
        [("torch", "ShortStorage")] = new(GlobalRole.StorageType, Dtype.I16),
        [("torch", "CharStorage")] = new(GlobalRole.StorageType, Dtype.I8),
        [("torch", "ByteStorage")] = new(GlobalRole.StorageType, Dtype.U8),
        [("torch", "BoolStorage")] = new(GlobalRole.StorageType, Dtype.BOOL),
        [("torch", "ComplexFloatStorage")] = new(GlobalRole.StorageType, Dtype.C64),
        [("torch", "float32")] = new(GlobalRole.Inert),
        [("torch", "float64")] = new(GlobalRole.Inert),
        [("torch", "float16")] = new(GlobalRole.Inert),
        [("torch", "bfloat16")] = new(GlobalRole.Inert),
        [("torch", "int64")] = new(GlobalRole.Inert),
        [("torch", "int32")] = new(GlobalRole.Inert),
        [("torch", "int16")] = new(GlobalRole.Inert),
        [("torch", "int8")] = new(GlobalRole.Inert),
        [("torch", "uint8")] = new(GlobalRole.Inert),
        [("torch", "bool")] = new(GlobalRole.Inert),
        [("torch", "complex64")] = new(GlobalRole.Inert),
    };

    /// <summary>The entry of the list.</summary>
    /// <exception cref="InputRefusedException">Not on it; the message names it.</exception>
    internal static PickleGlobal Find(PickleBytes bytes, string module, string name) => Allowed.TryGetValue((module, name), out var global)
        ? global
        : throw bytes.Refuse($"refers to {SafeText.ForTerminal($"{module}.{name}", 120)}; only tensors and plain containers are read", SaveTensors);
}

/// <summary>What a <see cref="PickleGlobal"/> is good for.</summary>
internal enum GlobalRole
{
    /// <summary>A value that may stand in a container and that nothing is made of: a dtype.</summary>
    Inert,

    /// <summary>Called with nothing, an empty dictionary.</summary>
    OrderedDictionary,

    /// <summary>Made with nothing, an empty dictionary that attributes are added to.</summary>
    Namespace,

    /// <summary>Called with a tuple of whole numbers, that tuple.</summary>
    Size,

    /// <summary>Called with a storage, offset, size and strides, a tensor.</summary>
    Tensor,

    /// <summary>Called with a tensor, that tensor.</summary>
    Parameter,

    /// <summary>The type of a storage, in a persistent id.</summary>
    StorageType,
}
