using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Tests.Storage.Hdf5;

/// <summary>Files with a few wrong bytes: read or refused, never a crash of the process, which no test could catch.</summary>
public sealed class Hdf5DamageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_cut_anywhere_is_refused_with_how_much_of_it_is_there()
    {
        var whole = Volume();
        for (var length = 0; length < whole.Length; length += 37)
        {
            File.WriteAllBytes(folder.At("cut.h5"), whole[..length]);
            var refused = Assert.Throws<InputRefusedException>(() => Hdf5File.Open(folder.At("cut.h5")).Dispose());
            if (length >= 48)
                Assert.Contains($"cut short: {length} of {whole.Length} bytes", refused.Message);
        }
    }

    [Fact]
    public void Thousands_of_files_with_wrong_bytes_are_read_or_refused()
    {
        var whole = Volume();
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var bytes = whole.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(4) switch
                {
                    0 => (byte)random.Next(256),
                    1 => byte.MaxValue,
                    2 => 0,
                    _ => (byte)(1 << random.Next(8)),
                };
            }

            File.WriteAllBytes(folder.At("wrong.h5"), bytes);
            try
            {
                ReadAll(folder.At("wrong.h5"));
                read++;
            }
            catch (InputRefusedException e)
            {
                Assert.Contains("wrong.h5", e.Message);
                Assert.DoesNotContain("secret", e.Message);
                refused++;
            }
        }

        Assert.True(read > 200 && refused > 200, $"{read} read, {refused} refused");
    }

    [Theory]
    // Index, address and length of the reference of a text: each makes libhdf5 1.10.8 read outside its memory, were it to follow it.
    [InlineData(12, 0x82)]
    [InlineData(4, 0x01)]
    [InlineData(0, 0xFF)]
    public void A_wrong_reference_to_a_text_is_refused(int at, byte value)
    {
        var bytes = Volume();
        // The reference of patient_id: its length, 6, then the heap's address.
        var heap = bytes.AsSpan().IndexOf("GCOL"u8);
        byte[] reference = [6, 0, 0, 0, .. BitConverter.GetBytes((long)heap)];
        var place = bytes.AsSpan().IndexOf(reference);
        Assert.True(heap > 0 && place > 0);
        bytes[place + at] = value;
        File.WriteAllBytes(folder.At("wrong.h5"), bytes);
        using var file = Hdf5File.Open(folder.At("wrong.h5"));

        var refused = Assert.Throws<InputRefusedException>(() => file.Attribute("patient_id"));

        Assert.Contains("attribute patient_id: the text is not where the file says", refused.Message);
    }

    [Theory]
    // A stream that asks for a dictionary, one of another method, one with another checksum.
    [InlineData(1, 0x20)]
    [InlineData(0, 0x0F)]
    [InlineData(-1, 0x01)]
    public void A_packed_chunk_with_one_wrong_byte_is_refused(int at, byte flip)
    {
        var bytes = Volume();
        // The first two bytes of RFC 1950 at level 4, of the first chunk.
        var start = bytes.AsSpan().IndexOf((byte[])[0x78, 0x5E]);
        Assert.True(start > 0);
        long length;
        using (var file = Hdf5File.Open(folder.At("a.h5")))
        {
            file.Dataset("kspace").ReadLeading(0, new Complex64[48].AsSpan());
            length = file.BytesRead;
        }

        bytes[at < 0 ? start + (int)length + at : start + at] ^= flip;
        File.WriteAllBytes(folder.At("wrong.h5"), bytes);
        using var wrong = Hdf5File.Open(folder.At("wrong.h5"));

        var refused = Assert.Throws<InputRefusedException>(() => wrong.Dataset("kspace").ReadLeading(0, new Complex64[48].AsSpan()));

        Assert.Contains("dataset kspace: the chunk at [0, 0, 0] is damaged", refused.Message);
    }

    // Signature 0, size of the names 8, first free piece 16, address of the names 24.
    [Theory]
    [InlineData(0, 0x00)]
    [InlineData(15, 0x7F)]
    [InlineData(23, 0x7F)]
    [InlineData(31, 0xFF)]
    public void Names_that_lie_nowhere_are_refused(int at, byte value)
    {
        var bytes = Volume();
        bytes[bytes.AsSpan().IndexOf("HEAP"u8) + at] = value;
        Assert.Contains("the names of what it holds are damaged", Opened(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ring_of_free_pieces_among_the_names_is_refused()
    {
        var bytes = Volume();
        var heap = bytes.AsSpan(bytes.AsSpan().IndexOf("HEAP"u8));
        var (free, names) = (BitConverter.ToInt64(heap[16..]), BitConverter.ToInt64(heap[24..]));
        Assert.InRange(free, 8, 4096);
        BitConverter.TryWriteBytes(bytes.AsSpan((int)(names + free)), free);
        Assert.Contains("the names of what it holds are damaged", Opened(bytes).Message, StringComparison.Ordinal);
    }

    private InputRefusedException Opened(byte[] bytes)
    {
        File.WriteAllBytes(folder.At("wrong.h5"), bytes);
        return Assert.Throws<InputRefusedException>(() => Hdf5File.Open(folder.At("wrong.h5")));
    }

    private static void ReadAll(string path)
    {
        using var file = Hdf5File.Open(path, new Hdf5Limits { ChunkBytes = 1 << 20, TextBytes = 1 << 16 });
        _ = file.Attribute("patient_id");
        _ = file.Attribute("max");
        foreach (var name in file.Datasets())
        {
            using var dataset = file.Dataset(name);
            if (dataset.Type == Hdf5Type.Text)
                _ = dataset.ReadText();
            var count = dataset.Shape.Skip(1).Aggregate(1L, (a, b) => a * b);
            if (dataset.Shape.Count == 0 || dataset.Shape[0] == 0 || count > 1 << 16)
                continue;
            if (dataset.Type == Hdf5Type.C64)
                dataset.ReadLeading(0, new Complex64[count].AsSpan());
            else if (dataset.Type == Hdf5Type.F32)
                dataset.ReadLeading(0, new float[count].AsSpan());
        }
    }

    private byte[] Volume()
    {
        Hdf5Writer.Write(folder.At("a.h5"), file =>
        {
            file.Dataset("kspace", Hdf5Type.C64, [3, 8, 6], new() { Chunk = [1, 8, 6], Gzip = 4, Shuffle = true })
                .Write<Complex64>(0, [.. Enumerable.Range(0, 144).Select(i => new Complex64(i * 1.25f, -i / 7f))]);
            file.Dataset("reconstruction_rss", Hdf5Type.F32, [3, 4, 4]).Write<float>(0, [.. Enumerable.Range(0, 48).Select(i => (float)i)]);
            file.Text("ismrmrd_header", "<ismrmrdHeader/>");
            file.Attribute("patient_id", "secret");
            file.Attribute("max", 0.5);
        });
        return File.ReadAllBytes(folder.At("a.h5"));
    }
}
