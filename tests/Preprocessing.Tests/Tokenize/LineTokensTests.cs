using System.Diagnostics;
using System.Text;
using System.Text.Json;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;
using I2M2.Tests.Pipeline;
using I2M2.Tokens;

namespace I2M2.Tests.Tokenize;

public sealed class LineTokensTests : IDisposable
{
    private static readonly string[] Pairs = ["h e", "l l", "he ll", "hell o", "Ġ w"];
    private readonly TemporaryFolder folder = new();
    private readonly ByteLevelBpe bpe;

    public LineTokensTests()
    {
        // Every byte is its own token but for five merges; letters of the bytes are GPT-2's.
        var letters = new List<string>();
        var next = 256;
        for (var b = 0; b < 256; b++)
            letters.Add(((char)(b is > 32 and < 127 or > 160 and < 173 or > 173 ? b : next++)).ToString());
        string[] tokens = ["<s>", "<pad>", "</s>", "<unk>", .. letters, .. Pairs.Select(p => p.Replace(" ", "", StringComparison.Ordinal)), "<mask>"];
        File.WriteAllText(folder.At("vocab.json"), JsonSerializer.Serialize(tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i)));
        File.WriteAllText(folder.At("merges.txt"), "#version: 0.2\n" + string.Join('\n', Pairs) + "\n");
        bpe = ByteLevelBpe.Read(folder.Path);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "0 2\n")]
    [InlineData("hello\n", "0 263 2\n")]
    [InlineData("hello", "0 263 2\n")]
    [InlineData("hello\r\n\r\nhello\r\n", "0 263 2\n0 2\n0 263 2\n")]
    [InlineData("hello\n\nhello", "0 263 2\n0 2\n0 263 2\n")]
    [InlineData("a\rb\n", "0 101 17 102 2\n")]
    [InlineData("\r", "0 17 2\n")]
    public void Lines_become_lines(string text, string ids) => Assert.Equal(ids, Run(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Longer_lines_are_cut() => Assert.Equal("0 263 2\n0 101 2\n", Run("hello hello\nab\n"u8.ToArray(), longest: 3));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_number_of_threads_gives_the_lines_in_their_order(int workers)
    {
        var random = new Random(3);
        var lines = Enumerable.Range(0, 60_000).Select(i => $"{i} hello {new string((char)('a' + (i % 26)), random.Next(40))}").ToArray();
        var encoder = new TextEncoder(bpe);
        var expected = string.Concat(lines.Select(l => string.Join(' ', encoder.Encode(l)) + "\n"));
        Assert.Equal(expected, Run(Encoding.UTF8.GetBytes(string.Join('\n', lines)), workers: workers));
    }

    [Fact]
    public void Text_that_comes_in_drops_is_the_same_text()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(i => new string('h', i % 7) + "é\r\n")));
        Assert.Equal(Run(text), Run(new Drops(text), workers: 3));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_first_line_that_is_not_UTF8_is_named_and_those_before_it_are_written(int workers)
    {
        byte[] good = [.. Enumerable.Range(0, 100_000).SelectMany(_ => "hello\n"u8.ToArray())];
        using var output = new MemoryStream();
        var refusal = Assert.Throws<InputRefusedException>(() => new LineTokens(bpe, 50).Run(
            new MemoryStream([.. good, 0xC3, 0x28, (byte)'\n', .. good, 0xFF]), output, "text", workers));
        Assert.Contains("text: line 100,001: not UTF-8", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(100_000, output.ToArray().Count(b => b == '\n'));
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_the_memory()
    {
        var refusal = Assert.Throws<InputRefusedException>(() => Run([.. "hello\n"u8, .. Enumerable.Repeat((byte)'h', 3 << 20)]));
        Assert.Contains("line 2: longer than 1 MiB", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_is_full_stops_every_thread()
    {
        byte[] text = [.. Enumerable.Range(0, 200_000).SelectMany(_ => "hello\n"u8.ToArray())];
        Assert.Throws<IOException>(() => new LineTokens(bpe, 50).Run(new MemoryStream(text), new FullDisk(), "text", 4));
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new LineTokens(bpe, 50).Run(new MemoryStream(text), Stream.Null, "text", 2, stopped.Token));
    }

    [Fact]
    public void The_program_reads_standard_input_and_writes_standard_output()
    {
        using var program = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "I2M2.Preprocessing.dll"), "tokenize", "--vocab", folder.Path, "--max-length", "4"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        program.StandardInput.Write("hello world\n\nhello");
        program.StandardInput.Close();
        Assert.Equal("0 263 264 2\n0 2\n0 263 2\n", program.StandardOutput.ReadToEnd());
        program.WaitForExit();
        Assert.Equal(0, program.ExitCode);
    }

    private string Run(byte[] text, int longest = int.MaxValue, int workers = 2) => Run(new MemoryStream(text), longest, workers);

    private string Run(Stream text, int longest = int.MaxValue, int workers = 2)
    {
        using var output = new MemoryStream();
        new LineTokens(bpe, longest).Run(text, output, "text", workers);
        return Encoding.ASCII.GetString(output.ToArray());
    }

    /// <summary>A pipe that gives three bytes at a time.</summary>
    private sealed class Drops(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(3, buffer.Length)]);
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");
    }
}

/// <summary>What the command line of `tokenize` refuses.</summary>
[Collection(ConsoleTests.Name)]
public sealed class TokenizeCommandTests
{
    [Theory]
    [InlineData("--max-length", "1", 2, "2 or more is expected")]
    [InlineData("--max-length", "x", 2, "x")]
    [InlineData("--workers", "0", 2, "1 to 1024 is expected")]
    [InlineData("--max-length", "50", 3, "vocab.json: no such file")]
    public void Wrong_usage_is_said(string option, string value, int code, string message)
    {
        using var folder = new TemporaryFolder();
        var ended = PreprocessingProgram.Run("tokenize", "--vocab", folder.Path, option, value);
        Assert.Equal(code, ended.Code);
        Assert.Contains(message, ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_vocabulary_must_be_given() => Assert.Equal(2, PreprocessingProgram.Run("tokenize").Code);
}
