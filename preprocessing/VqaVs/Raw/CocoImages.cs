using System.Globalization;
using I2M2.Preprocessing.Images;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs.Raw;

/// <summary>
/// The images of `train2014/` and `val2014/`, by COCO's numbers. Questions do not say in which of the two an image is, and no number is in both. The number is what follows the
/// last `_` of a file's name; what kind of image it is, its content says.
/// </summary>
internal sealed class CocoImages
{
    /// <summary>The folders.</summary>
    internal static IReadOnlyList<string> Folders { get; } = ["train2014", "val2014"];

    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];
    private readonly Dictionary<long, (string Name, string Path)> files = [];

    private CocoImages()
    {
    }

    /// <summary>Lists the folders; one that is not there has no images.</summary>
    /// <exception cref="InputRefusedException">A number has two files.</exception>
    internal static CocoImages In(string raw)
    {
        var images = new CocoImages();
        foreach (var folder in Folders.Where(f => Directory.Exists(Path.Combine(raw, f))))
        {
            foreach (var path in Directory.EnumerateFiles(Path.Combine(raw, folder)))
            {
                var file = Path.GetFileName(path);
                if (NumberOf(file) is not { } number)
                    continue;
                if (!images.files.TryAdd(number, ($"{folder}/{file}", path)))
                    throw new InputRefusedException(path, $"image {number} is {images.files[number].Name} too", "remove one of the two");
            }
        }

        return images;
    }

    /// <summary>Name of an image in the set.</summary>
    internal static string Key(long image) => image.ToString(CultureInfo.InvariantCulture);

    /// <summary>An image, whether there is a file of it or not.</summary>
    internal RawImage this[long image] => files.TryGetValue(image, out var file)
        ? new RawImage(Key(image), file.Name, file.Path)
        : new RawImage(Key(image), $"train2014/COCO_train2014_{image:D12}.jpg or val2014/COCO_val2014_{image:D12}.jpg", null);

    private static long? NumberOf(string file)
    {
        var (stem, ending) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        return Endings.Contains(ending, StringComparer.OrdinalIgnoreCase) && long.TryParse(stem.AsSpan(stem.LastIndexOf('_') + 1), NumberStyles.None, null, out var number) ? number : null;
    }
}
