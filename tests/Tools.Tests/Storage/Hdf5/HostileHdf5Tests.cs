using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Tests.Storage.Hdf5;

public class HostileHdf5Tests
{
    // What is wrong in these is not wrong for HDF5: a reader of volumes judges it.
    private static readonly string[] AboutVolumes =
    [
        "attr_max_not_numeric", "header_billion_laughs", "header_contradicts_width", "header_external_entity", "kspace_rank_2", "zero_coils",
    ];

    // The place that the message must name.
    private static readonly Dictionary<string, string> Places = new()
    {
        ["corrupted_gzip_chunk"] = "dataset kspace: the chunk at [1, 0, 0] is damaged",
        ["external_link"] = "kspace is a link to another file",
        ["external_link_relative"] = "kspace is a link to another file",
        ["html_page"] = "not an HDF5 file",
        ["huge_declared_no_data"] = "dataset kspace: the chunk at [0, 0, 0] was never stored",
        ["kspace_compound_three_fields"] = "dataset kspace: expected C64, found compound of 3 members",
        ["kspace_float32"] = "dataset kspace: expected C64, found F32",
        ["kspace_is_group"] = "kspace: expected a dataset, found a group",
        ["kspace_missing"] = "dataset kspace is missing",
        ["truncated_0_bytes"] = "the file is empty",
        ["truncated_8_bytes_signature_only"] = "superblock",
        ["truncated_96_bytes_superblock_only"] = "cut short: 96 of 22470 bytes",
        ["truncated_half"] = "cut short: 11235 of 22470 bytes",
        ["unknown_filter_lzf"] = "packed by filter 32000 (lzf)",
    };

    public static TheoryData<string, string> Cases { get; } = HostileCases.Of("hdf5");

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Cases))]
    public void Of_the_broken_files_each_is_refused_or_read_whole(string path, string allowed)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (allowed == "refuse" && !AboutVolumes.Contains(name))
        {
            var refused = Assert.Throws<InputRefusedException>(() => ReadAll(path));
            Assert.Contains(TestData.At($"hostile/{path}"), refused.Message);
            Assert.Contains(Places[name], refused.Message);
        }
        else if (name == "unknown_filter_lzf")
        {
            Assert.Contains(Places[name], Assert.Throws<InputRefusedException>(() => ReadAll(path)).Message);
        }
        else
        {
            ReadAll(path);
        }
    }

    // The values that the corpus states for its baseline: three samples about the centre, the others 0.
    [DataTheory("hostile/hdf5")]
    [InlineData("valid_single_coil_368", 640, 368)]
    [InlineData("big_endian_compound", 640, 368)]
    [InlineData("compound_fields_reversed", 640, 368)]
    [InlineData("valid_user_block", 640, 368)]
    [InlineData("valid_width_372", 640, 372)]
    [InlineData("odd_width_371", 640, 371)]
    [InlineData("rows_512", 512, 368)]
    public void Values_are_those_of_the_baseline_whatever_the_byte_order_and_the_order_of_members(string name, int rows, int columns)
    {
        using var file = Hdf5File.Open(TestData.At($"hostile/hdf5/{name}.h5"));
        using var kspace = file.Dataset("kspace");
        var slice = new Complex64[rows * columns];
        kspace.ReadLeading(0, slice.AsSpan());
        var expected = new Complex64[rows * columns];
        var centre = ((rows / 2) * columns) + (columns / 2);
        (expected[centre - 1], expected[centre], expected[centre + columns]) = (new(2.5e-5f, 0), new(3e-4f, 5e-5f), new(0, 5e-5f));
        Assert.Equal(expected, slice);
    }

    [DataFact("hostile/hdf5")]
    public void Attributes_are_read_as_they_are_and_refused_without_their_value()
    {
        using var text = Hdf5File.Open(TestData.At("hostile/hdf5/attr_max_not_numeric.h5"));
        var refused = Assert.Throws<InputRefusedException>(() => text.Attribute("max")!.ToNumber());
        Assert.Contains("attribute max: expected a number", refused.Message);
        using var missing = Hdf5File.Open(TestData.At("hostile/hdf5/attr_max_missing.h5"));
        Assert.Null(missing.Attribute("max"));
        using var unicode = Hdf5File.Open(TestData.At("hostile/hdf5/attr_patient_id_non_ascii.h5"));
        Assert.Equal("Åse-患者-🦴", unicode.Attribute("patient_id")!.Text);
        using var latin = Hdf5File.Open(TestData.At("hostile/hdf5/attr_patient_id_fixed_latin1.h5"));
        refused = Assert.Throws<InputRefusedException>(() => latin.Attribute("patient_id"));
        Assert.Contains("attribute patient_id: expected a text in UTF-8", refused.Message);
        Assert.DoesNotContain("ller", refused.Message);
    }

    private static void ReadAll(string path)
    {
        using var file = Hdf5File.Open(TestData.At($"hostile/{path}"));
        Assert.All(file.Datasets(), name => Assert.NotEmpty(name));
        if (file.Has("ismrmrd_header"))
            Assert.StartsWith("<", file.Dataset("ismrmrd_header").ReadText(), StringComparison.Ordinal);
        using var kspace = file.Dataset("kspace");
        var slice = new Complex64[kspace.Shape.Skip(1).Aggregate(1L, (a, b) => a * b)];
        var samples = 0;
        for (long i = 0; i < kspace.Shape[0]; i++)
        {
            kspace.ReadLeading(i, slice.AsSpan());
            samples += slice.Count(v => v != default);
        }

        Assert.Equal(path.Contains("zero_coils", StringComparison.Ordinal), samples == 0);
    }
}
