using System.Text;

namespace I2M2.Tests.Arrays;

/// <summary>Arrays as numpy.save writes them.</summary>
internal static class NpyBytes
{
    /// <summary>An array with the header that a dictionary's text makes, padded to 64 bytes as NumPy pads it.</summary>
    internal static byte[] With(string dictionary, ReadOnlySpan<byte> data, byte version = 1)
    {
        var prefix = version == 1 ? 10 : 12;
        var length = ((prefix + dictionary.Length + 1 + 63) / 64 * 64) - prefix;
        var text = dictionary.PadRight(length - 1) + "\n";
        var lengthBytes = version == 1 ? BitConverter.GetBytes((ushort)length) : BitConverter.GetBytes(length);
        return [0x93, .. "NUMPY"u8, version, 0, .. lengthBytes, .. Encoding.Latin1.GetBytes(text), .. data];
    }

    /// <summary>An array of a dtype and shape.</summary>
    internal static byte[] Of(string descr, long[] shape, ReadOnlySpan<byte> data, bool fortran = false) =>
        With($"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': ({string.Concat(shape.Select(n => $"{n}, "))}), }}", data);
}
