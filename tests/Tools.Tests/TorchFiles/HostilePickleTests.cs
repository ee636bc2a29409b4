using I2M2.Shards;

namespace I2M2.Tests.TorchFiles;

/// <summary>Pickles that are well-formed and mean harm, and pickles that nobody meant.</summary>
public class HostilePickleTests
{
    [Fact]
    public void A_list_that_holds_itself_and_lists_that_double_are_refused()
    {
        Refused([.. "]q\0h\0a."u8], "64 deep");

        // Each tuple holds the one before twice: 2^60 places in all, behind 61 instructions.
        var doubling = new List<byte>([(byte)')']);
        for (byte level = 0; level < 60; level++)
            doubling.AddRange([(byte)'q', level, (byte)'h', level, 0x86]);
        Refused([.. doubling, (byte)'.'], "more than 2,000,000 values");
    }

    [Fact]
    public void Many_values_are_refused()
    {
        Refused([(byte)'(', .. Enumerable.Repeat((byte)'N', 1_100_000), .. "t."u8], "more than 1,000,000 values");
        Refused([(byte)'(', .. Enumerable.Repeat((byte)'}', 1_100_000), .. "t."u8], "more than 1,000,000 values");
    }

    [Fact]
    public void A_long_key_over_many_values_is_refused()
    {
        var file = Start().Raw("}"u8).Text(new string('k', 4_000_000)).Raw("]("u8);
        file.Raw([.. Enumerable.Repeat((byte)')', 900_000), .. "es."u8]);
        Refused(file, "keys are too long");
    }

    [Fact]
    public void Attributes_given_to_many_namespaces_cost_nothing()
    {
        var file = Start().Raw("}q\0("u8);
        for (var k = 0; k < 10_000; k++)
            file.Number(k).Raw("N"u8);
        file.Raw("ucargparse\nNamespace\nq\u0001("u8);
        for (var k = 0; k < 50_000; k++)
            file.Raw([(byte)'h', 1, (byte)')', 0x81, (byte)'h', 0, (byte)'b']);
        Refused(file.Raw("t."u8), "left over");
    }

    [Fact]
    public void Names_that_would_mean_two_things_are_refused()
    {
        var twice = Start().Raw("}"u8).Text("a").Raw("Ns"u8).Text("a").Raw("Ns."u8);
        Refused(twice, "one key twice");
        var number = Start().Raw("}"u8).Text("1").Raw("Ns"u8).Number(1).Raw("Ns."u8);
        Refused(number, "one key twice");
        var dotted = Start().Raw("}"u8).Text("a.b").Tensor("ByteStorage", [1], [1]).Raw("s"u8).Text("a").Raw("}"u8);
        Refused(dotted.Text("b").Tensor("ByteStorage", [1], [2]).Raw("ss."u8), "two tensors are called 'a.b'");
    }

    [Theory]
    [InlineData("}N.", "left over")]
    [InlineData("}NNs.", "neither a text nor a whole number")]
    [InlineData("}(Nu.", "a key without a value")]
    [InlineData("a.", "the stack is empty")]
    [InlineData("t.", "no mark")]
    [InlineData("]a.", "the stack is empty")]
    [InlineData("}]a.", "expected a list")]
    [InlineData("h\u0007.", "nothing is remembered")]
    [InlineData("ctorch\nfloat32\n)R.", "arguments that torch.save does not write")]
    [InlineData("ccollections\nOrderedDict\n(NtR.", "arguments that torch.save does not write")]
    [InlineData("ctorch\nFloatTensor\n.", "refers to torch.FloatTensor")]
    [InlineData("ctorch.storage\nUntypedStorage\n.", "refers to torch.storage.UntypedStorage")]
    [InlineData("NNNN", "1 bytes are needed, 0 are left")]
    [InlineData("N.N", "left over")]
    [InlineData("I1\n.", "instruction 0x49 ('I')")]
    public void A_pickle_that_makes_no_sense_is_refused_with_its_reason(string instructions, string message) =>
        Refused(System.Text.Encoding.ASCII.GetBytes(instructions), message);

    [Theory]
    [InlineData(new long[] { 4 }, new long[] { 1 }, 1)]
    [InlineData(new long[] { 2, 2 }, new long[] { 3, 1 }, 0)]
    [InlineData(new long[] { 2, 3 }, new long[] { 4611686018427387904, 4611686018427387904 }, 0)]
    [InlineData(new long[] { 4294967296, 4294967296 }, new long[] { 0, 0 }, 0)]
    [InlineData(new long[] { 1099511627776 }, new long[] { 0 }, 0)]
    [InlineData(new long[] { 1 }, new long[] { 1 }, 9223372036854775807)]
    [InlineData(new long[] { 1 }, new long[] { 1, 1 }, 0)]
    [InlineData(new long[] { 1 }, new long[] { 1 }, -1)]
    [InlineData(new long[] { -1 }, new long[] { 1 }, 0)]
    public void A_view_that_leaves_its_storage_is_refused(long[] shape, long[] strides, long offset)
    {
        using var folder = new TemporaryFolder();
        View(shape, strides, offset).Write(folder.At("a.pt"), ("archive/data/0", new byte[16]));
        TorchFileTests.Refusal(folder.At("a.pt"));
    }

