using FsCheck;
using FsCheck.Fluent;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class SafetensorsRoundTripTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        var dtypes = Gen.Elements(Enum.GetValues<Dtype>());
        var shapes = Gen.Choose(0, 5).Select(n => (long)n).ArrayOf().Select(s => s.Take(4).ToArray());
        var tensors = dtypes.Zip(shapes).ListOf().Select(l => l.Take(6).Select((t, i) => Tensor($"t{i} é\"\\", t.Item1, t.Item2)).ToList());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(tensors.ToArbitrary(), RoundTrips));
    }

    [Fact]
    public void Pieces_in_any_order_give_the_same_bytes_and_hash()
    {
        using var folder = new TemporaryFolder();
        var label = new TensorSpec("label", Dtype.I64, [2]);
        var image = new TensorSpec("image", Dtype.F32, [2, 3]);
        string ordered, shuffled;
        using (var writer = new SafetensorsWriter(folder.At("a"), [label, image]))
        {
            Assert.Equal(["label", "image"], writer.Names);
            writer.Append("label", Bytes(16, 1));
            writer.Append("image", Bytes(24, 2));
            ordered = writer.Finish();
        }

        using (var writer = new SafetensorsWriter(folder.At("b"), [image, label]))
        {
            writer.Append("image", Bytes(24, 2).AsSpan(0, 10));
            writer.Append("label", Bytes(16, 1));
            writer.Append("image", Bytes(24, 2).AsSpan(10));
            shuffled = writer.Finish();
        }

        Assert.Equal(File.ReadAllBytes(folder.At("a")), File.ReadAllBytes(folder.At("b")));
        Assert.Equal(ordered, shuffled);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder.At("a")))), ordered);
    }

    [Fact]
    public void Data_start_on_64_bytes_and_every_tensor_is_aligned_to_its_element()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile.Write(folder.At("f"), [Tensor("bytes", Dtype.U8, [3]), Tensor("a", Dtype.I64, [2]), Tensor("h", Dtype.F16, [3])]);
        var header = BitConverter.ToInt64(File.ReadAllBytes(folder.At("f")), 0);
        Assert.Equal(0, (8 + header) % 64);
        using var file = SafetensorsFile.Open(folder.At("f"));
        Assert.Equal(["a", "h", "bytes"], file.Names);
    }

    [Theory]
    [InlineData(23)]
    [InlineData(25)]
    public void A_tensor_with_too_few_or_too_many_bytes_leaves_no_file(int bytes)
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsAny<Exception>(() =>
        {
            using var writer = new SafetensorsWriter(folder.At("f"), [new TensorSpec("x", Dtype.F32, [2, 3])]);
            writer.Append("x", new byte[bytes]);
            writer.Finish();
        });
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_as_it_was()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder.At("f"), "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder.At("f"), stream =>
        {
            stream.Write("ne"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal(["f"], folder.Files());
        Assert.Equal("old", File.ReadAllText(folder.At("f")));
    }

    [Fact]
    public void Names_used_twice_are_an_error()
    {
        using var folder = new TemporaryFolder();
        var twice = new TensorSpec("x", Dtype.U8, []);
        Assert.Throws<ArgumentException>(() => new SafetensorsWriter(folder.At("f"), [twice, twice]));
        Assert.Throws<ArgumentException>(() => new SafetensorsWriter(folder.At("f"), [twice with { Name = "__metadata__" }]));
        Assert.Empty(folder.Files());
    }

    [Fact]
    public void A_disposed_file_gives_no_data()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile.Write(folder.At("f"), [Tensor("x", Dtype.U8, [3])]);
        var file = SafetensorsFile.Open(folder.At("f"));
        var entry = file["x"];
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => entry.Row(0).Length);
    }

    private static bool RoundTrips(List<(string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data)> tensors)
    {
        using var folder = new TemporaryFolder();
        var metadata = new Dictionary<string, string> { ["b"] = "two\n\"lines\"", ["a"] = "ü" };
        var hash = SafetensorsFile.Write(folder.At("f"), tensors, metadata);
        var again = SafetensorsFile.Write(folder.At("g"), [.. tensors.AsEnumerable().Reverse()], metadata.Reverse().ToDictionary());
        Assert.Equal(hash, again);
        using var file = SafetensorsFile.Open(folder.At("f"));
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(tensors.Count, file.Names.Count);
        foreach (var (name, dtype, shape, data) in tensors)
        {
            Assert.Equal(dtype, file[name].Dtype);
            Assert.Equal(shape, file[name].Shape);
            Assert.True(file[name].AsSpan<byte>().SequenceEqual(data.Span));
            for (var row = 0L; row < file[name].Rows; row++)
                Assert.True(file[name].Row(row).SequenceEqual(data.Span.Slice((int)(row * file[name].RowBytes), (int)file[name].RowBytes)));
        }

        return true;
    }

    private static (string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data) Tensor(string name, Dtype dtype, long[] shape)
        => (name, dtype, shape, Bytes((int)dtype.Bytes(shape), name.Length));

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    }
}
