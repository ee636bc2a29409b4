using System.Buffers.Binary;
using System.Text;
using I2M2.Shards;

namespace I2M2.Arrays;

/// <summary>
/// The header of an array in NumPy's format (numpy.lib.format, versions 1, 2 and 3): magic, version, length, a dictionary literal.
/// The array's size is checked against the length of what follows before anything relies on it.
/// </summary>
/// <param name="Dtype">Element type.</param>
/// <param name="BigEndian">Whether elements are stored most significant byte first.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest.</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="DataStart">Where the data begin.</param>
internal sealed record NpyHeader(Dtype Dtype, bool BigEndian, bool FortranOrder, long[] Shape, int DataStart)
{
    internal const string Remedy = "save it again with numpy.save, as float32, float64, uint8, int32 or int64";

    // NumPy's own limit for untrusted headers is 10,000 characters; version 1 cannot be longer than this.
    private const int LengthLimit = 64 << 10;

    /// <summary>Bytes of all elements.</summary>
    internal long ByteLength => Dtype.Bytes(Shape);

    /// <summary>Reads a header from the stream's position on.</summary>
    /// <param name="source">Named in refusals.</param>
    /// <param name="stream">At the first byte of the array.</param>
    /// <param name="length">Bytes of header and data together.</param>
    /// <exception cref="InputRefusedException">Not this format, or its size is not that of the data.</exception>
    internal static NpyHeader Read(NpySource source, Stream stream, long length)
    {
        Span<byte> prefix = stackalloc byte[12];
        var known = stream.ReadAtLeast(prefix[..10], 10, throwOnEndOfStream: false);
        if (known < 10 || prefix[0] != 0x93 || !prefix[1..6].SequenceEqual("NUMPY"u8))
            throw source.Refuse("does not begin with the magic bytes of a NumPy array (\\x93NUMPY)", Remedy);
        var (major, minor) = (prefix[6], prefix[7]);
        if (major is < 1 or > 3 || minor != 0)
            throw source.Refuse($"format version {major}.{minor} at byte 6 is unknown; 1.0, 2.0 and 3.0 are read", Remedy);

        long headerLength = BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]);
        var headerStart = 10;
        if (major > 1)
        {
            headerStart = 12;
            if (stream.ReadAtLeast(prefix[10..], 2, throwOnEndOfStream: false) < 2)
                throw source.Refuse("ends inside the header's length", Remedy);
            headerLength = BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        }

        if (headerLength > LengthLimit || headerLength > length - headerStart)
            throw source.Refuse($"the header's length at byte 8 says {headerLength:#,0}; {Math.Min(LengthLimit, length - headerStart):#,0} are there or allowed", Remedy);
        var text = new byte[headerLength];
        stream.ReadExactly(text);
        var dataStart = headerStart + (int)headerLength;
        var header = new NpyHeaderParser(source, Encoding.Latin1.GetString(text), headerStart).Parse(dataStart);
        var expected = header.CheckedByteLength(source);
        return expected == length - dataStart
            ? header
            : throw source.Refuse($"shape [{string.Join(", ", header.Shape)}] of {header.Dtype} needs {expected:#,0} bytes, {length - dataStart:#,0} follow the header", Remedy);
    }

    private long CheckedByteLength(NpySource source)
    {
        try
        {
            return ByteLength;
        }
        catch (OverflowException e)
        {
            throw source.Refuse($"shape [{string.Join(", ", Shape)}] is beyond any file", Remedy, e);
        }
    }
}

/// <summary>What a refusal names: a file, and the archive member in it, if any.</summary>
/// <param name="File">Path of the file.</param>
/// <param name="Member">Name of the member; empty when the array is the file.</param>
internal readonly record struct NpySource(string File, string Member = "")
{
    internal InputRefusedException Refuse(string problem, string remedy, Exception? inner = null) =>
        new(File, Member.Length == 0 ? problem : $"array '{Member}': {problem}", remedy, inner);
}
