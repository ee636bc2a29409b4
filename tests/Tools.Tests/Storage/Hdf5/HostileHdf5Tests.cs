using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Tests.Storage.Hdf5;

/// <summary>
/// Broken and hostile HDF5 files, as far as a reader of HDF5 can tell. What only one who knows fastMRI sees (real k-space, a wrong width, a
/// header that contradicts it) is read here, without harm.
/// </summary>
public class HostileHdf5Tests
{
    private const string Baseline = "hostile/hdf5/valid_single_coil_368.h5";

    [DataTheory("hostile/hdf5")]
    [InlineData("corrupted_gzip_chunk", "read 'kspace' at [1, 0, 0]")]
    [InlineData("external_link", "'kspace' is a link to elsewhere")]
    [InlineData("external_link_relative", "'kspace' is a link to elsewhere")]
    [InlineData("html_page", "not an HDF5 file")]
    [InlineData("huge_declared_no_data", "a part is not stored")]
    [InlineData("kspace_is_group", "'kspace' is not a data set")]
    [InlineData("kspace_missing", "there is no 'kspace'")]
    [InlineData("truncated_0_bytes", "not an HDF5 file (0 bytes")]
    [InlineData("truncated_8_bytes_signature_only", "not a whole HDF5 file of 8 bytes")]
    [InlineData("truncated_96_bytes_superblock_only", "not a whole HDF5 file of 96 bytes")]
    [InlineData("truncated_half", "not a whole HDF5 file of 11,235 bytes")]
    [InlineData("unknown_filter_lzf", "packed by filter 32000 (lzf)")]
    public void Damage_and_ways_out_of_the_file_are_refused(string name, string words)
    {
        var path = TestData.At($"hostile/hdf5/{name}.h5");
        var refusal = Assert.Throws<InputRefusedException>(() => Slices(path));
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(path, refusal.FileName);
    }

    [DataTheory("hostile/hdf5")]
    [InlineData("big_endian_compound")]
    [InlineData("compound_fields_reversed")]
    [InlineData("valid_user_block")]
    public void Other_ways_to_store_the_same_numbers_are_read_as_the_same(string name)
        => Assert.Equal(Slices(TestData.At(Baseline))[0], Assert.Single(Slices(TestData.At($"hostile/hdf5/{name}.h5"))));

    [DataFact("hostile/hdf5")]
    public void The_baseline_has_three_samples_a_slice()
    {
        var slices = Slices(TestData.At(Baseline));
        Assert.Equal(2, slices.Count);
        Assert.All(slices, s => Assert.Equal(3, s.Chunk(2).Count(c => c is not [0, 0])));
    }

    [DataFact("hostile/hdf5")]
    public void A_compound_that_is_no_complex_number_is_not_taken_for_one()
    {
        using var file = new Hdf5File(TestData.At("hostile/hdf5/kspace_compound_three_fields.h5"));
        using var kspace = file.Open("kspace");
        Assert.Equal(Hdf5Element.Other, kspace.Element);
        using var real = new Hdf5File(TestData.At("hostile/hdf5/kspace_float32.h5"));
        using var numbers = real.Open("kspace");
        Assert.Equal(Hdf5Element.Real32, numbers.Element);
    }

    [DataFact("hostile/hdf5")]
    public void Attributes_are_numbers_or_are_refused()
    {
        using var missing = new Hdf5File(TestData.At("hostile/hdf5/attr_max_missing.h5"));
        Assert.Null(missing.Number("max"));
        using var text = new Hdf5File(TestData.At("hostile/hdf5/attr_max_not_numeric.h5"));
        Assert.Contains("attribute 'max' is a text and no number", Assert.Throws<InputRefusedException>(() => text.Number("max")).Message, StringComparison.Ordinal);
        using var utf8 = new Hdf5File(TestData.At("hostile/hdf5/attr_patient_id_non_ascii.h5"));
        Assert.Contains(utf8.AttributeText("patient_id")!, c => c > 127);
        using var latin1 = new Hdf5File(TestData.At("hostile/hdf5/attr_patient_id_fixed_latin1.h5"));
        Assert.DoesNotContain('\uFFFD', latin1.AttributeText("patient_id")!);
    }

    [DataTheory("hostile/hdf5")]
    [MemberData(nameof(All))]
    public void Nothing_else_happens(string path, string outcomes)
    {
        Assert.NotEmpty(outcomes);
        try
        {
            using var file = new Hdf5File(TestData.At("hostile/" + path));
            _ = (file.Number("max"), file.AttributeText("patient_id"), file.AttributeText("acquisition"));
            _ = file.Has("ismrmrd_header") ? file.Text("ismrmrd_header") : "";
            _ = Slices(TestData.At("hostile/" + path));
        }
        catch (InputRefusedException e)
        {
            Assert.Equal(TestData.At("hostile/" + path), e.FileName);
            Assert.Contains("refuse", outcomes.Replace("skip-and-count", "refuse", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    public static TheoryData<string, string> All() => HostileCases.Of("hdf5");

    // As preprocessing reads: one slice at a time; of what is no complex number nothing.
    private static List<float[]> Slices(string path)
    {
        using var file = new Hdf5File(path);
        using var kspace = file.Open("kspace");
        var slices = new List<float[]>();
        if (kspace.Element is not (Hdf5Element.Complex64 or Hdf5Element.Complex128) || kspace.Shape.Count < 3 || kspace.Elements == 0)
            return slices;
        long[] start = new long[kspace.Shape.Count], count = [1, .. kspace.Shape.Skip(1)];
        for (; start[0] < Math.Min(3, kspace.Shape[0]); start[0]++)
        {
            var slice = new float[2 * kspace.Elements / kspace.Shape[0]];
            kspace.Read<float>(start, count, slice);
            slices.Add(slice);
        }

        return slices;
    }
}
