using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Preprocessing.Fetch;
using I2M2.Shards;

namespace I2M2.Tests.Fetch;

public sealed class UnpackerTests : IDisposable
{
    private static readonly Unpacking Wanted = new() { Into = "x", Members = ["recordings/*.wav", "meta/list.csv"], Bytes = 20_000 };
    private static readonly (string Name, string Text)[] Good =
    [
        ("top/recordings/b.wav", "second"), ("top/recordings/a.wav", "first"), ("top/meta/list.csv", "a,b"), ("top/README.md", "read me"),
        ("top/recordings/deeper/c.wav", "no"), ("top/other/d.wav", "no"), ("recordings/e.wav", "no"), ("top/recordings/f.mp3", "no"),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Only_what_is_wanted_is_written(bool tar)
    {
        var files = Unpack(tar ? Archives.TarGz(Good) : Archives.Zip(Good));
        Assert.Equal([("meta/list.csv", 3L), ("recordings/a.wav", 5), ("recordings/b.wav", 6)], files.Select(f => (f.Name, f.Bytes)));
        Assert.Equal(["archive", "out/meta/list.csv", "out/recordings/a.wav", "out/recordings/b.wav"], folder.Files());
        Assert.Equal("second", File.ReadAllText(folder.At("out/recordings/b.wav")));
        Assert.Equal(Hash("first"), files[1].Sha256);
    }

    [Fact]
    public void Folders_of_an_archive_are_passed_over()
    {
        Assert.Equal(3, Unpack(Archives.TarGz([Archives.Folder("top/"), Archives.Folder("top/recordings/"), .. Good.Select(f => Archives.File(f.Name, [1]))])).Count);
        Assert.Equal(3, Unpack(Archives.Zip([("top/", ""), ("top/recordings/", ""), .. Good])).Count);
    }

    [Theory]
    [InlineData("/top/recordings/x.wav", "is absolute")]
    [InlineData("C:/recordings/x.wav", "is absolute")]
    [InlineData("top/../recordings/x.wav", "..")]
    [InlineData("../../recordings/x.wav", "..")]
    [InlineData("top/recordings/..", "..")]
    [InlineData("./recordings/x.wav", ". or ..")]
    [InlineData("top//recordings/x.wav", "an empty part")]
    [InlineData("top\\recordings\\x.wav", "a backslash")]
    [InlineData("..\\x.wav", "a backslash")]
    [InlineData("top/recordings/\u0001x.wav", "a control character")]
    [InlineData("top/recordings/a.wav", "is there twice")]
    public void A_name_that_no_honest_archive_has_is_refused(string name, string problem)
    {
        foreach (var archive in new[] { Archives.TarGz([.. Good, (name, "evil")]), Archives.Zip([.. Good, (name, "evil")]) })
            Assert.Contains(problem, Refuse(archive), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_name_with_a_control_character_or_far_too_long_is_refused()
    {
        foreach (var control in "\0\n\u007f\u009b")
            Assert.Contains("a control character", Refuse(Archives.Zip([.. Good, ($"top/recordings/x{control}.wav", "evil")])), StringComparison.Ordinal);
        Assert.Contains("characters", Refuse(Archives.Zip([.. Good, (new string('x', 1001), "evil")])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    [InlineData(TarEntryType.Fifo)]
    public void Links_and_devices_are_refused_wherever_they_stand(TarEntryType type)
    {
        foreach (var name in new[] { "top/recordings", "top/recordings/x.wav", "top/docs" })
        {
            var entry = type is TarEntryType.SymbolicLink or TarEntryType.HardLink ? Archives.Link(type, name, "/etc") : new PaxTarEntry(type, name);
            var problem = Refuse(Archives.TarGz([entry, .. Good.Select(f => Archives.File(f.Name, [1]))]));
            Assert.Contains($"member {name} is a link or a device", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_zip_s_links_are_refused_too()
    {
        const int link = 0xA1FF, regular = 0x81A4;
        Assert.Contains("is a link", Refuse(Archives.Zip(link, [("top/recordings", "/etc"), .. Good])), StringComparison.Ordinal);
        Assert.Equal(3, Unpack(Archives.Zip(regular, Good)).Count);
    }

    [Fact]
    public void A_bomb_goes_off_at_twice_the_published_size()
    {
        var wanted = (Name: "top/recordings/x.wav", Text: new string('0', 50_000));
        var unwanted = (Name: "top/zeros", Text: new string('0', 50_000));
        Assert.Contains("inflates to more than 40,000", Refuse(Archives.TarGz([.. Good, wanted])), StringComparison.Ordinal);
        Assert.Contains("inflates to more than 40,000", Refuse(Archives.TarGz([.. Good, unwanted])), StringComparison.Ordinal);
        Assert.Contains("unpacks to more than 40,000", Refuse(Archives.Zip([.. Good, wanted])), StringComparison.Ordinal);
        Assert.Equal(3, Unpack(Archives.Zip([.. Good, unwanted])).Count);
    }

    [Fact]
    public void A_member_of_more_than_256_MiB_is_refused_by_its_header()
    {
        var tar = Inflated(Archives.TarGz([.. Good.Select(f => Archives.File(f.Name, [1])), new UstarTarEntry(TarEntryType.RegularFile, "top/recordings/x.wav")]));
        var header = tar.AsSpan(tar.AsSpan().LastIndexOf("top/recordings/x.wav"u8), 512);
        // The size: 12 octal digits at byte 124.
        "77777777777\0"u8.CopyTo(header[124..]);
        WriteChecksum(header);
        Assert.Contains("has 8,589,934,591 bytes, 268,435,456 are allowed", Refuse(Archives.Gzip(tar)), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_members_are_refused()
    {
        var many = Enumerable.Range(0, 100_001).Select(i => ($"{i}", "")).ToArray();
        Assert.Contains("more than 100,000 members", Refuse(Archives.Zip(many)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_archive_or_lacks_what_is_wanted_is_refused()
    {
        Assert.Contains("neither", Refuse([]), StringComparison.Ordinal);
        Assert.Contains("neither", Refuse("Rar!\u001a"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("damaged", Refuse("PK\x03\x04"u8.ToArray()), StringComparison.Ordinal);
        Assert.Contains("without meta/list.csv", Refuse(Archives.TarGz(Good[..2])), StringComparison.Ordinal);
        Assert.Contains("without meta/list.csv", Refuse(Archives.Zip(Good[..2])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_archive_is_refused_wherever_it_is_cut()
    {
        foreach (var archive in new[] { Archives.TarGz(Good), Archives.Zip(Good) })
        {
            foreach (var length in Enumerable.Range(0, archive.Length).Where(l => l % 41 == 0 || archive.Length - l < 20))
                Refuse(archive[..length]);
        }
    }

    [Fact]
    public void A_zip_with_an_endless_directory_is_not_read()
    {
        var archive = Archives.Zip(Good);
        var end = archive.AsSpan().LastIndexOf("PK\x05\x06"u8);
        byte[] padded = [.. archive[..end], .. new byte[33 << 20], .. archive[end..]];
        Assert.Contains("the .zip's directory has", Refuse(padded), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_gives_no_content_that_was_not_there()
    {
        // A zip has no checksum over names: a damaged one can make another member wanted.
        var texts = Good.Select(f => Hash(f.Text)).ToHashSet();
        foreach (var archive in new[] { Archives.TarGz(Good), Archives.Zip(Good) })
        {
            Prop.ForAll(Gen.Choose(0, (8 * archive.Length) - 1).ToArbitrary(), bit =>
            {
                var flipped = archive.ToArray();
                flipped[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Subset(texts, UnpackOrRefuse(flipped).Select(f => f.Sha256).ToHashSet());
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
        }
    }

    [Fact]
    public void Any_byte_in_a_tar_header_gives_files_inside_or_a_refusal()
    {
        var tar = Inflated(Archives.TarGz(Good));
        var place = Gen.Choose(0, (tar.Length / 512) - 1).Zip(Gen.Choose(0, 511)).Zip(Gen.Choose(0, 255));
        Prop.ForAll(place.ToArbitrary(), at =>
        {
            var ((block, offset), value) = at;
            var changed = tar.ToArray();
            var header = changed.AsSpan(512 * block, 512);
            header[offset] = (byte)value;
            WriteChecksum(header);
            UnpackOrRefuse(Archives.Gzip(changed));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_header_whose_number_overflows_is_a_damaged_archive()
    {
        // Found by flipping every bit: the reader has an exception of its own for the global header.
        var tar = Inflated(Archives.TarGz(Good));
        "77777777777\0"u8.CopyTo(tar.AsSpan(124));
        WriteChecksum(tar.AsSpan(0, 512));
        Assert.Contains("a damaged archive", Refuse(Archives.Gzip(tar)), StringComparison.Ordinal);
    }

    private IReadOnlyList<RawFile> UnpackOrRefuse(byte[] archive)
    {
        try
        {
            return Unpack(archive);
        }
        catch (UnfitContentException)
        {
            return [];
        }
        finally
        {
            AssertNothingElse();
        }
    }

    private void AssertNothingElse()
        => Assert.DoesNotContain(folder.Files(), f => !f.StartsWith("out/", StringComparison.Ordinal) && f != "archive");

    /// <summary>The checksum of a tar header, at byte 148, is the sum of all its bytes, its own counted as spaces.</summary>
    private static void WriteChecksum(Span<byte> header)
    {
        "        "u8.CopyTo(header[148..]);
        var sum = 0;
        foreach (var b in header)
            sum += b;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private static byte[] Inflated(byte[] packed)
    {
        using var inflated = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress))
            gzip.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private string Refuse(byte[] archive)
    {
        var message = Assert.Throws<UnfitContentException>(() => Unpack(archive)).Message;
        Assert.DoesNotContain(message, char.IsControl);
        AssertNothingElse();
        return message;
    }

    private IReadOnlyList<RawFile> Unpack(byte[] archive)
    {
        if (Directory.Exists(folder.At("out")))
            Directory.Delete(folder.At("out"), recursive: true);
        Directory.CreateDirectory(folder.At("out"));
        File.WriteAllBytes(folder.At("archive"), archive);
        using var file = File.OpenRead(folder.At("archive"));
        using var meter = new ByteMeter("test", Wanted.Bytes);
        return new Unpacker(Wanted, folder.At("out")).Unpack(file, meter, CancellationToken.None);
    }
}
