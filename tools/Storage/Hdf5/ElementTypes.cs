using System.Numerics;
using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>Between the file's types, <see cref="Hdf5Type"/> and C#'s; to be used under <see cref="Hdf5Library.Enter"/>.</summary>
internal static class ElementTypes
{
    private static readonly (Hdf5Type Type, string Name)[] Plain =
    [
        (Hdf5Type.I8, "STD_I8"), (Hdf5Type.U8, "STD_U8"), (Hdf5Type.I16, "STD_I16"), (Hdf5Type.U16, "STD_U16"),
        (Hdf5Type.I32, "STD_I32"), (Hdf5Type.U32, "STD_U32"), (Hdf5Type.I64, "STD_I64"), (Hdf5Type.U64, "STD_U64"),
        (Hdf5Type.F32, "IEEE_F32"), (Hdf5Type.F64, "IEEE_F64"),
    ];

    // Made once and kept: the library frees them when the process ends.
    private static readonly Dictionary<Hdf5Type, long> Complexes = [];

    /// <summary>Bytes of one element in memory; 0 for texts and others.</summary>
    internal static int Bytes(Hdf5Type type) => type switch
    {
        Hdf5Type.I8 or Hdf5Type.U8 => 1,
        Hdf5Type.I16 or Hdf5Type.U16 => 2,
        Hdf5Type.I32 or Hdf5Type.U32 or Hdf5Type.F32 => 4,
        Hdf5Type.I64 or Hdf5Type.U64 or Hdf5Type.F64 or Hdf5Type.C64 => 8,
        Hdf5Type.C128 => 16,
        _ => 0,
    };

    /// <summary>What a C# type stands for.</summary>
    /// <exception cref="NotSupportedException">It stands for none.</exception>
    internal static Hdf5Type Of<T>() => default(T) switch
    {
        sbyte => Hdf5Type.I8,
        byte => Hdf5Type.U8,
        short => Hdf5Type.I16,
        ushort => Hdf5Type.U16,
        int => Hdf5Type.I32,
        uint => Hdf5Type.U32,
        long => Hdf5Type.I64,
        ulong => Hdf5Type.U64,
        float => Hdf5Type.F32,
        double => Hdf5Type.F64,
        Complex64 => Hdf5Type.C64,
        Complex => Hdf5Type.C128,
        _ => throw new NotSupportedException($"{typeof(T).Name} is no element type of HDF5"),
    };

    /// <summary>
    /// Whether values of the file may be read as another type: floating point in either precision, integers as a type that holds them all.
    /// </summary>
    internal static bool IsReadAs(Hdf5Type stored, Hdf5Type wanted) => stored == wanted || (stored, wanted) switch
    {
        (Hdf5Type.F32 or Hdf5Type.F64, Hdf5Type.F32 or Hdf5Type.F64) => true,
        (Hdf5Type.C64 or Hdf5Type.C128, Hdf5Type.C64 or Hdf5Type.C128) => true,
        (Hdf5Type.I8 or Hdf5Type.U8, Hdf5Type.I16 or Hdf5Type.I32 or Hdf5Type.I64) => true,
        (Hdf5Type.I16 or Hdf5Type.U16, Hdf5Type.I32 or Hdf5Type.I64) => true,
        (Hdf5Type.I32 or Hdf5Type.U32, Hdf5Type.I64) => true,
        _ => false,
    };

    /// <summary>The library's type of values as they lie in memory; not to be closed.</summary>
    internal static long InMemory(Hdf5Type type)
    {
        if (type is not (Hdf5Type.C64 or Hdf5Type.C128))
            return Standard(Plain.First(p => p.Type == type).Name, BitConverter.IsLittleEndian);
        if (Complexes.TryGetValue(type, out var made))
            return made;
        var half = Bytes(type) / 2;
        var part = InMemory(half == 4 ? Hdf5Type.F32 : Hdf5Type.F64);
        var compound = H5.H5Tcreate(H5.ClassCompound, (nuint)(2 * half));
        if (compound < 0 || H5.H5Tinsert(compound, "r", 0, part) < 0 || H5.H5Tinsert(compound, "i", (nuint)half, part) < 0)
            throw new InvalidOperationException($"libhdf5 makes no compound type: {Hdf5ErrorStack.Take()}");
        return Complexes[type] = compound;
    }

    /// <summary>A type of a file, and whether it lies in the file as in memory.</summary>
    internal static (Hdf5Type Type, bool IsAsInMemory) Of(long type)
    {
        switch (H5.H5Tget_class(type))
        {
            case H5.ClassString:
                return (Hdf5Type.Text, false);
            case H5.ClassInteger or H5.ClassFloat:
                var known = Plain.FirstOrDefault(p => IsStandard(type, p.Name));
                return (known.Type, known.Type != Hdf5Type.Other && H5.H5Tequal(type, InMemory(known.Type)) > 0);
            case H5.ClassCompound:
                var complex = OfCompound(type);
                return (complex, complex != Hdf5Type.Other && H5.H5Tequal(type, InMemory(complex)) > 0);
            default:
                return (Hdf5Type.Other, false);
        }
    }

    /// <summary>A type of a file in words, for errors.</summary>
    internal static string Words(long type) => H5.H5Tget_class(type) switch
    {
        H5.ClassInteger => $"integer of {H5.H5Tget_size(type)} bytes",
        H5.ClassFloat => $"floating point of {H5.H5Tget_size(type)} bytes",
        H5.ClassString => "text",
        H5.ClassCompound => $"compound of {H5.H5Tget_nmembers(type)} members",
        _ => "a type that is neither number nor text",
    };

    private static Hdf5Type OfCompound(long type)
    {
        if (H5.H5Tget_nmembers(type) != 2)
            return Hdf5Type.Other;
        var parts = new Hdf5Type[2];
        var names = new string[2];
        for (var i = 0u; i < 2; i++)
        {
            names[i] = MemberName(type, i);
            var member = H5.H5Tget_member_type(type, i);
            if (member < 0)
                return Hdf5Type.Other;
            parts[i] = H5.H5Tget_class(member) == H5.ClassFloat ? Of(member).Type : Hdf5Type.Other;
            _ = H5.H5Tclose(member);
        }

        // Overlapping members are no complex number, and with one outside the compound the library reads past its memory.
        var (one, other) = (H5.H5Tget_member_offset(type, 0), H5.H5Tget_member_offset(type, 1));
        var (first, second, part) = (Math.Min(one, other), Math.Max(one, other), (nuint)Bytes(parts[0]));
        var size = H5.H5Tget_size(type);
        var areApart = second - first >= part && size >= part && second <= size - part;
        return (names is ["r", "i"] or ["i", "r"]) && parts[0] == parts[1] && areApart
            ? parts[0] switch
            {
                Hdf5Type.F32 => Hdf5Type.C64,
                Hdf5Type.F64 => Hdf5Type.C128,
                _ => Hdf5Type.Other,
            }
            : Hdf5Type.Other;
    }

    private static string MemberName(long type, uint position)
    {
        var name = H5.H5Tget_member_name(type, position);
        var text = Marshal.PtrToStringUTF8(name) ?? "";
        _ = H5.H5free_memory(name);
        return text;
    }

    private static bool IsStandard(long type, string name) =>
        H5.H5Tequal(type, Standard(name, little: true)) > 0 || H5.H5Tequal(type, Standard(name, little: false)) > 0;

    private static long Standard(string name, bool little) => Hdf5Library.Global($"H5T_{name}{(little ? "LE" : "BE")}_g");
}