    [Fact]
    public void A_view_that_just_fits_its_storage_is_read()
    {
        using var folder = new TemporaryFolder();
        byte[] data = [.. Enumerable.Range(0, 16).Select(k => (byte)k)];
        View([2, 2], [2, 1], 0).Write(folder.At("a.pt"), ("archive/data/0", data));
        Assert.Equal(data, TorchFileTests.ReadAll(folder.At("a.pt"))[""]);
        View([2], [3], 0).Write(folder.At("a.pt"), ("archive/data/0", data));
        Assert.Equal([.. data[..4], .. data[12..]], TorchFileTests.ReadAll(folder.At("a.pt"))[""]);
    }

    [DataTheory("hostile/torch")]
    [InlineData("valid_lightning.ckpt")]
    [InlineData("valid_views_shared_strided.pt")]
    public void Any_byte_of_a_file_that_changes_is_noticed_or_does_not_matter(string name)
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(TestData.At($"hostile/torch/{name}"));
        var truth = TorchFileTests.ReadAll(TestData.At($"hostile/torch/{name}"));
        var random = new Random(1);
        for (var place = 0; place < whole.Length; place++)
        {
            var before = whole[place];
            whole[place] ^= (byte)random.Next(1, 256);
            File.WriteAllBytes(folder.At("flipped.pt"), whole);
            whole[place] = before;
            var error = Record.Exception(() => Assert.Equal(truth, TorchFileTests.ReadAll(folder.At("flipped.pt"))));
            Assert.True(error is null or InputRefusedException, $"byte {place}: {error}");
        }
    }

    [Fact]
    public void Pickles_that_chance_has_changed_are_read_or_refused_within_bounds()
    {
        using var folder = new TemporaryFolder();
        var good = Start().Raw("}("u8).Text("w").Tensor("FloatStorage", [2, 2], new byte[16]).Text("n").Raw("cargparse\nNamespace\n)"u8);
        var pickle = good.Raw([0x81, .. "}"u8]).Text("k").Raw("]q\u0001Nasbu."u8).Pickle;
        byte[] instructions = [.. "N().te]a}suqhrjcRQb0GX"u8, 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x8a, 0x8c, 0x8d, 0x93, 0x94, 0x95, 0, 1, 0xFF];
        var random = new Random(2);
        var read = 0;
        for (var round = 0; round < 1000; round++)
        {
            var changed = pickle.ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var place = random.Next(2, changed.Count);
                var value = random.Next(2) == 0 ? (byte)random.Next(256) : instructions[random.Next(instructions.Length)];
                switch (random.Next(4))
                {
                    case 0: changed[place] = value; break;
                    case 1: changed.Insert(place, value); break;
                    case 2 when changed.Count > 10: changed.RemoveAt(place); break;
                    default: changed.InsertRange(place, changed.GetRange(place, Math.Min(random.Next(1, 40), changed.Count - place))); break;
                }
            }

            new TorchZip().Raw(changed.ToArray()).Write(folder.At("a.pt"), ("archive/data/0", new byte[16]));
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var error = Record.Exception(() => TorchFileTests.ReadAll(folder.At("a.pt")));
            Assert.True(error is null or InputRefusedException, $"round {round}: {Convert.ToHexString([.. changed])}: {error}");
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < 128 << 20, $"round {round} took over 128 MiB");
            read += error is null ? 1 : 0;
        }

        Assert.InRange(read, 1, 999); // both endings were met
    }

    private static TorchZip Start() => new TorchZip().Raw([0x80, 2]);

    private static TorchZip View(long[] shape, long[] strides, long offset)
    {
        var file = Start().Raw("ctorch._utils\n_rebuild_tensor_v2\n(("u8).Text("storage").Raw("ctorch\nFloatStorage\n"u8).Text("0").Text("cpu").Number(4);
        return file.Raw("tQ"u8).Number(offset).Tuple(shape).Tuple(strides).Raw([0x89, .. "ccollections\nOrderedDict\n)RtR."u8]);
    }

    private static void Refused(TorchZip file, string message)
    {
        using var folder = new TemporaryFolder();
        file.Write(folder.At("a.pt"));
        var refusal = TorchFileTests.Refusal(folder.At("a.pt"));
        Assert.True(refusal.Contains(message, StringComparison.Ordinal), refusal);
    }

    private static void Refused(byte[] instructions, string message) => Refused(Start().Raw(instructions), message);
}
