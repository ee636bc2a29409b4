using System.Globalization;
using System.Numerics;
using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Tests.Storage.Hdf5;

/// <summary>Against h5py, which most files of this kind are written with.</summary>
public sealed class H5pyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Element j is j * (0.1 + 0.3i) + 0.5 in the precision of its type, so that every one differs.
    [H5pyFact]
    public void Complex_numbers_of_h5py_are_read_whatever_their_precision_sizes_and_filters()
    {
        H5py.Script($$"""
            import h5py, numpy as np
            with h5py.File({{Quoted("a.h5")}}, "w") as f:
                for name, shape in (("even", (3, 8, 6)), ("odd", (5, 7, 3)), ("coils", (2, 3, 5, 4))):
                    for dtype in ("c8", "c16", ">c8", ">c16"):
                        x = (np.arange(np.prod(shape)) * (0.1 + 0.3j) + 0.5).reshape(shape).astype(dtype)
                        key = f"{name}/{dtype}/"
                        f.create_dataset(key + "contiguous", data=x)
                        f.create_dataset(key + "gzip", data=x, chunks=(1,) + shape[1:], compression="gzip", compression_opts=9)
                        f.create_dataset(key + "shuffle", data=x, chunks=(2, 3, 2) + shape[3:], shuffle=True, compression="gzip")
                        f.create_dataset(key + "auto", data=x, chunks=True)
            """);
        using var file = Hdf5File.Open(folder.At("a.h5"));
        Assert.Equal(3 * 4 * 4, file.Datasets().Count);
        foreach (var name in file.Datasets())
        {
            using var x = file.Dataset(name);
            var length = (int)x.Shape.Aggregate(1L, (a, b) => a * b);
            var start = new long[x.Shape.Count];
            var expected = Enumerable.Range(0, length).Select(j => new Complex((j * 0.1) + 0.5, j * 0.3)).ToArray();
            var wide = new Complex[length];
            var narrow = new Complex64[length];
            x.Read<Complex>(start, [.. x.Shape], wide);
            x.Read<Complex64>(start, [.. x.Shape], narrow);
            Assert.Equal(expected.Select(v => new Complex64((float)v.Real, (float)v.Imaginary)), narrow);
            Assert.Equal(x.Type == Hdf5Type.C128 ? expected : narrow.Select(v => new Complex(v.Real, v.Imaginary)), wide);
        }
    }

    [H5pyFact]
    public void Texts_and_attributes_of_h5py_are_read_whatever_their_kind()
    {
        H5py.Script($$"""
            import h5py, numpy as np
            with h5py.File({{Quoted("a.h5")}}, "w") as f:
                f.create_dataset("variable", data="<a>é</a>")
                f.create_dataset("fixed", data=np.bytes_("<a>é</a>".encode()))
                f.create_dataset("array", data=["<a>é</a>"])
                f.create_dataset("one", data=np.arange(3))
                f["one"].attrs["unit"] = "mm"
                f["group/x"] = np.float32(3)
                f["soft"] = h5py.SoftLink("/group/x")
                for name, value in dict(i=np.int16(-3), u=np.uint64(7), f=np.float32(0.5), d=0.1, text="0.25", bytes=np.bytes_("1e3"),
                                        array=np.array([2.5]), two=np.array([1.0, 2.0]), flag=np.bool_(True)).items():
                    f.attrs[name] = value
            """);
        using var file = Hdf5File.Open(folder.At("a.h5"));
        Assert.Equal(["array", "fixed", "group/x", "one", "variable"], file.Datasets());
        foreach (var name in (string[])["variable", "fixed", "array"])
            Assert.Equal("<a>é</a>", file.Dataset(name).ReadText());
        Assert.Equal("mm", file.Dataset("one").Attribute("unit")!.Text);
        var scalar = new float[1];
        file.Dataset("soft").Read<float>([], [], scalar);
        Assert.Equal(3f, scalar[0]);
        Assert.Equal(
            [-3, 7, 0.5, 0.1, 0.25, 1000, 2.5], new[] { "i", "u", "f", "d", "text", "bytes", "array" }.Select(n => file.Attribute(n)!.ToNumber()));
        Assert.Contains("attribute two: expected one value", Assert.Throws<InputRefusedException>(() => file.Attribute("two")).Message);
        Assert.Contains("attribute flag: expected a number or a text", Assert.Throws<InputRefusedException>(() => file.Attribute("flag")).Message);
    }

    [H5pyFact]
    public void Values_and_links_that_lie_in_other_files_are_refused_and_not_read()
    {
        H5py.Script($$"""
            import h5py, numpy as np
            with h5py.File({{Quoted("other.h5")}}, "w") as f:
                f["x"] = np.arange(4.0)
            open({{Quoted("raw.bin")}}, "wb").write(bytes(32))
            with h5py.File({{Quoted("a.h5")}}, "w") as f:
                f["external"] = h5py.ExternalLink({{Quoted("other.h5")}}, "/x")
                f["behind"] = h5py.SoftLink("/external")
                f["folder"] = h5py.ExternalLink({{Quoted("other.h5")}}, "/")
                f.create_dataset("raw", (4,), "f8", external=[({{Quoted("raw.bin")}}, 0, 32)])
                layout = h5py.VirtualLayout(shape=(4,), dtype="f8")
                layout[:] = h5py.VirtualSource({{Quoted("other.h5")}}, "x", shape=(4,))
                f.create_virtual_dataset("virtual", layout)
            """);
        using var file = Hdf5File.Open(folder.At("a.h5"));
        foreach (var (name, problem) in ((string, string)[])[
            ("external", "external is a link to another file"), ("folder/x", "folder is a link to another file"), ("behind", "libhdf5 cannot read it"),
            ("raw", "dataset raw: its values lie in another file"), ("virtual", "dataset virtual: it is virtual")])
        {
            Assert.True(file.Has(name));
            Assert.Contains(problem, Assert.Throws<InputRefusedException>(() => file.Dataset(name)).Message);
        }

        Assert.Equal(["raw", "virtual"], file.Datasets());
    }

    [H5pyFact]
    public void What_is_written_here_h5py_reads()
    {
        Hdf5Writer.Write(folder.At("a.h5"), file =>
        {
            file.Dataset("kspace", Hdf5Type.C64, [2, 3, 5], new() { Chunk = [1, 3, 5], Gzip = 4, Shuffle = true })
                .Write<Complex64>(0, [.. Enumerable.Range(0, 30).Select(i => new Complex64(i, -i))]);
            file.Dataset("wide", Hdf5Type.C128, [2]).Write<Complex>(0, [new(1, 2), new(3, 4)]);
            file.Dataset("u16", Hdf5Type.U16, [2]).Write<ushort>(0, [1, 65535]);
            file.Text("ismrmrd_header", "<é/>");
            file.Text("fixed", "<é/>", variable: false);
            file.Attribute("max", 0.25);
            file.Attribute("acquisition", "CORPD_FBK");
        });
        var said = H5py.Script($$"""
            import h5py, numpy as np
            with h5py.File({{Quoted("a.h5")}}) as f:
                k = f["kspace"]
                assert k.dtype == np.complex64 and k.chunks == (1, 3, 5) and k.compression == "gzip" and k.shuffle
                assert np.array_equal(k[...], (np.arange(30) * (1 - 1j)).reshape(2, 3, 5))
                assert f["wide"].dtype == np.complex128 and list(f["wide"]) == [1 + 2j, 3 + 4j]
                assert f["u16"].dtype == np.uint16 and list(f["u16"]) == [1, 65535]
                assert f["ismrmrd_header"].asstr()[()] == "<é/>" and f["fixed"][()].decode().rstrip(chr(0)) == "<é/>"
                print(f.attrs["max"], f.attrs["acquisition"])
            """);
        Assert.Equal("0.25 CORPD_FBK", said.Trim());
    }

    private string Quoted(string name) => string.Create(CultureInfo.InvariantCulture, $"'{folder.At(name)}'");
}
