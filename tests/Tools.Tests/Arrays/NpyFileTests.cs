using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.Tests.Arrays;

public class NpyFileTests
{
    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("npy");

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")]
    [InlineData("{'shape':(2,3,),\"fortran_order\":False,'descr':'<f4'}")]
    [InlineData("{ 'descr' : '<f4' , 'fortran_order' : False , 'shape' : ( 2 , 3 ) }")]
    public void The_header_is_read_whatever_its_spaces_quotes_and_order(string header)
    {
        foreach (var version in new byte[] { 1, 2, 3 })
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder.At("a.npy"), NpyBytes.With(header, new byte[24], version));
            using var file = NpyFile.Open(folder.At("a.npy"));
            Assert.Equal([2, 3], file.Shape);
            Assert.Equal((Dtype.F32, 2, 12, 24), (file.Dtype, file.Rows, file.RowBytes, file.ByteLength));
        }
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False}", "not all there")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (6,)}", "given twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'more': 1}", "not part of the format")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (6,)}", "True or False")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6)}", "tuple of one")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2*3,)}", "expected ')'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "whole number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,)} or 1", "follows the dictionary")]
    [InlineData("{'descr': '<f' '4', 'fortran_order': False, 'shape': (6,)}", "dtype '<f'")]
    [InlineData("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (6,)}", "escape")]
    [InlineData("{'descr': '<f4", "does not end")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (6,)}", "'|O' is not read")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,6)}", "more than 32 axes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (5,)}", "20 bytes, 24 follow")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (7,)}", "28 bytes, 24 follow")]
    [InlineData("", "expected '{'")]
    public void A_header_that_breaks_a_rule_is_refused_by_name_and_place(string header, string message)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.npy"), NpyBytes.With(header, new byte[24]));
        var refused = Assert.Throws<InputRefusedException>(() => NpyFile.Open(folder.At("a.npy")));
        Assert.Contains(folder.At("a.npy"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_or_with_a_byte_too_many_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = NpyBytes.Of("<i8", [3], new byte[24]);
        for (var length = 0; length <= whole.Length + 1; length++)
        {
            if (length == whole.Length)
                continue;
            File.WriteAllBytes(folder.At("a.npy"), [.. whole.Take(length), .. new byte[Math.Max(0, length - whole.Length)]]);
            Assert.Throws<InputRefusedException>(() => NpyFile.Open(folder.At("a.npy")));
        }
    }

    [Fact]
    public void Any_range_of_rows_is_that_part_of_the_array_whatever_order_the_file_has()
    {
        var cases =
            from shape in Gen.Choose(0, 5).Select(n => (long)n).NonEmptyListOf().Select(s => s.Take(4).ToArray())
            from descr in Gen.Elements("|u1", "<i4", "<i8", "<f4", "<f8", ">i4", ">i8", ">f4", ">f8")
            from fortran in Gen.Elements(false, true)
            from first in Gen.Choose(0, (int)shape[0])
            from count in Gen.Choose(0, (int)shape[0] - first)
            select (shape, descr, fortran, first, count);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(cases.ToArbitrary(), c => RowsAre(c.shape, c.descr, c.fortran, c.first, c.count)));
    }

    [Fact]
    public void An_array_in_fortran_order_over_the_limit_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.npy"), NpyBytes.Of("<f8", [4, 4], new byte[128], fortran: true));
        using (NpyFile.Open(folder.At("a.npy"), fortranLimit: 128))
        {
        }

        var refused = Assert.Throws<InputRefusedException>(() => NpyFile.Open(folder.At("a.npy"), fortranLimit: 127));
        Assert.Contains("ascontiguousarray", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_array_over_the_limit_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.npy"), NpyBytes.Of("<f8", [4, 4], new byte[128]));
        using var file = NpyFile.Open(folder.At("a.npy"));
        Assert.Throws<InputRefusedException>(() => file.ReadAll(mostBytes: 127));
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void Of_the_broken_files_each_is_refused_or_read_as_stated(string path, string allowed)
    {
        if (allowed == "refuse")
        {
            Assert.Throws<InputRefusedException>(() => NpyFile.Open(TestData.At($"hostile/{path}")));
            return;
        }

        // All that may be read are: nothing is left to an "also right".
        using var file = NpyFile.Open(TestData.At($"hostile/{path}"));
        var truth = HostileCases.Truth(path);
        Assert.Equal(truth.GetProperty("shape").Deserialize<long[]>(), file.Shape);
        Assert.Equal(truth.GetProperty("values").Deserialize<double[]>(), Numbers(file.ReadAll()));
    }

    internal static double[] Numbers(NpyArray array) => array.Dtype switch
    {
        Dtype.U8 => Array.ConvertAll(array.AsSpan<byte>().ToArray(), v => (double)v),
        Dtype.I32 => Array.ConvertAll(array.AsSpan<int>().ToArray(), v => (double)v),
        Dtype.I64 => Array.ConvertAll(array.AsSpan<long>().ToArray(), v => (double)v),
        Dtype.F32 => Array.ConvertAll(array.AsSpan<float>().ToArray(), v => (double)v),
        _ => array.AsSpan<double>().ToArray(),
    };

    // The array's element at row-major place j is j (modulo 200): written in the order asked for, found again by the definition of the order.
    private static void RowsAre(long[] shape, string descr, bool fortran, int first, int count)
    {
        var elements = (int)shape.Aggregate(1L, (a, b) => a * b);
        var stored = new byte[elements][];
        for (var j = 0; j < elements; j++)
            stored[fortran ? ColumnMajorPlace(j, shape) : j] = Element(descr, j % 200);
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.npy"), NpyBytes.Of(descr, shape, stored.SelectMany(e => e).ToArray(), fortran));
        using var file = NpyFile.Open(folder.At("a.npy"));
        var row = elements / (int)Math.Max(1, shape[0]);
        Assert.Equal(row * Element(descr, 0).Length, file.RowBytes);
        var rows = new byte[count * file.RowBytes];
        file.ReadRows(first, count, rows);
        var native = descr.Replace('>', '<');
        Assert.Equal(Enumerable.Range(first * row, count * row).SelectMany(j => Element(native, j % 200)), rows);
        Assert.Equal(Enumerable.Range(0, elements).Select(j => (double)(j % 200)), Numbers(file.ReadAll()));
    }

    private static int ColumnMajorPlace(int rowMajor, long[] shape)
    {
        var place = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var after = (int)shape[(axis + 1)..].Aggregate(1L, (a, b) => a * b);
            var before = (int)shape[..axis].Aggregate(1L, (a, b) => a * b);
            place += rowMajor / after % (int)shape[axis] * before;
        }

        return place;
    }

    private static byte[] Element(string descr, int value)
    {
        byte[] bytes = descr[1..] switch
        {
            "u1" => [(byte)value],
            "i4" => BitConverter.GetBytes(value),
            "i8" => BitConverter.GetBytes((long)value),
            "f4" => BitConverter.GetBytes((float)value),
            _ => BitConverter.GetBytes((double)value),
        };
        return descr[0] == '>' ? [.. bytes.Reverse()] : bytes;
    }
}
