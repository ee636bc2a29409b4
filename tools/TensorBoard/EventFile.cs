using System.Buffers.Binary;
using Google.Protobuf;

namespace I2M2.TensorBoardFiles;

/// <summary>
/// A file of scalars that TensorBoard draws: append-only records of length, checksum, an `Event` message, checksum. Its name must hold
/// "tfevents". Messages: tensorflow/core/util/event.proto and framework/summary.proto.
/// </summary>
public sealed class EventFile : IDisposable
{
    private readonly FileStream file;
    private readonly TimeProvider time;

    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="keep">
    /// Bytes of an earlier training that stay; the rest is of steps that will be trained again. A file with fewer is begun anew: curves are
    /// for looking at, and no reason not to train.
    /// </param>
    /// <param name="time">Clock; the system's when null.</param>
    public EventFile(string path, long keep = 0, TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var kept = keep <= file.Length ? keep : 0;
        file.SetLength(kept);
        file.Seek(kept, SeekOrigin.Begin);
        if (kept == 0)
            Write(output => WriteText(output, field: 3, "brain.Event:2"));
    }

    /// <summary>Bytes so far.</summary>
    public long Length => file.Length;

    /// <summary>Adds one event.</summary>
    /// <param name="step">Where it is drawn; any number from 0.</param>
    /// <param name="scalars">Curves by name, "train/loss", and their values, kept as float32.</param>
    public void Add(long step, IReadOnlyList<(string Tag, double Value)> scalars)
    {
        var summary = Message(output =>
        {
            foreach (var (tag, value) in scalars)
            {
                WriteBytes(output, field: 1, Message(scalar =>
                {
                    WriteText(scalar, field: 1, tag);
                    scalar.WriteTag(2, WireFormat.WireType.Fixed32);
                    scalar.WriteFloat((float)value);
                }));
            }
        });
        Write(output =>
        {
            output.WriteTag(2, WireFormat.WireType.Varint);
            output.WriteInt64(step);
            WriteBytes(output, field: 5, summary);
        });
    }

    /// <summary>Forces what was added to disk.</summary>
    public void Flush() => file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // An event: its time and what the caller says.
    private void Write(Action<CodedOutputStream> rest)
    {
        var data = Message(output =>
        {
            output.WriteTag(1, WireFormat.WireType.Fixed64);
            output.WriteDouble((time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
            rest(output);
        });
        const int length = sizeof(ulong), checksum = sizeof(uint);
        var record = new byte[length + checksum + data.Length + checksum];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(length), Crc32C.Masked(record.AsSpan(0, length)));
        data.CopyTo(record, length + checksum);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(length + checksum + data.Length), Crc32C.Masked(data));
        file.Write(record);
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
            write(output);
        return bytes.ToArray();
    }

    private static void WriteText(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void WriteBytes(CodedOutputStream output, int field, byte[] bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }
}
