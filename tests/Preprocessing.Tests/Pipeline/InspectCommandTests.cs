using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;

namespace I2M2.Tests.Pipeline;

[Collection(ConsoleTests.Name)]
public sealed class InspectCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public InspectCommandTests() => Pictures.Write(folder.At("set"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Schema_counts_and_class_balance_are_shown()
    {
        var output = Inspect();
        Assert.Contains("pictures  14 rows, 2 classes", output, StringComparison.Ordinal);
        Assert.Contains("options  size=small", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^train  10    2 ", output);
        Assert.Matches(@"(?m)^grey    input  F32    \[1, 4, 4\]  1      2.5   2.9  -2   8    1$", output);
        Assert.Matches(@"(?m)^cat    8 \(80.0 %\)  3 \(75.0 %\)$", output);
        Assert.Matches(@"(?m)^dog    2 \(20.0 %\)  1 \(25.0 %\)$", output);
    }

    [Fact]
    public void Rows_are_shown_as_a_table()
    {
        var lines = Inspect("--rows", "2", "--split", "test").TrimEnd().Split('\n')[^3..];
        Assert.Equal("#  grey min/mean/max  colour min/mean/max  label    weight", lines[0]);
        Assert.Equal("0  -2/-2/-2           0/66.6667/200        1 (dog)  0.5", lines[1]);
        Assert.Equal("1  -1/-1/-1           0/66.6667/200        0 (cat)  1.5", lines[2]);
    }

    [Fact]
    public void For_machines_all_of_it_is_one_line_of_json()
    {
        var json = JsonDocument.Parse(Assert.Single(Inspect("--json", "--rows", "1").TrimEnd().Split('\n'))).RootElement;
        Assert.Equal("F32", json.GetProperty("columns")[0].GetProperty("dtype").GetString());
        Assert.Equal([8, 2], json.GetProperty("class_balance")[0].GetProperty("counts").GetProperty("train").EnumerateArray().Select(c => c.GetInt32()));
        Assert.Equal("1 (dog)", json.GetProperty("first_rows").GetProperty("rows")[0].GetProperty("label").GetString());
    }

    [Fact]
    public void The_picture_shows_the_first_rows_scaled_by_the_train_split()
    {
        var output = Inspect("--picture", folder.At("sheet.png"), "--rows", "4");
        Assert.Contains("rows 0-3 of train, 1 to a line; of each row grey, colour", output, StringComparison.Ordinal);
        Assert.Contains("label   1 0 0 0", output, StringComparison.Ordinal);

        var (width, height, pixels) = Png.Read(File.ReadAllBytes(folder.At("sheet.png")));
        Assert.Equal((36, 52), (width, height));
        (byte, byte, byte) At(int x, int y) => (pixels[((y * width) + x) * 3], pixels[(((y * width) + x) * 3) + 1], pixels[(((y * width) + x) * 3) + 2]);
        Assert.Equal((64, 64, 64), At(0, 0));

        // Grey is enlarged to 8 x 8; row r has the value r - 2 between -2 (black) and 8 (white). Colour is red, green, blue in turn.
        foreach (var (row, grey) in new[] { (0, 0), (1, 26), (2, 51), (3, 76) })
        {
            Assert.Equal(((byte)grey, (byte)grey, (byte)grey), At(4, 4 + (12 * row)));
            Assert.Equal(((byte)grey, (byte)grey, (byte)grey), At(11, 11 + (12 * row)));
            Assert.Equal((row % 3 == 0 ? 255 : 0, row % 3 == 1 ? 255 : 0, row % 3 == 2 ? 255 : 0), At(16, 4 + (12 * row)));
        }
    }

    [Theory]
    [InlineData("--split", "validation", "train, test")]
    [InlineData("--rows", "0", "1 to 10000")]
    [InlineData("--picture", "", "--picture")]
    [InlineData("--picture", "/nowhere/at/all.png", "a folder that exists")]
    public void Wrong_options_end_with_2_and_say_what_there_is(string option, string value, string message)
    {
        var (code, _, error) = PreprocessingProgram.Run("inspect", folder.At("set"), option, value);
        Assert.Equal(2, code);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private string Inspect(params string[] more)
    {
        var (code, output, error) = PreprocessingProgram.Run(["inspect", folder.At("set"), .. more]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    /// <summary>A reader of its own for what is written: PNG of 8-bit RGB (RFC 2083), all filters.</summary>
    private static class Png
    {
        internal static (int Width, int Height, byte[] Pixels) Read(byte[] file)
        {
            Assert.Equal([0x89, .. "PNG\r\n\u001a\n"u8], file[..8]);
            var (width, height, data) = (0, 0, new MemoryStream());
            for (var at = 8; at < file.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
                var type = System.Text.Encoding.ASCII.GetString(file, at + 4, 4);
                var body = file.AsSpan(at + 8, length);
                Assert.Equal(System.IO.Hashing.Crc32.HashToUInt32(file.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)));
                if (type == "IHDR")
                {
                    (width, height) = (BinaryPrimitives.ReadInt32BigEndian(body), BinaryPrimitives.ReadInt32BigEndian(body[4..]));
                    Assert.Equal([8, 2, 0, 0, 0], body[8..].ToArray());
                }
                else if (type == "IDAT")
                {
                    data.Write(body);
                }

                at += 12 + length;
            }

            data.Position = 0;
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            return (width, height, Unfilter(inflated, width * 3, height));
        }

        private static byte[] Unfilter(Stream lines, int stride, int height)
        {
            var pixels = new byte[stride * height];
            var line = new byte[1 + stride];
            for (var y = 0; y < height; y++)
            {
                lines.ReadExactly(line);
                for (var x = 0; x < stride; x++)
                {
                    int left = x < 3 ? 0 : pixels[(y * stride) + x - 3], up = y == 0 ? 0 : pixels[((y - 1) * stride) + x], corner = x < 3 || y == 0 ? 0 : pixels[((y - 1) * stride) + x - 3];
                    var guess = line[0] switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) };
                    pixels[(y * stride) + x] = (byte)(line[1 + x] + guess);
                }
            }

            return pixels;
        }

        private static int Paeth(int left, int up, int corner)
        {
            var (a, b, c) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
            return a <= b && a <= c ? left : b <= c ? up : corner;
        }
    }
}
