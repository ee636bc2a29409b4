using System.Runtime.InteropServices;
using I2M2.Storage.Hdf5;

namespace I2M2.Tests.Storage.Hdf5;

public class Hdf5CostTests
{
    [Fact]
    public void One_slice_costs_the_bytes_of_that_slice()
    {
        using var folder = new TemporaryFolder();
        var values = Enumerable.Range(0, 6 * 40 * 30).Select(i => new Complex64(i, -i)).ToArray();
        Hdf5Writer.Write(folder.At("a.h5"), file =>
        {
            file.Dataset("one piece", Hdf5Type.C64, [6, 40, 30]).Write<Complex64>(0, values);
            file.Dataset("chunks", Hdf5Type.C64, [6, 40, 30], new() { Chunk = [1, 40, 30] }).Write<Complex64>(0, values);
            file.Dataset("packed", Hdf5Type.C64, [6, 40, 30], new() { Chunk = [1, 40, 30], Gzip = 4, Shuffle = true }).Write<Complex64>(0, values);
        });
        using var file = Hdf5File.Open(folder.At("a.h5"));
        var slice = new Complex64[40 * 30];
        Assert.Equal(0, file.BytesRead);

        file.Dataset("one piece").ReadLeading(3, slice.AsSpan());
        Assert.Equal(40 * 30 * 8, file.BytesRead);
        file.Dataset("chunks").ReadLeading(3, slice.AsSpan());
        Assert.Equal(2 * 40 * 30 * 8, file.BytesRead);
        using var packed = file.Dataset("packed");
        var before = file.BytesRead;
        for (var i = 0; i < 6; i++)
            packed.ReadLeading(i, slice.AsSpan());
        Assert.Equal(packed.StoredBytes, file.BytesRead - before);
    }

    [Fact]
    public void A_chunk_of_many_slices_is_read_once_for_all_of_them()
    {
        using var folder = new TemporaryFolder();
        Hdf5Writer.Write(folder.At("a.h5"), file => file.Dataset("x", Hdf5Type.F32, [6, 50], new() { Chunk = [6, 50], Gzip = 4 })
            .Write<float>(0, [.. Enumerable.Range(0, 300).Select(i => (float)i)]));
        using var file = Hdf5File.Open(folder.At("a.h5"));
        using var x = file.Dataset("x");
        var slice = new float[50];
        for (var i = 0; i < 6; i++)
        {
            x.ReadLeading(i, slice.AsSpan());
            Assert.Equal(i * 50, slice[0]);
        }

        Assert.Equal(x.StoredBytes, file.BytesRead);
    }

    [Fact]
    public void Threads_that_read_one_dataset_read_what_one_thread_reads()
    {
        using var folder = new TemporaryFolder();
        var values = Enumerable.Range(0, 64 * 500).ToArray();
        Hdf5Writer.Write(folder.At("a.h5"), file =>
        {
            file.Dataset("slices", Hdf5Type.I32, [64, 500], new() { Chunk = [1, 500], Gzip = 4, Shuffle = true }).Write<int>(0, values);
            file.Dataset("fours", Hdf5Type.I32, [64, 500], new() { Chunk = [4, 500], Gzip = 4, Shuffle = true }).Write<int>(0, values);
            file.Dataset("one piece", Hdf5Type.I32, [64, 500]).Write<int>(0, values);
        });
        using var file = Hdf5File.Open(folder.At("a.h5"));
        foreach (var name in file.Datasets())
        {
            using var x = file.Dataset(name);
            Parallel.For(0, 64 * 20, new ParallelOptions { MaxDegreeOfParallelism = 4 }, trial =>
            {
                var slice = new int[500];
                x.ReadLeading(trial % 64, slice.AsSpan());
                Assert.True(slice.AsSpan().SequenceEqual(values.AsSpan(trial % 64 * 500, 500)), name);
            });
        }
    }

    [Fact]
    public void What_asks_for_more_than_the_limits_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        Hdf5Writer.Write(folder.At("a.h5"), file =>
        {
            file.Text("text", new string('a', 101));
            file.Text("fixed", new string('a', 101), variable: false);
            file.Attribute("max", new string('a', 101));
            file.Dataset("x", Hdf5Type.C64, [4, 100], new() { Chunk = [2, 100], Gzip = 4 }).Write<Complex64>(0, new Complex64[400]);
        });
        using var file = Hdf5File.Open(folder.At("a.h5"), new Hdf5Limits { TextBytes = 100, ChunkBytes = 1599, Objects = 2 });

        foreach (var (part, read) in ((string, Action)[])[
            ("dataset text: a text of more than 100 bytes", () => file.Dataset("text").ReadText()),
            ("dataset fixed: a text of more than 100 bytes", () => file.Dataset("fixed").ReadText()),
            ("attribute max: a text of more than 100 bytes", () => file.Attribute("max")),
            ("dataset x: chunks of 2 x 100 elements; at most 199", () => file.Dataset("x").ReadLeading(0, new Complex64[100].AsSpan())),
            ("more than 2 groups and datasets", () => file.Datasets())])
            Assert.Contains(part, Assert.Throws<I2M2.Shards.InputRefusedException>(read).Message);
    }

    [DataFact("data/kspace-brain-8coil")]
    public void A_real_slice_of_eight_coils_comes_back_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        // Version 1.0 of NumPy's format with a header of 128 bytes, then complex64 [8, 230, 180].
        var npy = File.ReadAllBytes(TestData.At("data/kspace-brain-8coil/cartesian_ksp.npy"));
        var values = MemoryMarshal.Cast<byte, Complex64>(npy.AsSpan(128)).ToArray();
        Assert.Equal(8 * 230 * 180, values.Length);
        Hdf5Writer.Write(folder.At("a.h5"), file => file
            .Dataset("kspace", Hdf5Type.C64, [1, 8, 230, 180], new() { Chunk = [1, 8, 230, 180], Gzip = 4, Shuffle = true })
            .Write<Complex64>(0, values));
        using var file = Hdf5File.Open(folder.At("a.h5"));
        using var kspace = file.Dataset("kspace");
        var slice = new Complex64[values.Length];
        kspace.ReadLeading(0, slice.AsSpan());
        Assert.True(MemoryMarshal.AsBytes(slice.AsSpan()).SequenceEqual(npy.AsSpan(128)));
        var coil = new Complex64[230 * 180];
        kspace.Read<Complex64>([0, 5, 0, 0], [1, 1, 230, 180], coil);
        Assert.Equal(values[(5 * coil.Length)..(6 * coil.Length)], coil);
    }
}
