using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Tests.Storage.Hdf5;

/// <summary>What is written is read again, by blocks and by others; what is damaged is refused.</summary>
public sealed class Hdf5Tests : IDisposable
{
    private static readonly long[] Shape = [3, 4, 5];
    private static readonly float[] Complex = [.. Enumerable.Range(0, 120).Select(i => MathF.Sin(i) * MathF.Pow(10, (i % 9) - 6))];
    private readonly TemporaryFolder folder = new();

    private string File => folder.At("file1000001.h5");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(9)]
    public void Blocks_texts_and_attributes_are_read_as_they_were_written(int? gzip)
    {
        Write(gzip);
        using var file = new Hdf5File(File);
        Assert.Equal((true, false), (file.Has("kspace"), file.Has("mask")));
        Assert.Equal("<ismrmrdHeader>é</ismrmrdHeader>", file.Text("ismrmrd_header"));
        Assert.Equal((0.00025, 17.0, null), (file.Number("max"), file.Number("norm"), file.Number("patient_age")));
        Assert.Equal(("CORPD_FBK", null), (file.AttributeText("acquisition"), file.AttributeText("patient_id")));

        using var kspace = file.Open("kspace");
        Assert.Equal((Hdf5Element.Complex64, 60L), (kspace.Element, kspace.Elements));
        Assert.Equal(Shape, kspace.Shape);
        var all = new float[120];
        kspace.Read<float>([0, 0, 0], Shape, all);
        Assert.Equal(Complex, all);
        var block = new double[2 * 2 * 3];
        kspace.Read<double>([2, 1, 2], [1, 2, 3], block);
        Assert.Equal(
            from row in new[] { 1, 2 }
            from column in new[] { 2, 3, 4 }
            from part in new[] { 0, 1 }
            select (double)Complex[(2 * ((2 * 20) + (row * 5) + column)) + part],
            block);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void A_slice_costs_the_bytes_of_that_slice(int? gzip)
    {
        Write(gzip);
        using var file = new Hdf5File(File);
        using var kspace = file.Open("kspace");
        kspace.Read<float>([1, 0, 0], [1, 4, 5], new float[40]);
        Assert.Equal(4 * 5 * 8, file.BytesRead);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_and_nothing_is_left_of_what_failed()
    {
        Write(4);
        var first = System.IO.File.ReadAllBytes(File);
        Write(4);
        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
        Assert.Throws<InvalidOperationException>(() => Hdf5Writer.Write(File, writer =>
        {
            _ = writer.Add("kspace", Hdf5Element.Complex64, Shape);
            throw new InvalidOperationException();
        }));
        Assert.Equal([File], Directory.GetFiles(folder.Path));
        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
        Assert.ThrowsAny<IOException>(() => Hdf5Writer.Write(folder.At("missing/file.h5"), _ => { }));
    }

    [Fact]
    public void Blocks_outside_and_places_of_another_size_are_errors_of_the_caller()
    {
        Write(null);
        using var file = new Hdf5File(File);
        using var kspace = file.Open("kspace");
        Assert.Throws<ArgumentException>(() => kspace.Read<float>([3, 0, 0], [1, 4, 5], new float[40]));
        Assert.Throws<ArgumentException>(() => kspace.Read<float>([long.MaxValue, 0, 0], [2, 4, 5], new float[80]));
        Assert.Throws<ArgumentException>(() => kspace.Read<float>([0, 0], [1, 4], new float[8]));
        Assert.Throws<ArgumentException>(() => kspace.Read<float>([0, 0, 0], [1, 4, 5], new float[20]));
        Assert.Throws<InvalidOperationException>(() => kspace.Read<int>([0, 0, 0], [1, 4, 5], new int[40]));
    }

    [Fact]
    public void A_file_cut_at_any_place_is_refused_by_name()
    {
        Write(4);
        var whole = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < whole.Length; length += 37)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            var refusal = Assert.Throws<InputRefusedException>(() => new Hdf5File(File).Dispose());
            Assert.Contains($"{length:#,0} bytes", refusal.Message, StringComparison.Ordinal);
            Assert.Equal(File, refusal.FileName);
        }
    }

    [Fact]
    public void A_changed_bit_is_refused_or_read_and_nothing_else_happens()
    {
        Write(4);
        var whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(5);
        for (var i = 0; i < 400; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File, bytes);
            try
            {
                using var file = new Hdf5File(File);
                using var kspace = file.Open("kspace");
                if (kspace.Elements <= 60 && kspace.Shape.Count == 3)
                    kspace.Read<double>([0, 0, 0], [.. kspace.Shape], new double[kspace.Elements * (kspace.Element is Hdf5Element.Complex64 ? 2 : 1)]);
                _ = file.Number("max");
            }
            catch (InputRefusedException e)
            {
                Assert.Equal(File, e.FileName);
            }
            catch (InvalidOperationException e)
            {
                Assert.Contains("holds no numbers", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [H5pyFact]
    public void What_h5py_writes_is_read_in_every_layout()
    {
        H5pyFactAttribute.Run($$"""
            import h5py, numpy
            for name, dtype, options in [("plain", "c8", {}), ("double", "c16", {}), ("gzip", "c8", dict(compression="gzip", shuffle=True, chunks=(1, 3, 5))),
                                         ("fletcher", "c16", dict(fletcher32=True, chunks=(2, 5, 5)))]:
                n = numpy.arange(3 * 7 * 5).reshape(3, 7, 5)
                with h5py.File(r"{{folder.Path}}/" + name + ".h5", "w") as f:
                    f.create_dataset("kspace", data=(numpy.sqrt(n) - 1j * n / 7).astype(dtype), **options)
                    f.create_dataset("reconstruction_rss", data=n.astype("f4"))
                    f.create_dataset("ismrmrd_header", data="<h/>")
                    f.attrs["max"] = numpy.float32(0.5)
                    f.attrs["norm"] = "3e-4"
                    f.attrs["patient_id"] = numpy.bytes_("abc")
                    f.attrs["acquisition"] = "CORPDFS_FBK"
            """);
        foreach (var name in new[] { "plain", "double", "gzip", "fletcher" })
        {
            using var file = new Hdf5File(folder.At(name + ".h5"));
            using var kspace = file.Open("kspace");
            var values = new double[2 * 3 * 7 * 5];
            kspace.Read<double>([0, 0, 0], [3, 7, 5], values);
            for (var i = 0; i < 105; i++)
            {
                Assert.Equal(Math.Sqrt(i), values[2 * i], 1e-6 * Math.Sqrt(i));
                Assert.Equal(-i / 7.0, values[(2 * i) + 1], 1e-6 * i);
            }

            using var rss = file.Open("reconstruction_rss");
            var slice = new float[35];
            rss.Read<float>([2, 0, 0], [1, 7, 5], slice);
            Assert.Equal(Enumerable.Range(70, 35).Select(i => (float)i), slice);
            Assert.Equal((0.5, 3e-4), (file.Number("max"), file.Number("norm")));
            Assert.Equal(("abc", "CORPDFS_FBK", "<h/>"), (file.AttributeText("patient_id"), file.AttributeText("acquisition"), file.Text("ismrmrd_header")));
        }
    }

    [H5pyFact]
    public void H5py_reads_what_is_written()
    {
        Write(4);
        H5pyFactAttribute.Run($"""
            import h5py, numpy
            f = h5py.File(r"{File}", "r")
            i = numpy.arange(120)
            expected = (numpy.sin(i.astype("f4")) * numpy.power(numpy.float32(10), (i % 9 - 6).astype("f4"))).astype("f4").view("c8").reshape(3, 4, 5)
            assert f["kspace"].dtype == numpy.complex64 and numpy.allclose(f["kspace"][:], expected, rtol=1e-5)
            assert f["ismrmrd_header"][()].decode() == "<ismrmrdHeader>\u00e9</ismrmrdHeader>"
            assert f.attrs["max"] == 0.00025 and f.attrs["norm"] == "17" and f.attrs["acquisition"] == "CORPD_FBK"
            """);
    }

    private void Write(int? gzip) => Hdf5Writer.Write(File, writer =>
    {
        var rows = writer.Add("kspace", Hdf5Element.Complex64, Shape, gzip);
        rows(0, Complex.AsMemory(0, 40));
        rows(1, Complex.AsMemory(40));
        writer.AddText("ismrmrd_header", "<ismrmrdHeader>é</ismrmrdHeader>");
        writer.AddAttribute("max", 0.00025);
        writer.AddAttribute("norm", "17");
        writer.AddAttribute("acquisition", "CORPD_FBK");
    });
}
