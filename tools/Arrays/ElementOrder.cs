using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace I2M2.Arrays;

/// <summary>Brings stored elements into the order that the rest of the program expects: little-endian, row-major.</summary>
internal static class ElementOrder
{
    /// <summary>Reverses the bytes of each element, in place.</summary>
    internal static void ReverseBytes(Span<byte> data, int elementBytes)
    {
        if (elementBytes == 4)
        {
            var words = MemoryMarshal.Cast<byte, uint>(data);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        else if (elementBytes == 8)
        {
            var words = MemoryMarshal.Cast<byte, ulong>(data);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <summary>A copy in row-major order of an array whose first axis varies fastest.</summary>
    internal static byte[] RowMajor(ReadOnlySpan<byte> columnMajor, ReadOnlySpan<long> shape, int elementBytes)
    {
        var rowMajor = new byte[columnMajor.Length];
        var strides = new long[shape.Length]; // of the source, in bytes
        var stride = (long)elementBytes;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        var place = new long[shape.Length];
        var from = 0L;
        for (var to = 0; to < rowMajor.Length; to += elementBytes)
        {
            columnMajor.Slice((int)from, elementBytes).CopyTo(rowMajor.AsSpan(to));
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++place[axis] < shape[axis])
                    break;
                from -= strides[axis] * shape[axis];
                place[axis] = 0;
            }
        }

        return rowMajor;
    }
}
