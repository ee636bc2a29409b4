using System.Runtime.InteropServices;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.FastMri;

/// <summary>Volumes written by h5py, of random complex numbers, against NumPy's transform of the same numbers.</summary>
[Collection(ConsoleTests.Name)]
public class H5pyVolumesTests
{
    // Volume, shape of k-space, how it is stored. Rows and widths even and odd.
    private const string Script =
        """
        import h5py, numpy as np, os, sys
        root, rows, columns, side = "ROOT", ROWS, COLUMNS, SIDE
        random = np.random.default_rng(5)
        shapes = [(2, rows, columns), (2, rows, columns - 3), (2, rows, columns - 4), (3, rows, columns - 7)]
        storages = [dict(), dict(chunks=True, compression="gzip"), dict(chunks=(1, rows, columns - 4), compression="gzip", shuffle=True), dict(dtype="c16")]
        os.makedirs(f"{root}/raw/singlecoil_train")
        names = []
        for n, (shape, storage) in enumerate(zip(shapes, storages)):
            name = f"file{3000000 + n}"
            names.append(name)
            k = (random.standard_normal(shape) + 1j * random.standard_normal(shape)).astype(np.complex64)
            with h5py.File(f"{root}/raw/singlecoil_train/{name}.h5", "w") as f:
                f.create_dataset("kspace", data=k, **storage)
                f.create_dataset("reconstruction_rss", data=np.ones((shape[0], side, side), np.float32))
                f.attrs["max"] = 1.0
            wide = np.zeros((shape[0], rows, columns), np.complex128)
            left = columns // 2 - shape[2] // 2
            wide[:, :, left:left + shape[2]] = k
            image = np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(wide, axes=(1, 2)), norm="ortho"), axes=(1, 2))
            r, c = (rows - side) // 2, (columns - side) // 2
            image = image[:, r:r + side, c:c + side]
            np.stack([image.real, image.imag], 1).astype(np.float64).tofile(f"{root}/{name}.bin")
        open(f"{root}/raw/knee.csv", "w").write("file,slice,study_level,x,y,width,height,label\n" + names[0] + ",1,No,1,2,3,4,Meniscus Tear\n")
        open(f"{root}/raw/knee_file_list.csv", "w").write("\n".join(names))
        """;

    [H5pyTheory]
    [InlineData(64, 40, 32)]
    [InlineData(63, 41, 31)]
    public void Images_are_those_of_NumPy(int rows, int columns, int side)
    {
        using var folder = new TemporaryFolder();
        H5py.Script(Script.Replace("ROOT", folder.Path, StringComparison.Ordinal).Replace("ROWS", $"{rows}", StringComparison.Ordinal).Replace("COLUMNS", $"{columns}", StringComparison.Ordinal).Replace("SIDE", $"{side}", StringComparison.Ordinal));
        var (code, _, error) = PreprocessingProgram.Run("fastmri", "--raw", folder.At("raw"), "--out", folder.At("out"), "--set", $"grid={rows}x{columns}", "--set", $"side={side}");
        Assert.Equal((0, ""), (code, error));
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal(9, set.Manifest.Rows);
        foreach (var split in set.Manifest.Splits)
        {
            for (var row = 0; row < split.Rows; row++)
            {
                var (volume, slice) = (BitConverter.ToInt64(set[split.Name]["volume"].Row(row)), BitConverter.ToInt64(set[split.Name]["slice"].Row(row)));
                var expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(folder.At($"file{volume}.bin"))).Slice((int)slice * 2 * side * side, 2 * side * side).ToArray();
                var found = MemoryMarshal.Cast<byte, float>(set[split.Name]["image"].Row(row)).ToArray();
                var largest = expected.Max(Math.Abs);
                Assert.All(expected.Zip(found), p => Assert.InRange(Math.Abs(p.First - p.Second) / largest, 0, 1e-5));
                Assert.Equal(volume == 3000000 && slice == 1 ? [0, 1, 0, 0] : [0, 0, 0, 0], set[split.Name]["labels"].Row(row).ToArray());
            }
        }
    }
}
