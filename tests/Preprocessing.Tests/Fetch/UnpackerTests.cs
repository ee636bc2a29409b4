using System.Formats.Tar;
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
        Assert.Equal("a7937b64b8caa58f03721bb6bacf5c78cb235febe0e70b1b84cd99541461a08e", files[1].Sha256);
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
        // The size in a tar header, 12 octal digits at byte 124 of the last entry; the checksum at byte 148 is the sum of all header bytes.
        var archive = Archives.TarGz([.. Good.Select(f => Archives.File(f.Name, [1])), new UstarTarEntry(TarEntryType.RegularFile, "top/recordings/x.wav")]);
        using var inflated = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(new MemoryStream(archive), System.IO.Compression.CompressionMode.Decompress))
            gzip.CopyTo(inflated);
        var bytes = inflated.ToArray();
        var header = bytes.AsSpan(bytes.AsSpan().LastIndexOf("top/recordings/x.wav"u8), 512);
        "77777777777\0"u8.CopyTo(header[124..]);
        "        "u8.CopyTo(header[148..]);
        var sum = 0;
        foreach (var b in header)
            sum += b;
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
        Assert.Contains("has 8,589,934,591 bytes, 268,435,456 are allowed", Refuse(Archives.Gzip(bytes)), StringComparison.Ordinal);
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
    public void A_flipped_byte_gives_no_other_content()
    {
        foreach (var archive in new[] { Archives.TarGz(Good), Archives.Zip(Good) })
        {
            var whole = Unpack(archive).Select(f => f.Sha256).ToHashSet();
            Prop.ForAll(Gen.Choose(0, archive.Length - 1).Two().ToArbitrary(), places =>
            {
                var flipped = archive.ToArray();
                flipped[places.Item1] ^= (byte)(1 << (places.Item2 % 8));
                try
                {
                    // A zip has no checksum over names: a member whose name is damaged is one that is not wanted.
                    Assert.Subset(whole, Unpack(flipped).Select(f => f.Sha256).ToHashSet());
                }
                catch (UnfitContentException)
                {
                }

                Assert.DoesNotContain(folder.Files(), f => !f.StartsWith("out/", StringComparison.Ordinal) && f != "archive");
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
        }
    }

    private string Refuse(byte[] archive)
    {
        var message = Assert.Throws<UnfitContentException>(() => Unpack(archive)).Message;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.DoesNotContain(folder.Files(), f => !f.StartsWith("out/", StringComparison.Ordinal) && f != "archive");
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
