using System.Numerics;
using System.Runtime.InteropServices;
using I2M2.Preprocessing.FastMri;
using I2M2.Preprocessing.FastMri.Transform;
using I2M2.Storage.Hdf5;
using static TorchSharp.torch;

namespace I2M2.Tests.FastMri;

[Collection(EngineTests.Name)]
[NoTensorLeak]
public class SliceImageTests
{
    [Theory]
    [InlineData(368, 16, 383)]
    [InlineData(372, 14, 385)]
    [InlineData(322, 39, 360)]
    [InlineData(400, 0, 399)]
    [InlineData(399, 1, 399)]
    [InlineData(371, 15, 385)]
    [InlineData(1, 200, 200)]
    public void Data_come_to_lie_between_zeros_with_their_centre_on_the_centre(int width, int first, int last)
    {
        using var scope = NewDisposeScope();
        var filled = KSpaceFit.Of(ones([2, width], complex64), -1, 400, KSpaceFit.Before(width, 400)).view_as_real().select(-1, 0);
        Assert.Equal([2L, 400], filled.shape);
        var sums = filled.sum(dim: 0).data<float>().ToArray();
        Assert.All(sums.Select((v, c) => (v, c)), p => Assert.Equal(p.c >= first && p.c <= last ? 2 : 0, p.v));
        Assert.Equal(KneeGrid.Columns / 2, KSpaceFit.Before(width, KneeGrid.Columns) + (width / 2));
    }

    [Theory]
    [InlineData(401, 0)]
    [InlineData(402, 1)]
    [InlineData(403, 1)]
    public void Of_more_columns_than_wanted_the_middle_is_kept(int width, int first)
    {
        using var scope = NewDisposeScope();
        var cut = KSpaceFit.Of(arange(2 * width, float64).view(2, width), -1, 400, KSpaceFit.Before(width, 400));
        Assert.Equal([2L, 400], cut.shape);
        Assert.Equal(first, cut.min().item<double>());
    }

    // What is computed axis by axis, of what is kept alone, is the definition: fill up, transform both axes, crop.
    [Theory]
    [InlineData(640, 368, 640, 400, 320)]
    [InlineData(640, 371, 640, 400, 320)]
    [InlineData(33, 21, 33, 25, 20)]
    [InlineData(34, 24, 34, 25, 21)]
    [InlineData(30, 27, 36, 24, 7)]
    [InlineData(9, 8, 8, 8, 1)]
    [InlineData(7, 7, 7, 7, 7)]
    public void An_image_is_the_middle_of_the_transform_of_both_axes(int height, int width, int rows, int columns, int side)
    {
        using var scope = NewDisposeScope();
        var kspace = Complexes.Noise([2, height, width], complex128);
        var filled = KSpaceFit.Of(KSpaceFit.Of(kspace, -1, columns, KSpaceFit.Before(width, columns)), -2, rows, KSpaceFit.Before(height, rows));
        var defined = CentreCrop.Of(CentredFourier.ToImage(filled), side, side);
        var images = SliceImages.Of(kspace, new SliceGrid(rows, columns, side));
        Assert.Equal(defined.shape, images.shape);
        Assert.True(images.is_contiguous());
        Assert.InRange(Complexes.Distance(defined, images), 0, 1e-13);
    }

    // What the host computes in its caches is what the definition computes, sign for sign: every radix, rows and columns filled up, kept whole, and not a multiple of eight.
    [Theory]
    [InlineData(640, 368, 400, 320)]
    [InlineData(640, 371, 400, 320)]
    [InlineData(64, 33, 40, 32)]
    [InlineData(54, 20, 36, 24)]
    [InlineData(10, 4, 8, 8)]
    [InlineData(8, 8, 8, 8)]
    [InlineData(30, 60, 0, 16)]
    public void The_pair_is_real_and_imaginary_part_of_the_image(int rows, int width, int columns, int side)
    {
        using var scope = NewDisposeScope();
        foreach (var alignment in Enum.GetValues<ColumnAlignment>())
        {
            var grid = new SliceGrid(rows, columns == 0 ? null : columns, side, alignment);
            Assert.True(SliceTransform.Has(grid, rows, width));
            var kspace = Complexes.Noise([rows, width], complex64);
            var pair = new float[2 * side * side];
            using var transform = new SliceTransform(grid, width);
            transform.Run(MemoryMarshal.Cast<byte, Complex64>(kspace.bytes), width, pair);
            Assert.InRange(Complexes.Distance(SliceImages.Planes(SliceImages.Of(kspace, grid)), tensor(pair, [2, side, side])), 0, 3e-6);
        }
    }

    // Odd lengths, a prime factor above 5, sides that no eight rows make up, rows and columns to be left out.
    [Theory]
    [InlineData(33, 24, 33, 28, 16)]
    [InlineData(34, 24, 34, 28, 16)]
    [InlineData(32, 24, 32, 0, 20)]
    [InlineData(32, 30, 32, 28, 16)]
    [InlineData(32, 22, 32, 0, 16)]
    [InlineData(40, 24, 32, 24, 16)]
    public void Other_sizes_are_the_engines(int height, int width, int rows, int columns, int side) =>
        Assert.False(SliceTransform.Has(new SliceGrid(rows, columns == 0 ? null : columns, side), height, width));

