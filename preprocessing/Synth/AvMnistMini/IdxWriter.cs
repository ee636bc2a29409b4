using System.Buffers.Binary;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>Writes IDX files of unsigned bytes, as <see cref="AvMnist.IdxFile"/> reads them.</summary>
public static class IdxWriter
{
    /// <summary>Writes a plain file.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="data">As many bytes as the sizes' product.</param>
    public static void Write(string path, ReadOnlySpan<int> shape, ReadOnlySpan<byte> data)
    {
        var header = new byte[4 + (4 * shape.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x800u + (uint)shape.Length);
        for (var d = 0; d < shape.Length; d++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * d)), shape[d]);
        using var file = File.Create(path);
        file.Write(header);
        file.Write(data);
    }
}
