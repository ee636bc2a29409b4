using System.Numerics;
using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Tests.Storage.Hdf5;

public sealed class Hdf5RoundTripTests : IDisposable
{
    private static readonly Hdf5Storage[] Ways =
    [
        new(),
        new() { Chunk = [1, 5, 7] },
        new() { Chunk = [2, 3, 4], Gzip = 4 },
        new() { Chunk = [1, 5, 7], Gzip = 4, Shuffle = true },
        new() { Chunk = [3, 2, 7], Shuffle = true },
    ];

    private readonly TemporaryFolder folder = new();

    private string Path => folder.At("a.h5");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_type_comes_back_however_it_is_stored()
    {
        foreach (var way in Ways)
        {
            ComesBack(way, Hdf5Type.F32, i => (i * 0.5f) - 7);
            ComesBack(way, Hdf5Type.F64, i => Math.Exp(i % 50));
            ComesBack(way, Hdf5Type.C64, i => new Complex64(i, -i * 0.25f));
            ComesBack(way, Hdf5Type.C128, i => new Complex(i / 3.0, -i));
            ComesBack(way, Hdf5Type.I8, i => (sbyte)(i - 60));
            ComesBack(way, Hdf5Type.U8, i => (byte)i);
            ComesBack(way, Hdf5Type.I16, i => (short)(i * -300));
            ComesBack(way, Hdf5Type.U16, i => (ushort)(i * 600));
            ComesBack(way, Hdf5Type.I32, i => i * -70_000);
            ComesBack(way, Hdf5Type.U32, i => (uint)i * 40_000_000u);
            ComesBack(way, Hdf5Type.I64, i => i * -5_000_000_000L);
            ComesBack(way, Hdf5Type.U64, i => ulong.MaxValue - (ulong)i);
        }
    }

    [Fact]
    public void Any_block_is_read_from_any_chunks()
    {
        long[] shape = [5, 6, 7];
        foreach (var chunk in (long[][])[[1, 6, 7], [2, 3, 4], [5, 6, 7], [4, 1, 1], [1, 4, 7]])
        {
            Hdf5Writer.Write(Path, file => file.Dataset("x", Hdf5Type.I32, shape, new() { Chunk = chunk, Gzip = 1, Shuffle = true })
                .Write<int>(0, [.. Enumerable.Range(0, 210)]));
            using var file = Hdf5File.Open(Path);
            using var x = file.Dataset("x");
            var random = new Random(7);
            for (var trial = 0; trial < 300; trial++)
            {
                long[] start = [.. shape.Select(n => random.NextInt64(n))];
                long[] count = [.. shape.Zip(start, (n, s) => random.NextInt64(n - s + 1))];
                var expected = new List<long>();
                for (var i = start[0]; i < start[0] + count[0]; i++)
                {
                    for (var j = start[1]; j < start[1] + count[1]; j++)
                    {
                        for (var k = start[2]; k < start[2] + count[2]; k++)
                            expected.Add((((i * 6) + j) * 7) + k);
                    }
                }

                var same = new int[expected.Count];
                x.Read<int>(start, count, same);
                Assert.Equal(expected, same.Select(v => (long)v));
                var wider = new long[expected.Count];
                x.Read<long>(start, count, wider);
                Assert.Equal(expected, wider);
            }
        }
    }

    [Fact]
    public void Precision_is_converted_and_nothing_else()
    {
        Hdf5Writer.Write(Path, file =>
        {
            file.Dataset("f64", Hdf5Type.F64, [3], new() { Chunk = [2], Gzip = 1 }).Write<double>(0, [0.1, 1e300, -2]);
            file.Dataset("c128", Hdf5Type.C128, [1]).Write<Complex>(0, [new(0.1, -3)]);
            file.Dataset("u64", Hdf5Type.U64, [1]).Write<ulong>(0, [ulong.MaxValue]);
        });
        using var file = Hdf5File.Open(Path);
        var f32 = new float[3];
        file.Dataset("f64").Read<float>([0], [3], f32);
        Assert.Equal([0.1f, float.PositiveInfinity, -2f], f32);
        var c64 = new Complex64[1];
        file.Dataset("c128").ReadLeading(0, c64.AsSpan());
        Assert.Equal(new Complex64(0.1f, -3), c64[0]);

        Assert.Contains("dataset u64: expected I64, found U64", Refused(() => file.Dataset("u64").ReadLeading(0, new long[1].AsSpan())));
        Assert.Contains("dataset f64: expected C64, found F64", Refused(() => file.Dataset("f64").ReadLeading(0, new Complex64[1].AsSpan())));
        Assert.Contains("dataset f64: expected I32, found F64", Refused(() => file.Dataset("f64").ReadLeading(0, new int[1].AsSpan())));
        Assert.Throws<NotSupportedException>(() => file.Dataset("f64").ReadLeading(0, new char[1].AsSpan()));
    }

