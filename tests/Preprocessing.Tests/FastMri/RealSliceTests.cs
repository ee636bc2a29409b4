using System.Numerics;
using System.Runtime.InteropServices;
using I2M2.Preprocessing.FastMri.Transform;
using static TorchSharp.torch;

namespace I2M2.Tests.FastMri;

/// <summary>A measured slice of 8 coils, 230x180, of a brain, sampled in part; what is compared is arithmetic, and NumPy's is the other one.</summary>
[Collection(EngineTests.Name)]
[NoTensorLeak]
public class RealSliceTests
{
    private const string Data = "data/kspace-brain-8coil";
    private const int HeaderBytes = 128;
    private const int Coils = 8;
    private const int Rows = 230;
    private const int Columns = 180;

    // In double precision, by NumPy 1.24.2: fftshift(ifft2(ifftshift(k, axes), norm="ortho"), axes) and sqrt of the sum of abs squared.
    [DataFact(Data)]
    public void Images_and_their_combination_are_those_of_NumPy_as_written_down()
    {
        using var scope = NewDisposeScope();
        var images = CentredFourier.ToImage(KSpace().to(complex128));
        var elements = Complexes.Elements(images);
        Close(new Complex(-0.09415473641800755, -0.033329279490703884), elements[(((3 * Rows) + 115) * Columns) + 90]);
        Close(new Complex(0.0032569162019123656, -0.03743296058126803), elements[(((7 * Rows) + 40) * Columns) + 120]);
        var combined = RootSumOfSquares.Of(images);
        Assert.Equal([Rows, Columns], combined.shape);
        Assert.Equal(0.9999999806707218, combined.max().item<double>(), 1e-12);
        Assert.Equal(11117.138960239678, combined.sum().item<double>(), 1e-8);
    }

    [NumpyFact(Data)]
    public void Every_element_is_NumPys()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        NumpyFactAttribute.Run(
            """
            axes = (-2, -1)
            k = np.load(sys.argv[1]).astype(np.complex128)
            image = np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(k, axes=axes), norm="ortho"), axes=axes)
            image.tofile(sys.argv[2])
            np.angle(image).tofile(sys.argv[3])
            np.sqrt((np.abs(image) ** 2).sum(axis=0)).tofile(sys.argv[4])
            """,
            TestData.At($"{Data}/cartesian_ksp.npy"), folder.At("image"), folder.At("phase"), folder.At("rss"));
        var image = Read(folder.At("image"), [Coils, Rows, Columns, 2], float64).view_as_complex();
        var (single, exact) = (CentredFourier.ToImage(KSpace()), CentredFourier.ToImage(KSpace().to(complex128)));
        var largest = image.abs().max().item<double>();
        Assert.InRange(Complexes.Distance(image, exact) / largest, 0, 1e-14);
        Assert.InRange(Complexes.Distance(image, single.to(complex128)) / largest, 0, 1e-6);

        // Of the same numbers: where the image is nothing but rounding, its phase is too.
        Assert.InRange(Complexes.Distance(Read(folder.At("phase"), [Coils, Rows, Columns], float64), image.angle()), 0, 1e-14);
        var combined = Read(folder.At("rss"), [Rows, Columns], float64);
        Assert.InRange(Complexes.Distance(combined, RootSumOfSquares.Of(exact)) / largest, 0, 1e-14);
        Assert.InRange(Complexes.Distance(combined, RootSumOfSquares.Of(single).to(float64)) / largest, 0, 1e-6);
    }

    private static Tensor KSpace() => Read(TestData.At($"{Data}/cartesian_ksp.npy"), [Coils, Rows, Columns, 2], float32, HeaderBytes).view_as_complex();

    private static Tensor Read(string path, long[] shape, ScalarType type, int from = 0)
    {
        var made = zeros(shape, type);
        made.bytes = File.ReadAllBytes(path).AsSpan(from);
        return made;
    }

    private static void Close(Complex expected, Complex actual) => Assert.True(Complex.Abs(expected - actual) < 1e-13, $"{expected} expected, {actual} found");
}
