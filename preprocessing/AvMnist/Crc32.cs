namespace I2M2.Preprocessing.AvMnist;

/// <summary>The checksum of gzip (RFC 1952, section 8).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>Of several stretches, one after the other.</summary>
    internal static uint Of(params ReadOnlySpan<byte[]> stretches)
    {
        var crc = uint.MaxValue;
        foreach (var bytes in stretches)
        {
            foreach (var b in bytes)
                crc = Table[(byte)crc ^ b] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint Entry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
