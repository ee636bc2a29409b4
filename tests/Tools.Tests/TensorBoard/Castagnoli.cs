namespace I2M2.Tests.TensorBoard;

/// <summary>CRC-32C by a table, as RFC 3720 defines it; shares nothing with the writer, which uses the processor's instruction.</summary>
internal static class Castagnoli
{
    private const uint ReversedPolynomial = 0x82F63B78;
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i => Remainder((uint)i))];

    internal static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in data)
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc ^ 0xFFFFFFFFu;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 1 ? (value >> 1) ^ ReversedPolynomial : value >> 1;
        return value;
    }
}

public class CastagnoliTests
{
    [Fact]
    public void The_checksums_are_the_published_ones()
    {
        Assert.Equal(0x8A9136AAu, Castagnoli.Crc(new byte[32]));
        Assert.Equal(0x62A8AB43u, Castagnoli.Crc([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, Castagnoli.Crc([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0xE3069283u, Castagnoli.Crc("123456789"u8));
    }
}
