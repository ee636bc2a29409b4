using System.IO.Compression;
using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.Tests.Arrays;

public class NpzFileTests
{
    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("npz");

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Arrays_are_read_by_name_in_row_major_order(CompressionLevel level)
    {
        using var folder = new TemporaryFolder();
        var big = new byte[] { 0, 0, 0, 1, 0, 0, 0, 2 };
        ZipFiles.Write(
            folder.At("a.npz"), level, ("y.npy", NpyBytes.Of(">i4", [2], big)), ("x.npy", NpyBytes.Of("|u1", [2, 3], [1, 4, 2, 5, 3, 6], fortran: true)));
        using var file = NpzFile.Open(folder.At("a.npz"));
        Assert.Equal(["y", "x"], file.Names);
        Assert.Equal([1, 2], file.Require("y", 1, Dtype.I64, Dtype.I32).AsSpan<int>().ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Require("x", 2, Dtype.U8).AsSpan<byte>().ToArray());
    }

    [Fact]
    public void An_array_that_is_missing_or_another_than_required_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        ZipFiles.Write(folder.At("a.npz"), ("x.npy", NpyBytes.Of("<f8", [2, 1], new byte[16])), ("cut.npy", NpyBytes.Of("<f8", [2], new byte[15])));
        using var file = NpzFile.Open(folder.At("a.npz"), mostBytes: 1000);
        Assert.Contains("array 'y' is missing; there are x, cut", Refusal(() => file.Require("y", 2, Dtype.F64)), StringComparison.Ordinal);
        Assert.Contains("array 'x': has 2 axes, expected 3", Refusal(() => file.Require("x", 3, Dtype.F64)), StringComparison.Ordinal);
        Assert.Contains("array 'x': is of F64, expected U8 or I64", Refusal(() => file.Require("x", 2, Dtype.U8, Dtype.I64)), StringComparison.Ordinal);
        Assert.Contains("array 'cut': shape [2] of F64 needs 16 bytes, 15 follow", Refusal(() => file.Require("cut", 1, Dtype.F64)), StringComparison.Ordinal);
        using var small = NpzFile.Open(folder.At("a.npz"), mostBytes: 100);
        Assert.Contains("100 are allowed", Refusal(() => small.Require("x", 2, Dtype.F64)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_is_no_array_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("'readme.txt'", Refusal(() => NpzFile.Open(ZipFiles.Write(folder.At("a.npz"), ("readme.txt", [1])))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1.5, false)]
    [InlineData(-0.5, false)]
    [InlineData(double.NaN, false)]
    public void A_value_out_of_range_is_refused_by_its_place_and_never_shown(double value, bool within)
    {
        using var folder = new TemporaryFolder();
        byte[] data = [.. new byte[24], .. BitConverter.GetBytes(value)];
        using var file = NpzFile.Open(ZipFiles.Write(folder.At("a.npz"), ("x.npy", NpyBytes.Of("<f8", [2, 2], data))));
        var array = file.Require("x", 2, Dtype.F64);
        if (within)
        {
            Assert.Same(array, array.RequireWithin(0, 1));
            return;
        }

        var message = Refusal(() => array.RequireWithin(0, 1));
        Assert.Contains("element [1, 1]", message, StringComparison.Ordinal);
        Assert.DoesNotContain($"{value}", message, StringComparison.Ordinal);
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void Of_the_broken_files_each_is_refused(string path, string allowed)
    {
        Assert.Equal("refuse", allowed);
        Assert.Throws<InputRefusedException>(() =>
        {
            using var file = NpzFile.Open(TestData.At($"hostile/{path}"));
            file.Require("ep_tdata", 3, Dtype.F64);
            file.Require("adm_features_all", 2, Dtype.F64);
            file.Require("adm_labels_all", 2, Dtype.I64).RequireWithin(0, 1);
            file.Require("y_icd9", 2, Dtype.I64).RequireWithin(0, 1);
        });
    }

    private static string Refusal(Action read) => Assert.Throws<InputRefusedException>(read).Message;
}
