using System.Diagnostics;
using I2M2.Csv;

namespace I2M2.Tests.Csv;

public sealed class CsvStopTests : IDisposable
{
    private const long Rows = 40_000_000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_reader_that_is_cancelled_throws_soon()
    {
        using var stop = new CancellationTokenSource();
        using var reader = new CsvReader(Long(), ["a"], stop.Token);
        Assert.True(reader.Read());
        stop.Cancel();
        var rows = 0L;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            while (reader.Read())
                rows++;
        });

        // Of a file of 160 MB, the blocks that lay ready.
        Assert.InRange(rows, 0, 8 * CsvBlock.Size / 4);
    }

    [Fact]
    public void A_reader_cancelled_before_it_begins_reads_nothing()
        => Assert.ThrowsAny<OperationCanceledException>(() => new CsvReader(folder.With("a\n1\n"), ["a"], new CancellationToken(canceled: true)));

    [Fact]
    public void A_reader_may_be_left_after_its_first_row()
    {
        var path = Long();
        using var reader = new CsvReader(path, ["a"]);
        Assert.True(reader.Read());
        reader.Dispose();
        Assert.True(reader.FileBytesRead < reader.FileLength);
    }

    [Fact]
    public void No_thread_is_left_by_readers_that_were_left_or_refused()
    {
        var path = Long();
        var before = Threads();
        for (var i = 0; i < 50; i++)
        {
            Assert.Throws<I2M2.Shards.InputRefusedException>(() => new CsvReader(path, ["none"]));
            using var reader = new CsvReader(path, ["a"]);
        }

        // Others may start a few meanwhile.
        Assert.InRange(Threads() - before, int.MinValue, 40);
    }

    [Fact]
    public void A_reader_may_be_disposed_of_twice()
    {
        var reader = new CsvReader(folder.With("a\n1\n"), ["a"]);
        reader.Dispose();
        reader.Dispose();
        using var free = new FileStream(folder.At("t.csv"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private static int Threads()
    {
        using var process = Process.GetCurrentProcess();
        return process.Threads.Count;
    }

    /// <summary>A small file of a long text: members of a mebibyte each, all alike.</summary>
    private string Long()
    {
        var member = CsvFiles.Gzip(CsvFiles.Bytes(string.Concat(Enumerable.Repeat("1,2\n", 1 << 18))));
        return folder.With([.. CsvFiles.Gzip(CsvFiles.Bytes("a,b\n")), .. Enumerable.Repeat(member, (int)(Rows >> 18)).SelectMany(m => m)]);
    }
}
