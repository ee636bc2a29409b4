using I2M2.Shards;
using Microsoft.Win32.SafeHandles;

namespace I2M2.TensorBoardFiles;

/// <summary>
/// A file of scalars over steps that TensorBoard reads: TFRecords of Event messages, the first of which states the format's version. Events
/// are only added, each by one write, so that a TensorBoard that is watching sees whole ones; a resumed run cuts the file back to the length
/// that its checkpoint remembers and goes on from there. For one thread and one writer at a time. TensorBoard picks up files whose names
/// contain "tfevents" and takes the folder's name as the run's.
/// </summary>
/// <remarks>A TensorBoard that had already read events which were then cut off may show them until it is started again.</remarks>
public sealed class EventFile : IDisposable
{
    private readonly string path;
    private readonly SafeFileHandle file;
    private readonly TimeProvider time;

    private EventFile(string path, SafeFileHandle file, TimeProvider time) => (this.path, this.file, this.time) = (path, file, time);

    /// <summary>
    /// Bytes of all events so far, and what to give <see cref="Open"/> to go on from here. A checkpoint calls <see cref="Flush"/> before it
    /// notes this.
    /// </summary>
    public long Length { get; private set; }

    /// <summary>Whether earlier events were kept; false when the file was started afresh.</summary>
    public bool IsContinued { get; private init; }

    /// <summary>
    /// Opens the file and keeps its first <paramref name="keepBytes"/> bytes; what lies behind them, torn or whole, is cut off. What cannot be
    /// kept is no error, since a curve must not stop a training: when the file is missing, shorter, or does not consist of whole, undamaged
    /// records up to there, it is started afresh, as it is for 0. <see cref="IsContinued"/> tells which it was.
    /// </summary>
    /// <param name="path">The file, e.g. `events.out.tfevents.train`; its folder must exist.</param>
    /// <param name="keepBytes">A <see cref="Length"/> from before, or 0 to start afresh.</param>
    /// <param name="time">Gives the events their wall time.</param>
    /// <exception cref="ArgumentException">TensorBoard would not pick up a file of this name, or the number of bytes is negative.</exception>
    /// <exception cref="IOException">The file cannot be made, read or written.</exception>
    public static EventFile Open(string path, long keepBytes, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keepBytes);
        if (!Path.GetFileName(path).Contains("tfevents", StringComparison.Ordinal))
            throw new ArgumentException($"{path}: TensorBoard reads files whose names contain \"tfevents\", e.g. events.out.tfevents.train", nameof(path));

        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var continued = keepBytes > 0 && TFRecord.AreWhole(handle, keepBytes);
            var file = new EventFile(path, handle, time) { Length = continued ? keepBytes : 0, IsContinued = continued };
            file.CutBack();
            if (!continued)
            {
                file.Write(EventMessage.OfVersion(file.Now));
                DurableFolder.Sync(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }

            return file;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Adds one event with a value for every tag.</summary>
    /// <param name="step">Where on the horizontal axis.</param>
    /// <param name="scalars">
    /// Tags, of which TensorBoard groups those with the same text before a '/', and their values. The format stores float32: values
    /// are rounded, beyond 3.4e38 to infinity. NaN and infinities are stored, and shown by TensorBoard as such.
    /// </param>
    /// <exception cref="IOException">The disk is full, for one. The file holds the events before this one, whole; adding may be tried again.</exception>
    public void Add(long step, IReadOnlyList<(string Tag, double Value)> scalars) => Write(EventMessage.OfScalars(Now, step, scalars));

    /// <summary>Forces everything to disk: from here on <see cref="Length"/> bytes are there even after a power cut.</summary>
    /// <exception cref="IOException">The disk reports an error.</exception>
    public void Flush() => RandomAccess.FlushToDisk(file);

    /// <summary>Closes the file; it does not force it to disk.</summary>
    public void Dispose() => file.Dispose();

    /// <summary>Seconds since 1970.</summary>
    private double Now => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    private void Write(byte[] message)
    {
        var record = TFRecord.Of(message);
        try
        {
            RandomAccess.Write(file, record, Length);
        }
        catch (IOException e)
        {
            // Readers stop at half a record: with one in the middle they would never see what follows.
            CutBack();
            throw new IOException($"{path}: an event could not be added: {e.Message}", e);
        }

        Length += record.Length;
    }

    private void CutBack() => RandomAccess.SetLength(file, Length);
}
