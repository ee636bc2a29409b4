using System.Security.Cryptography;
using I2M2.Cli;
using I2M2.Media;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Images;

/// <summary>How closely images are looked at.</summary>
internal enum ImageLook
{
    /// <summary>Their bytes are hashed.</summary>
    Bytes,

    /// <summary>And their headers read.</summary>
    Header,

    /// <summary>And every pixel decoded: what is cut off or broken shows.</summary>
    Pixels,
}

/// <summary>All images that a set needs, looked at before anything is written. Thread count changes nothing.</summary>
/// <param name="Images">Those that can be read, in the order given.</param>
/// <param name="Faults">Those that cannot, and why.</param>
internal sealed record ImageSurvey(IReadOnlyList<SurveyedImage> Images, IReadOnlyList<(RawImage Image, InputRefusedException Fault)> Faults)
{
    /// <summary>Bytes of one image at most: COCO's largest has 0.6 MB.</summary>
    internal const int MostBytes = 64 << 20;

    /// <summary>The funnel's rule for rows of images that cannot be read.</summary>
    internal const string Rule = "of images that can be read";

    private const string Remedy = "fetch it again, or leave out what belongs to such images with --skip-bad";

    /// <summary>Looks at images.</summary>
    /// <param name="dataset">For the line of progress.</param>
    /// <param name="images">The images.</param>
    /// <param name="look">How closely.</param>
    /// <param name="collect">List faults; otherwise the first of them, in the order given, ends it.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InputRefusedException">An image cannot be read, and faults are not collected.</exception>
    internal static ImageSurvey Of(string dataset, IReadOnlyList<RawImage> images, ImageLook look, bool collect, int workers, CancellationToken stop)
    {
        var found = new SurveyedImage?[images.Count];
        var faults = new InputRefusedException?[images.Count];
        using var meter = new ProgressMeter($"{dataset}  images looked at", images.Count, "images");
        Workers.For(images.Count, workers, i =>
        {
            try
            {
                found[i] = Look(images[i], look);
            }
            catch (InputRefusedException e) when (collect)
            {
                faults[i] = e;
            }

            lock (meter)
                meter.Advance(1);
        }, stop);
        return new ImageSurvey([.. found.OfType<SurveyedImage>()], [.. faults.Select((fault, i) => (images[i], fault)).Where(f => f.fault is not null).Select(f => (f.Item1, f.fault!))]);
    }

    /// <summary>
    /// How closely a run looks before it writes. A finished set in its place is most likely the one to be made: the images were decoded then, and their hashes say whether they are the same.
    /// </summary>
    internal static ImageLook LookOf(PreprocessingJob job) => job.SkipBad || !ShardSet.IsFinished(job.Out) ? ImageLook.Pixels : ImageLook.Bytes;

    /// <summary>What a check says of it.</summary>
    /// <param name="rest">What it says besides.</param>
    /// <param name="thorough">Whether the images were decoded.</param>
    internal RawCheck Check(string rest, bool thorough) => new(
        $"{rest}, {PreprocessingReport.Count(Images.Count)} of {PreprocessingReport.Counted(Images.Count + Faults.Count, "image")} can be read{(thorough ? "" : "; their headers were read, --check full decodes them")}",
        [.. Faults.Select(f => f.Fault.Message)]);

    /// <summary>The bytes of an image's file.</summary>
    /// <exception cref="InputRefusedException">It is missing, or too large.</exception>
    internal static byte[] Read(RawImage image) => BoundedFile.Read(image.Path ?? throw new InputRefusedException(image.Name, "no such image", Remedy), MostBytes, "image", Remedy);

    private static SurveyedImage Look(RawImage image, ImageLook look)
    {
        var bytes = Read(image);
        var (width, height) = (0, 0);
        if (look == ImageLook.Header)
        {
            var size = ImageDecoder.Measure(image.Path!, bytes);
            (width, height) = (size.Width, size.Height);
        }
        else if (look == ImageLook.Pixels)
        {
            var pixels = ImageDecoder.Decode(image.Path!, bytes);
            (width, height) = (pixels.Width, pixels.Height);
        }

        return new SurveyedImage(image, bytes.Length, SHA256.HashData(bytes), width, height);
    }
}
