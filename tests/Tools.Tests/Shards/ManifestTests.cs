using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class ManifestTests
{
    [Fact]
    public void Its_last_line_but_one_is_the_hash_of_all_before_that_line()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        var lines = File.ReadAllText(folder.At("set/manifest.json")).Split('\n');
        var sha256 = Hash(string.Concat(lines[..^3].Select(l => l + "\n")));
        Assert.Equal([$"  \"manifest_sha256\": \"{sha256}\"", "}", ""], lines[^3..]);
        Assert.Equal(sha256, ShardSet.ReadManifest(folder.At("set")).ManifestSha256);
    }

    [Fact]
    public void Any_one_flipped_bit_is_noticed()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        var path = folder.At("set/manifest.json");
        for (var at = 0; at < new FileInfo(path).Length; at++)
        {
            ToySet.Flip(path, at, bit: at % 8);
            Assert.Throws<InputRefusedException>(() => ShardSet.ReadManifest(folder.At("set")));
            ToySet.Flip(path, at, bit: at % 8);
        }

        ShardSet.ReadManifest(folder.At("set"));
    }

    /// <summary>With a hash that fits, so that the lie itself must be found.</summary>
    [Theory]
    [InlineData("\"dataset\": \"toy\"", "\"data\": \"toy\"", "data")]
    [InlineData("\"dataset\": \"toy\"", "\"dataset\": \"toy\", \"dataset\": \"toy\"", "dataset")]
    [InlineData("shards/train-00000.safetensors", "shards/../train-00000.safetensors", "is listed as")]
    [InlineData("\"rows\":3", "\"rows\":4", "does not add up")]
    [InlineData("\"rows\":1,", "\"rows\":-1,", "does not add up")]
    [InlineData("\"name\": \"id\"", "\"name\": \"x\"", "listed twice")]
    [InlineData("\"name\": \"test\"", "\"name\": \"train\"", "listed twice")]
    [InlineData("\"name\": \"test\"", "\"name\": \"../../test\"", "is listed as")]
    [InlineData("\"F32\"", "\"F64\"", "bytes")]
    [InlineData("\"I64\"", "7", "not a manifest")]
    [InlineData("\"shape\": [2]", "\"shape\": [4611686018427387904]", "make no file")]
    [InlineData("\"shape\": [2]", "\"shape\": [-2]", "make no file")]
    [InlineData("\"shape\": [2]", "\"shape\": [4294967296]", "a row of column 'x'")]
    [InlineData("\"shape\": [2]", "\"shape\": null", "not a manifest")]
    [InlineData("\"class_names\": [\"a\"", "\"class_names\": [null", "null")]
    [InlineData("\"toy\"", "null", "not a manifest")]
    [InlineData("\"block_xxh3\":\"", "\"block_xxh3\":\"AAAAAAAAAAA=", "hashes")]
    [InlineData("\"block_xxh3\":\"", "\"block_xxh3\":\"!", "hashes")]
    [InlineData("\"format_version\": 3", "\"format_version\": 2", "format_version is 2")]
    [InlineData("\"format_version\": 3", "\"format_version\": \"3\"", "format_version is 3")]
    [InlineData("\"format_version\": 3,", "", "no format_version")]
    public void A_manifest_that_lies_is_refused(string honest, string lie, string reason)
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        Rewrite(folder.At("set/manifest.json"), honest, lie);
        var refused = Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("set")));
        Assert.Contains(folder.At("set/manifest.json"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_manifest_without_splits_is_refused()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        var path = folder.At("set/manifest.json");
        Rewrite(path, Regex.Match(File.ReadAllText(path), @"""splits"": \[.*?\n  \]", RegexOptions.Singleline).Value, "\"splits\": []");
        Assert.Contains("lists no split", Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("set"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_one_is_replaced_when_told_so()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        ToySet.Flip(folder.At("set/manifest.json"), 100);
        Assert.Contains("damaged or of another version", Assert.Throws<OtherShardSetException>(() => ToySet.Write(folder.At("set"))).Message, StringComparison.Ordinal);
        Assert.Equal([true, true, true, true, true], ToySet.Write(folder.At("set"), replace: true));
    }

    private static void Rewrite(string path, string honest, string lie)
    {
        var text = File.ReadAllText(path);
        Assert.Contains(honest, text, StringComparison.Ordinal);
        var at = text.IndexOf(honest, StringComparison.Ordinal);
        var lying = text[..at] + lie + text[(at + honest.Length)..];
        var content = lying[..lying.IndexOf("  \"manifest_sha256\"", StringComparison.Ordinal)];
        File.WriteAllText(path, $"{content}  \"manifest_sha256\": \"{Hash(content)}\"\n}}\n");
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
