using System.Buffers.Binary;
using System.Text;

namespace I2M2.Tests.AvMnist.Archive;

/// <summary>Writes arrays in NumPy's format.</summary>
internal static class NpyBytes
{
    /// <summary>Writes values, given row-major, as a file of any dtype that is read.</summary>
    internal static void Write(string path, string descr, int[] shape, IEnumerable<double> values, bool fortran = false, byte version = 1)
    {
        var axes = shape.Length == 1 ? $"{shape[0]}," : string.Join(", ", shape);
        var text = $"{{'descr': '{descr}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': ({axes}), }}\n";
        using var file = new BinaryWriter(File.Create(path));
        file.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', version, 0]);
        if (version == 1)
            file.Write((ushort)text.Length);
        else
            file.Write((uint)text.Length);
        file.Write(Encoding.Latin1.GetBytes(text));
        var all = values.ToArray();
        var element = new byte[descr[2] - '0'];
        foreach (var at in fortran ? ColumnMajor(shape) : Enumerable.Range(0, all.Length))
        {
            Encode(descr[1], all[at], element);
            if (descr[0] == '>')
                element.AsSpan().Reverse();
            file.Write(element);
        }
    }

    private static void Encode(char kind, double value, Span<byte> element)
    {
        switch (kind, element.Length)
        {
            case ('f', 4):
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)value);
                break;
            case ('f', 8):
                BinaryPrimitives.WriteDoubleLittleEndian(element, value);
                break;
            case ('i', 4):
                BinaryPrimitives.WriteInt32LittleEndian(element, (int)value);
                break;
            case ('i', 8):
                BinaryPrimitives.WriteInt64LittleEndian(element, (long)value);
                break;
            default:
                element[0] = (byte)value;
                break;
        }
    }

    /// <summary>Row-major places in the order in which the first axis varies fastest.</summary>
    private static IEnumerable<int> ColumnMajor(int[] shape)
    {
        var index = new int[shape.Length];
        for (var count = shape.Aggregate(1, (a, b) => a * b); count > 0; count--)
        {
            yield return shape.Zip(index).Aggregate(0, (place, axis) => (place * axis.First) + axis.Second);
            for (var axis = 0; axis < shape.Length && ++index[axis] == shape[axis]; axis++)
                index[axis] = 0;
        }
    }
}
