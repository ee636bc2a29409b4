namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>Knows Python pickles by their first bytes.</summary>
internal static class Pickle
{
    /// <summary>Whether a file begins with the opcode PROTO and a protocol, as every pickle since Python 2.3 does by protocols 2 to 5.</summary>
    internal static bool IsAt(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[2];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[0] == 0x80 && start[1] is >= 2 and <= 5;
    }
}
