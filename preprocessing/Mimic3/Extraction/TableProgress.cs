namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>How far one table is; written by the thread that reads it, read by the one that shows it.</summary>
/// <param name="name">The table.</param>
/// <param name="bytes">Length of its file.</param>
internal sealed class TableProgress(string name, long bytes)
{
    private long rows;
    private long read;
    private long start;
    private int state;

    /// <summary>The table.</summary>
    internal string Name => name;

    /// <summary>Length of its file.</summary>
    internal long Bytes => bytes;

    /// <summary>Bytes of it that are read.</summary>
    internal long Read => Volatile.Read(ref read);

    /// <summary>Rows read.</summary>
    internal long Rows => Volatile.Read(ref rows);

    /// <summary>Whether it is being read now.</summary>
    internal bool IsRunning => Volatile.Read(ref state) == 1;

    /// <summary>Time since it was begun.</summary>
    internal TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(Volatile.Read(ref start));

    /// <summary>It is begun.</summary>
    internal void Begin()
    {
        Volatile.Write(ref start, TimeProvider.System.GetTimestamp());
        Volatile.Write(ref state, 1);
    }

    /// <summary>Now and then.</summary>
    internal void Report(long rowsSoFar, long bytesSoFar)
    {
        Volatile.Write(ref rows, rowsSoFar);
        Volatile.Write(ref read, Math.Min(bytes, bytesSoFar));
    }

    /// <summary>It is done.</summary>
    internal void Done(long allRows)
    {
        Report(allRows, bytes);
        Volatile.Write(ref state, 2);
    }
}
