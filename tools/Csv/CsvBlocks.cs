using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace I2M2.Csv;

/// <summary>A stretch of a file's text, with room before it for the row that began in the stretch before.</summary>
internal sealed class CsvBlock
{
    /// <summary>Bytes of text in a full block.</summary>
    internal const int Size = 1 << 18;

    /// <summary>Where the text starts in <see cref="Bytes"/>.</summary>
    internal const int Start = CsvReader.LongestRow;

    /// <summary>Room, text, and as much behind it as a vector may reach over.</summary>
    internal byte[] Bytes { get; } = GC.AllocateUninitializedArray<byte>(Start + Size + 128);

    /// <summary>Bytes of text.</summary>
    internal int Length { get; set; }

    /// <summary>Whether the file ends with it.</summary>
    internal bool IsLast => Length < Size;
}

/// <summary>Reads, hashes and inflates a file on a thread of its own, a few blocks ahead of whoever uses them.</summary>
internal sealed class CsvBlocks : IDisposable
{
    private const int Ahead = 4;
    private readonly TextBytes bytes;
    private readonly BlockingCollection<CsvBlock> full = new(Ahead);
    private readonly BlockingCollection<CsvBlock> free = new(Ahead + 1);
    private readonly CancellationTokenSource stop;
    private readonly Thread thread;
    private ExceptionDispatchInfo? failure;
    private bool isDisposed;

    internal CsvBlocks(TextBytes bytes, CancellationToken stop)
    {
        this.bytes = bytes;
        this.stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        for (var i = 0; i <= Ahead; i++)
            free.Add(new CsvBlock(), CancellationToken.None);
        thread = new Thread(Read) { IsBackground = true, Name = "inflate" };
        thread.Start();
    }

    /// <summary>The next block; the last one of a file says so.</summary>
    internal CsvBlock Next()
    {
        if (full.TryTake(out var block, Timeout.Infinite, CancellationToken.None))
            return block;
        failure?.Throw();
        throw new OperationCanceledException(stop.Token);
    }

    /// <summary>Gives a block back to be filled again.</summary>
    internal void Return(CsvBlock block) => free.Add(block, CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        stop.Cancel();
        thread.Join();
        stop.Dispose();
        full.Dispose();
        free.Dispose();
    }

    private void Read()
    {
        try
        {
            CsvBlock block;
            do
            {
                block = free.Take(stop.Token);
                block.Length = bytes.Fill(block.Bytes.AsSpan(CsvBlock.Start, CsvBlock.Size));
                full.Add(block, stop.Token);
            }
            while (!block.IsLast);
        }
        catch (OperationCanceledException)
        {
            // Whoever cancelled does not wait for more.
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            full.CompleteAdding();
        }
    }
}
