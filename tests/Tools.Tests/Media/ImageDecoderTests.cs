using I2M2.Media;
using I2M2.Shards;

namespace I2M2.Tests.Media;

public class ImageDecoderTests
{
    private const string Truth = "hostile/images/png_named_jpg.jpg";

    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("images");

    // What must be exactly the same picture, and what only close to it.
    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void Every_hostile_picture_has_its_outcome(string path, string allowed)
    {
        var file = File.ReadAllBytes(TestData.At($"hostile/{path}"));
        RgbImage? image = null;
        var refused = Record.Exception(() => image = ImageDecoder.Decode(path, file));
        if (image is null)
        {
            Assert.Contains("refuse", allowed.Split(','));
            Assert.Contains(path, Assert.IsType<InputRefusedException>(refused).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Contains("accept-with-rule", allowed.Split(','));
        Assert.Equal(ImageDecoder.Measure(path, file), new ImageSize(image.Width, image.Height));
        var truth = ImageDecoder.Decode(Truth, File.ReadAllBytes(TestData.At(Truth)));
        switch (Path.GetFileName(path))
        {
            case "one_pixel.png":
                Assert.Equal([1, 2, 3], image.Pixels);
                break;
            case "apng_two_frames.png" or "png_16_bit.png" or "png_named_jpg.jpg" or "png_ztxt_bomb.png":
                Assert.Equal(truth.Pixels, image.Pixels);
                break;
            case "jpeg_grey.jpg" or "png_grey_alpha.png":
                Assert.All(Enumerable.Range(0, image.Pixels.Length / 3), p => Assert.True(image.Pixels[3 * p] == image.Pixels[(3 * p) + 1] && image.Pixels[3 * p] == image.Pixels[(3 * p) + 2]));
                break;
            case "valid_rgb.jpg" or "jpeg_cmyk.jpg" or "jpeg_progressive.jpg":
                Assert.InRange(truth.Pixels.Zip(image.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 12);
                break;
            default:
                Assert.Equal("png_palette_index_out_of_range.png", Path.GetFileName(path));
                break;
        }
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("GIF89a...", "a GIF")]
    [InlineData("\n <!DOCTYPE html>", "the HTML of an error page")]
    [InlineData("RIFF....WEBP", "WebP")]
    [InlineData("plain", "something else")]
    public void What_is_no_picture_is_called_what_it_is(string content, string called)
    {
        var refused = Assert.Throws<InputRefusedException>(() => ImageDecoder.Decode("x.jpg", System.Text.Encoding.ASCII.GetBytes(content)));
        Assert.StartsWith("x.jpg: expected a JPEG or PNG, found", refused.Message, StringComparison.Ordinal);
        Assert.Contains(called, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_what_is_read()
    {
        using var folder = new TemporaryFolder();
        var pixels = new byte[3 * 40 * 30];
        new Random(1).NextBytes(pixels);
        PngFile.WriteRgb(folder.At("a.png"), 40, 30, pixels);
        Assert.Equal(pixels, ImageDecoder.Decode("a.png", File.ReadAllBytes(folder.At("a.png"))).Pixels);
        byte[] grey = [.. Enumerable.Range(0, 3 * 40 * 30).Select(p => (byte)(p / 120 * 8))];
        JpegFile.WriteRgb(folder.At("a.jpg"), 40, 30, grey, quality: 95);
        var read = ImageDecoder.Decode("a.jpg", File.ReadAllBytes(folder.At("a.jpg")));
        Assert.Equal((40, 30), (read.Width, read.Height));
        Assert.All(grey.Zip(read.Pixels), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 4));
    }

    [Fact]
    public void A_picture_cut_anywhere_is_refused_and_never_grey_below()
    {
        using var folder = new TemporaryFolder();
        var pixels = new byte[3 * 64 * 64];
        new Random(2).NextBytes(pixels);
        PngFile.WriteRgb(folder.At("a"), 64, 64, pixels);
        JpegFile.WriteRgb(folder.At("b"), 64, 64, pixels);
        foreach (var name in new[] { "a", "b" })
        {
            var file = File.ReadAllBytes(folder.At(name));
            for (var length = 0; length < file.Length - 12; length += 37)
                Assert.Throws<InputRefusedException>(() => ImageDecoder.Decode(name, file.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Flipped_bits_give_a_picture_or_a_refusal()
    {
        using var folder = new TemporaryFolder();
        var pixels = new byte[3 * 32 * 32];
        var random = new Random(3);
        random.NextBytes(pixels);
        PngFile.WriteRgb(folder.At("a"), 32, 32, pixels);
        JpegFile.WriteRgb(folder.At("b"), 32, 32, pixels);
        foreach (var name in new[] { "a", "b" })
        {
            var good = File.ReadAllBytes(folder.At(name));
            for (var k = 0; k < 1000; k++)
            {
                var file = good.ToArray();
                for (var flips = 0; flips < 3; flips++)
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                Assert.True(Record.Exception(() => ImageDecoder.Decode(name, file, new ImageLimits(4096, 1 << 22))) is null or InputRefusedException);
            }
        }
    }

    // The corners tell how it was turned: 1 upright, 2 mirrored, 3 upside down, 6 and 8 lying.
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 3, 2)]
    [InlineData(4, 2, 3)]
    [InlineData(5, 0, 2)]
    [InlineData(6, 2, 0)]
    [InlineData(7, 3, 1)]
    [InlineData(8, 1, 3)]
    public void The_orientation_that_a_camera_noted_is_applied(int orientation, int topLeft, int topRight)
    {
        // Quarters of four greys: top left, top right, bottom left, bottom right.
        byte[] greys = [20, 90, 160, 230];
        const int Width = 64, Height = 32;
        byte[] pixels = [.. Enumerable.Range(0, Width * Height).SelectMany(p => Enumerable.Repeat(greys[(2 * (p / Width * 2 / Height)) + (p % Width * 2 / Width)], 3))];
        using var folder = new TemporaryFolder();
        JpegFile.WriteRgb(folder.At("a.jpg"), Width, Height, pixels);
        var file = WithOrientation(File.ReadAllBytes(folder.At("a.jpg")), orientation);
        var image = ImageDecoder.Decode("a.jpg", file);
        Assert.Equal(orientation >= 5 ? (Height, Width) : (Width, Height), (image.Width, image.Height));
        Assert.Equal(new ImageSize(image.Width, image.Height), ImageDecoder.Measure("a.jpg", file));
        Assert.InRange(image.Pixels[3 * ((2 * image.Width) + 2)], greys[topLeft] - 5, greys[topLeft] + 5);
        Assert.InRange(image.Pixels[3 * ((2 * image.Width) + image.Width - 3)], greys[topRight] - 5, greys[topRight] + 5);
    }

    [Fact]
    public void Limits_come_before_memory()
    {
        using var folder = new TemporaryFolder();
        PngFile.WriteRgb(folder.At("a.png"), 100, 10, new byte[3000]);
        var file = File.ReadAllBytes(folder.At("a.png"));
        Assert.Contains("100 x 10 pixels", Assert.Throws<InputRefusedException>(() => ImageDecoder.Decode("a.png", file, new ImageLimits(Side: 99))).Message, StringComparison.Ordinal);
        Assert.Throws<InputRefusedException>(() => ImageDecoder.Measure("a.png", file, new ImageLimits(Pixels: 999)));
    }

    [PillowFact("data/photos")]
    public void Photos_are_decoded_as_Pillow_decodes_them()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Directory.GetFiles(TestData.At("data/photos")).Where(p => Path.GetExtension(p) is ".jpg" or ".png"))
        {
            PillowFactAttribute.Run("open(sys.argv[2], 'wb').write(Image.open(sys.argv[1]).convert('RGB').tobytes())", path, folder.At("rgb"));
            var image = ImageDecoder.Decode(path, File.ReadAllBytes(path));
            var differences = File.ReadAllBytes(folder.At("rgb")).Zip(image.Pixels, (a, b) => Math.Abs(a - b)).Max();
            Assert.True(differences <= 1, $"{Path.GetFileName(path)}: {differences}");
        }
    }

    private static byte[] WithOrientation(byte[] jpeg, int orientation)
    {
        byte[] tiff = [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];
        byte[] segment = [.. "Exif\0\0"u8, .. tiff];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(segment.Length + 2), .. segment, .. jpeg[2..]];
    }
}
