using I2M2.Media;
using I2M2.Media.Transforms;

namespace I2M2.Tests.Media;

public class PictureTransformTests
{
    [Theory]
    [InlineData(0, -2.117904, -2.035714, -1.804444)]
    [InlineData(255, 2.248908, 2.428571, 2.640000)]
    public void Black_and_white_are_normalised(byte value, double red, double green, double blue)
    {
        var image = new RgbImage(5, 3, [.. Enumerable.Repeat(value, 45)]);
        var planes = new float[3 * 16];
        new PictureTransform(4).Run(image, planes);
        Assert.All(Enumerable.Range(0, 48), k => Assert.Equal(new[] { red, green, blue }[k / 16], planes[k], 1e-6));
    }

    // Enlarged, shrunk, both, of one pixel, and a part by itself.
    [PillowFact("data/photos")]
    public void Photos_are_resized_as_Pillow_resizes_them()
    {
        using var folder = new TemporaryFolder();
        foreach (var path in Directory.GetFiles(TestData.At("data/photos")).Where(p => Path.GetExtension(p) is ".jpg" or ".png"))
        {
            PillowFactAttribute.Run("open(sys.argv[2], 'wb').write(Image.open(sys.argv[1]).convert('RGB').tobytes())", path, folder.At("rgb"));
            var size = ImageDecoder.Measure(path, File.ReadAllBytes(path));
            var image = new RgbImage(size.Width, size.Height, File.ReadAllBytes(folder.At("rgb")));
            foreach (var (width, height, part) in new[] { (576, 576, PicturePart.All(image)), (64, 900, PicturePart.All(image)), (97, 31, new PicturePart(13, 7, size.Width / 2, size.Height / 3)) })
            {
                PillowFactAttribute.Run(
                    "w, h, l, t, pw, ph = map(int, sys.argv[3:])\nopen(sys.argv[2], 'wb').write(Image.open(sys.argv[1]).convert('RGB').crop((l, t, l + pw, t + ph)).resize((w, h), Image.BICUBIC).tobytes())",
                    path, folder.At("resized"), $"{width}", $"{height}", $"{part.Left}", $"{part.Top}", $"{part.Width}", $"{part.Height}");
                var into = new byte[3 * width * height];
                BicubicResize.Run(image, part, width, height, into);
                Assert.True(File.ReadAllBytes(folder.At("resized")).SequenceEqual(into), $"{Path.GetFileName(path)} to {width} x {height}");
            }
        }
    }

    // A half, a quarter or an eighth, as long as the shorter side has enough; PNG files, and small ones, as they are.
    [Theory]
    [InlineData(0, 400, 300)]
    [InlineData(301, 400, 300)]
    [InlineData(150, 200, 150)]
    [InlineData(149, 200, 150)]
    [InlineData(75, 100, 75)]
    [InlineData(1, 50, 38)]
    public void Large_JPEG_files_are_decoded_as_large_as_is_enough(int enough, int width, int height)
    {
        using var folder = new TemporaryFolder();
        var pixels = new byte[3 * 400 * 300];
        for (var p = 0; p < 400 * 300; p++)
            (pixels[3 * p], pixels[(3 * p) + 1], pixels[(3 * p) + 2]) = ((byte)(p % 400 / 2), (byte)(p / 400 / 2), 99);
        JpegFile.WriteRgb(folder.At("large.jpg"), 400, 300, pixels);
        PngFile.WriteRgb(folder.At("large.png"), 400, 300, pixels);
        var jpeg = ImageDecoder.Decode("large.jpg", File.ReadAllBytes(folder.At("large.jpg")), enough: enough);
        Assert.Equal((width, height), (jpeg.Width, jpeg.Height));
        Assert.Equal(pixels, ImageDecoder.Decode("large.png", File.ReadAllBytes(folder.At("large.png")), enough: enough).Pixels);

        var (whole, scaled) = (new float[3 * 64 * 64], new float[3 * 64 * 64]);
        new PictureTransform(64).Run("large.jpg", File.ReadAllBytes(folder.At("large.jpg")), whole);
        new PictureTransform(64, Scaled: true).Run("large.jpg", File.ReadAllBytes(folder.At("large.jpg")), scaled);
        Assert.NotEqual(whole, scaled);
        Assert.All(whole.Zip(scaled), v => Assert.Equal(v.First, v.Second, 0.05)); // 3 of 255 grey levels
    }

    [Fact]
    public void A_picture_of_one_pixel_becomes_a_plane()
    {
        var into = new byte[3 * 25];
        BicubicResize.Run(new RgbImage(1, 1, [1, 2, 3]), new PicturePart(0, 0, 1, 1), 5, 5, into);
        Assert.All(into.Chunk(3), p => Assert.Equal([1, 2, 3], p));
    }

    [Fact]
    public void The_same_seed_augments_alike_another_otherwise_and_none_not_at_all()
    {
        var image = Noise(60, 50);
        foreach (var augmentation in new[] { Augmentation.Standard, Augmentation.Reference })
        {
            var transform = new PictureTransform(32, augmentation);
            float[] Run(ulong? noise)
            {
                var planes = new float[3 * 32 * 32];
                transform.Run(image, planes, noise);
                return planes;
            }

            Assert.Equal(Run(5), Run(5));
            Assert.NotEqual(Run(5), Run(6));
            var plain = new float[3 * 32 * 32];
            new PictureTransform(32).Run(image, plain, 5);
            Assert.Equal(plain, Run(null));
            Assert.All(Enumerable.Range(0, 200).SelectMany(k => Run((ulong)k)), x => Assert.InRange(x, -2.118f, 2.641f));
        }
    }

    // Sides and places of parts: within the picture, of half its area and more, of ratios that are allowed.
    [Theory]
    [InlineData(100, 80)]
    [InlineData(300, 40)]
    [InlineData(20, 200)]
    [InlineData(1, 1)]
    public void Parts_are_drawn_within_the_picture(int width, int height)
    {
        var image = Noise(width, height);
        var sizes = new HashSet<PicturePart>();
        for (var seed = 0UL; seed < 500; seed++)
        {
            var part = RandomCrop.Draw(image, new PictureRandom(seed));
            Assert.True(part.Left >= 0 && part.Top >= 0 && part.Width >= 1 && part.Height >= 1 && part.Left + part.Width <= width && part.Top + part.Height <= height);
            Assert.InRange((double)part.Width / part.Height, 0.7, 1.4);
            sizes.Add(part);
        }

        if (width == 100)
            Assert.True(sizes.Count > 400);
    }

    // A grey picture has nothing to stretch or to sharpen: brightness makes it lighter, by 1.36 each time, and what comes in from outside afterwards is darker than it, never darker than it was.
    [Fact]
    public void A_grey_picture_is_only_made_brighter()
    {
        var seen = new HashSet<byte>();
        for (var seed = 0UL; seed < 300; seed++)
        {
            byte[] pixels = [.. Enumerable.Repeat((byte)128, 3 * 16 * 16)];
            RandAugment.Run(pixels, 16, new PictureRandom(seed), wraps: false);
            Assert.All(pixels, p => Assert.InRange(p, 128, 236));
            if (pixels.Distinct().Count() == 1)
                seen.Add(pixels[0]);
        }

        Assert.Equal(new byte[] { 128, 174, 236 }, seen.Order());
    }

    private static RgbImage Noise(int width, int height)
    {
        var pixels = new byte[3 * width * height];
        new Random(width).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