    [Fact]
    public void The_reference_puts_an_odd_width_one_column_to_the_left()
    {
        using var scope = NewDisposeScope();
        var grid = SliceGrid.Knee with { Alignment = ColumnAlignment.Left };
        Assert.Equal(14, grid.ColumnsBefore(371));
        Assert.Equal(14, grid.ColumnsBefore(372));
        var (centred, left) = (Complexes.Point(640, 371, 320, 185), SliceGrid.Knee);
        Assert.True(SliceImages.Of(centred, left).angle().abs().max().item<double>() < 1e-12);
        Assert.True(SliceImages.Of(centred, grid).angle().abs().max().item<double>() > 1);
        Assert.Equal(0, Complexes.Distance(SliceImages.Of(centred, left).abs(), SliceImages.Of(centred, grid).abs()), 1e-12);
    }

    [Fact]
    public void Planes_are_real_and_imaginary_parts()
    {
        using var scope = NewDisposeScope();
        var planes = SliceImages.Planes(Complexes.Matrix(2, 2, (r, c) => new Complex(r + 1, (10 * c) + r)));
        Assert.Equal([2L, 2, 2], planes.shape);
        Assert.Equal([1f, 1, 2, 2, 0, 10, 1, 11], planes.data<float>().ToArray());
    }

    // The rule of the reference, floor and ceil of what is missing, fails this for odd widths.
    [Theory]
    [InlineData(371)]
    [InlineData(372)]
    public void The_centre_of_k_space_has_no_ramp_in_its_phase(int width)
    {
        using var scope = NewDisposeScope();
        var image = SliceImages.Of(Complexes.Point(640, width, 320, width / 2), SliceGrid.Knee);
        Assert.True(image.angle().abs().max().item<double>() < 1e-12);
        Assert.Equal(0.0019764235376, image.abs().min().item<double>(), 1e-12);
    }

    [Theory]
    [InlineData(640, 400, 160, 40)]
    [InlineData(640, 371, 160, 25)]
    [InlineData(320, 320, 0, 0)]
    [InlineData(321, 323, 0, 1)]
    public void The_middle_is_kept(int rows, int columns, int firstRow, int firstColumn)
    {
        using var scope = NewDisposeScope();
        var middle = CentreCrop.Of(arange(rows * columns, float64).view(rows, columns), 320, 320);
        Assert.Equal([320L, 320], middle.shape);
        Assert.Equal((firstRow * columns) + firstColumn, middle.min().item<double>());
        Assert.Equal(((firstRow + 319) * columns) + firstColumn + 319, middle.max().item<double>());
    }

    [Theory]
    [InlineData(319, 400)]
    [InlineData(640, 319)]
    public void Images_that_are_too_small_are_not_cropped(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => SliceImages.Of(zeros([rows, columns], complex64), new SliceGrid(rows, null, 320)));
    }

    [Fact]
    public void Images_are_of_the_native_width_or_interpolated_to_the_wider_one()
    {
        using var scope = NewDisposeScope();

        // A wave of one turn across 368 columns is one of one turn across 400, and the middle of both is 0.
        var kspace = Complexes.Point(640, 368, 320, 185);
        var (native, wide) = (SliceImages.Of(kspace, new SliceGrid(640, null, 320)).angle(), SliceImages.Of(kspace, SliceGrid.Knee).angle());
        Assert.Equal([320L, 320], native.shape);
        Assert.Equal(2 * Math.PI * 80 / 368, native.select(0, 5).select(0, 240).item<double>(), 1e-10);
        Assert.Equal(2 * Math.PI * 80 / 400, wide.select(0, 5).select(0, 240).item<double>(), 1e-10);
    }

    [Fact]
    public void A_volume_is_transformed_at_once_in_single_precision()
    {
        using var scope = NewDisposeScope();
        var kspace = Complexes.Noise([2, 3, 640, 322], complex64);
        var images = SliceImages.Of(kspace, SliceGrid.Knee);
        Assert.Equal([2L, 3, 320, 320], images.shape);
        Assert.True(images.is_contiguous());
        Assert.Equal(complex64, images.dtype);
        using var exact = SliceImages.Of(kspace.select(0, 1).select(0, 2).to(complex128), SliceGrid.Knee);
        Assert.InRange(Complexes.Distance(images.select(0, 1).select(0, 2).to(complex128), exact), 0, 5e-6);
    }

    [Fact]
    public void Phase_is_atan2_and_zero_where_there_is_nothing()
    {
        using var scope = NewDisposeScope();
        var image = Complexes.Matrix(3, 5, (r, c) => (r, c) == (0, 0) ? 0 : new Complex(r - 1.5, c - 2.5));
        var (phase, magnitude) = (image.angle().data<double>().ToArray(), image.abs().data<double>().ToArray());
        Assert.Equal(0, phase[0]);
        Assert.All(Complexes.Elements(image).Select((v, i) => (v, i)), p => Assert.Equal(Math.Atan2(p.v.Imaginary, p.v.Real), phase[p.i], 1e-15));
        Assert.All(Complexes.Elements(image).Select((v, i) => (v, i)), p => Assert.Equal(p.v.Magnitude, magnitude[p.i], 1e-15));
    }

    [Fact]
    public void Coils_are_combined_by_the_root_of_the_sum_of_their_squares()
    {
        using var scope = NewDisposeScope();
        Complex i = Complex.ImaginaryOne;
        Complex[][] coils = [[3 + (4 * i), i], [0, 12], [2 - i, -2]];
        var images = Complexes.Matrix(3, 2, (coil, pixel) => coils[coil][pixel]).view(3, 1, 2);
        var combined = RootSumOfSquares.Of(images);
        Assert.Equal([1L, 2], combined.shape);
        var pixels = combined.flatten().data<double>().ToArray();
        Assert.Equal(5.477225575, pixels[0], 1e-9);
        Assert.Equal(12.206555616, pixels[1], 1e-9);
    }
}