    [Fact]
    public void Texts_and_numbers_come_back_fixed_and_variable()
    {
        Hdf5Writer.Write(Path, file =>
        {
            file.Text("variable", "<xml>Åse 患者</xml>");
            file.Text("fixed", "<xml>Åse 患者</xml>", variable: false);
            file.Text("empty", "");
            file.Attribute("max", 0.25);
            file.Attribute("norm", " 1.5e-3 ");
            file.Attribute("acquisition", "CORPD_FBK", variable: false);
        });
        using var file = Hdf5File.Open(Path);

        Assert.Equal(["empty", "fixed", "variable"], file.Datasets());
        Assert.Equal("<xml>Åse 患者</xml>", file.Dataset("variable").ReadText());
        Assert.Equal("<xml>Åse 患者</xml>", file.Dataset("fixed").ReadText());
        Assert.Equal("", file.Dataset("empty").ReadText());
        Assert.Equal((0.25, 0.25, null), (file.Attribute("max")!.Number, file.Attribute("max")!.ToNumber(), file.Attribute("max")!.Text));
        Assert.Equal((null, 0.0015), (file.Attribute("norm")!.Number, file.Attribute("norm")!.ToNumber()));
        Assert.Equal("CORPD_FBK", file.Attribute("acquisition")!.Text);
        Assert.Null(file.Attribute("patient_id"));
        var refused = Refused(() => file.Attribute("acquisition")!.ToNumber());
        Assert.Contains("attribute acquisition: expected a number", refused);
        Assert.DoesNotContain("CORPD", refused);
        Assert.Contains("expected one text", Refused(() => Hdf5File.Open(WithNumbers()).Dataset("x").ReadText()));
    }

    [Fact]
    public void What_is_listed_is_what_was_written()
    {
        Hdf5Writer.Write(Path, file => file.Dataset("x", Hdf5Type.C64, [4, 5], new() { Chunk = [1, 5], Gzip = 6, Shuffle = true })
            .Write<Complex64>(0, new Complex64[20]));
        using var file = Hdf5File.Open(Path);
        using var x = file.Dataset("x");

        Assert.Equal((Hdf5Type.C64, Hdf5Layout.Chunked), (x.Type, x.Layout));
        Assert.Equal([4, 5], x.Shape);
        Assert.Equal([1, 5], x.ChunkShape!);
        Assert.Equal([(2, 8u), (1, 6u)], x.Filters.Select(f => (f.Code, f.Parameter)));
        Assert.InRange(x.StoredBytes, 1, 160);
        Assert.True(file.Has("x") && !file.Has("y"));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.Read<Complex64>([3, 0], [2, 5], new Complex64[10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.ReadLeading(-1, new Complex64[5].AsSpan()));
        Assert.Throws<ArgumentException>(() => x.ReadLeading(0, new Complex64[4].AsSpan()));
        Assert.Contains("dataset y is missing", Refused(() => file.Dataset("y")));
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => x.ReadLeading(0, new Complex64[5].AsSpan()));
    }

    [Fact]
    public void The_same_calls_give_the_same_bytes_and_a_failure_leaves_nothing()
    {
        WithNumbers();
        var bytes = File.ReadAllBytes(Path);
        WithNumbers();
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path)));

        Assert.Throws<IOException>(() => Hdf5Writer.Write(Path, file =>
        {
            file.Dataset("x", Hdf5Type.U8, [1]);
            file.Dataset("x", Hdf5Type.U8, [1]);
        }));
        Assert.Throws<ArgumentException>(() => Hdf5Writer.Write(
            folder.At("b.h5"), file => file.Dataset("x", Hdf5Type.U8, [1]).Write<byte>(0, [1, 2])));

        Assert.Equal(["a.h5"], folder.Files());
        Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(Path)));
    }

    [Fact]
    public void What_was_never_stored_is_refused_and_not_read_as_zeros()
    {
        Hdf5Writer.Write(Path, file =>
        {
            file.Dataset("one piece", Hdf5Type.F32, [2, 3]);
            file.Dataset("chunks", Hdf5Type.F32, [2, 3], new() { Chunk = [1, 3], Gzip = 1 }).Write<float>(0, [1, 2, 3]);
        });
        using var file = Hdf5File.Open(Path);

        file.Dataset("chunks").ReadLeading(0, new float[3].AsSpan());
        Assert.Contains("the chunk at [1, 0] was never stored", Refused(() => file.Dataset("chunks").ReadLeading(1, new float[3].AsSpan())));
        Assert.Contains("were never stored", Refused(() => file.Dataset("one piece").ReadLeading(0, new float[3].AsSpan())));
        Assert.Equal(0, file.Dataset("one piece").StoredBytes);
    }

    private static string Refused(Action read) => Assert.Throws<InputRefusedException>(read).Message;

    private string WithNumbers()
    {
        Hdf5Writer.Write(Path, file => file.Dataset("x", Hdf5Type.I32, [3, 4], new() { Chunk = [1, 4], Gzip = 4 })
            .Write<int>(0, [.. Enumerable.Range(0, 12)]));
        return Path;
    }

    private void ComesBack<T>(Hdf5Storage way, Hdf5Type type, Func<int, T> value)
        where T : unmanaged
    {
        var values = Enumerable.Range(0, 4 * 5 * 7).Select(value).ToArray();
        Hdf5Writer.Write(Path, file =>
        {
            var rows = file.Dataset("x", type, [4, 5, 7], way);
            rows.Write<T>(2, values.AsSpan(70));
            rows.Write<T>(0, values.AsSpan(0, 70));
        });
        using var file = Hdf5File.Open(Path);
        using var x = file.Dataset("x");
        Assert.Equal(type, x.Type);
        var read = new T[values.Length];
        x.Read<T>([0, 0, 0], [4, 5, 7], read);
        Assert.Equal(values, read);
        for (var slice = 0; slice < 4; slice++)
        {
            x.ReadLeading(slice, read.AsSpan(0, 35));
            Assert.Equal(values[(slice * 35)..((slice + 1) * 35)], read[..35]);
        }
    }
}
