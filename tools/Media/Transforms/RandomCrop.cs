namespace I2M2.Media.Transforms;

/// <summary>
/// A part of a picture of random size and shape, as torchvision's RandomResizedCrop draws it: an area of half to all of the picture, sides in a ratio of 3/4 to 4/3, uniform in its
/// logarithm; after ten tries that do not fit, the middle of the picture in the nearest ratio that is allowed.
/// </summary>
internal static class RandomCrop
{
    private const int Tries = 10;
    private const double LeastArea = 0.5, LeastRatio = 3.0 / 4, MostRatio = 4.0 / 3;

    /// <summary>Draws a part.</summary>
    internal static PicturePart Draw(RgbImage image, PictureRandom random)
    {
        for (var k = 0; k < Tries; k++)
        {
            var area = image.Width * (double)image.Height * (LeastArea + ((1 - LeastArea) * random.Uniform()));
            var ratio = Math.Exp(Math.Log(LeastRatio) + (Math.Log(MostRatio / LeastRatio) * random.Uniform()));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
            if (width is > 0 && width <= image.Width && height > 0 && height <= image.Height)
                return new(random.Below(image.Width - width + 1), random.Below(image.Height - height + 1), width, height);
        }

        var (w, h) = ((double)image.Width / image.Height) switch
        {
            < LeastRatio => (image.Width, (int)Math.Round(image.Width / LeastRatio)),
            > MostRatio => ((int)Math.Round(image.Height * MostRatio), image.Height),
            _ => (image.Width, image.Height),
        };
        return new((image.Width - w) / 2, (image.Height - h) / 2, w, h);
    }
}
