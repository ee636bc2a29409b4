using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline.Inspect;

/// <summary>Stored bytes as numbers, to be shown.</summary>
internal static class StoredValues
{
    /// <summary>One value as text: integers exactly, real numbers to seven digits, complex ones as their two parts.</summary>
    internal static string Text(Dtype dtype, ReadOnlySpan<byte> bytes) => dtype switch
    {
        Dtype.U64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture),
        Dtype.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes).ToString(CultureInfo.InvariantCulture),
        Dtype.C64 => $"{Real(Dtype.F32, bytes[..4]):G7} + {Real(Dtype.F32, bytes[4..]):G7} i",
        _ => Real(dtype, bytes).ToString("G7", CultureInfo.InvariantCulture),
    };

    /// <summary>All values of a row; of complex ones the magnitude.</summary>
    internal static double[] Numbers(Dtype dtype, ReadOnlySpan<byte> bytes)
    {
        var size = dtype.Bytes();
        var numbers = new double[bytes.Length / size];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = Real(dtype, bytes.Slice(i * size, size));
        return numbers;
    }

    /// <summary>A number to be read among others: four decimals, or four digits where it is small.</summary>
    internal static string Short(double value) => value.ToString(value != 0 && Math.Abs(value) < 0.01 ? "0.###E0" : "0.####", CultureInfo.InvariantCulture);

    /// <summary>Whether values of this type can be class indices.</summary>
    internal static bool IsInteger(Dtype dtype) => dtype is not (Dtype.F16 or Dtype.BF16 or Dtype.F32 or Dtype.F64 or Dtype.C64);

    private static double Real(Dtype dtype, ReadOnlySpan<byte> bytes) => dtype switch
    {
        Dtype.BOOL or Dtype.U8 => bytes[0],
        Dtype.I8 => (sbyte)bytes[0],
        Dtype.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        Dtype.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        Dtype.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        Dtype.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        Dtype.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        Dtype.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        Dtype.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        Dtype.U64 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        Dtype.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        Dtype.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        Dtype.C64 => Math.Sqrt(MemoryMarshal.Cast<byte, float>(bytes) is [var re, var im] ? ((double)re * re) + ((double)im * im) : double.NaN),
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Unknown dtype"),
    };
}
