using Google.Protobuf;
using static Google.Protobuf.CodedOutputStream;
using static Google.Protobuf.WireFormat;

namespace I2M2.TensorBoardFiles;

/// <summary>
/// The protocol buffer messages of TensorBoard that scalars need, with their field numbers: Event { double wall_time = 1; int64 step = 2;
/// string file_version = 3; Summary summary = 5 }, Summary { repeated Value value = 1 }, Value { string tag = 1; float simple_value = 2 }.
/// </summary>
internal static class EventMessage
{
    // Every field number here is below 16: its tag takes one byte.
    private const int TagBytes = 1;

    /// <summary>A file's first event: the version of the format.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    internal static byte[] OfVersion(double wallTime)
    {
        const string version = "brain.Event:2";
        return Message(TagBytes + sizeof(double) + TagBytes + ComputeStringSize(version), output =>
        {
            output.WriteTag(1, WireType.Fixed64);
            output.WriteDouble(wallTime);
            output.WriteTag(3, WireType.LengthDelimited);
            output.WriteString(version);
        });
    }

    /// <summary>Values of one step.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">Where on the horizontal axis.</param>
    /// <param name="scalars">Tags and values.</param>
    internal static byte[] OfScalars(double wallTime, long step, IReadOnlyList<(string Tag, double Value)> scalars)
    {
        var summarySize = scalars.Sum(s => TagBytes + ComputeLengthSize(ValueSize(s.Tag)) + ValueSize(s.Tag));
        var size = TagBytes + sizeof(double) + TagBytes + ComputeInt64Size(step) + TagBytes + ComputeLengthSize(summarySize) + summarySize;
        return Message(size, output =>
        {
            output.WriteTag(1, WireType.Fixed64);
            output.WriteDouble(wallTime);
            output.WriteTag(2, WireType.Varint);
            output.WriteInt64(step);
            output.WriteTag(5, WireType.LengthDelimited);
            output.WriteLength(summarySize);
            foreach (var (tag, value) in scalars)
            {
                output.WriteTag(1, WireType.LengthDelimited);
                output.WriteLength(ValueSize(tag));
                output.WriteTag(1, WireType.LengthDelimited);
                output.WriteString(tag);
                output.WriteTag(2, WireType.Fixed32);
                output.WriteFloat((float)value);
            }
        });
    }

    private static int ValueSize(string tag) => TagBytes + ComputeStringSize(tag) + TagBytes + sizeof(float);

    private static byte[] Message(int size, Action<CodedOutputStream> write)
    {
        var message = new byte[size];
        using var output = new CodedOutputStream(message);
        write(output);
        output.CheckNoSpaceLeft();
        return message;
    }
}
