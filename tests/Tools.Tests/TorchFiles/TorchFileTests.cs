using System.Text.Json;
using I2M2.Shards;
using I2M2.TorchFiles;

namespace I2M2.Tests.TorchFiles;

public class TorchFileTests
{
    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("torch");

    [Theory]
    [InlineData("FloatStorage", Dtype.F32, 4)]
    [InlineData("DoubleStorage", Dtype.F64, 8)]
    [InlineData("HalfStorage", Dtype.F16, 2)]
    [InlineData("BFloat16Storage", Dtype.BF16, 2)]
    [InlineData("LongStorage", Dtype.I64, 8)]
    [InlineData("IntStorage", Dtype.I32, 4)]
    [InlineData("ShortStorage", Dtype.I16, 2)]
    [InlineData("CharStorage", Dtype.I8, 1)]
    [InlineData("ByteStorage", Dtype.U8, 1)]
    [InlineData("BoolStorage", Dtype.BOOL, 1)]
    [InlineData("ComplexFloatStorage", Dtype.C64, 8)]
    public void Tensors_of_every_dtype_are_read_to_the_byte(string storageType, Dtype dtype, int elementBytes)
    {
        using var folder = new TemporaryFolder();
        byte[] data = [.. Enumerable.Range(0, 6 * elementBytes).Select(k => (byte)(dtype == Dtype.BOOL ? k % 2 : 200 - k))];
        TorchZip.WriteStateDict(folder.At("a.pt"), [("matrix", storageType, [2, 3], data), ("scalar", storageType, [], data[..elementBytes]), ("none", storageType, [0, 4], [])]);
        using var file = TorchFile.Open(folder.At("a.pt"));
        Assert.Equal(["matrix", "scalar", "none"], file.Tensors.Select(t => t.Name));
        Assert.All(file.Tensors, t => Assert.Equal(dtype, t.Tensor.Dtype));
        Assert.Equal([2L, 3L], file.Tensors[0].Tensor.Shape);
        Assert.Equal(data, file.Tensors[0].Tensor.Read());
        Assert.Equal(data[..elementBytes], file.Tensors[1].Tensor.Read());
        Assert.Empty(file.Tensors[2].Tensor.Read());
    }

    [Fact]
    public void Names_are_the_keys_and_places_that_lead_to_a_tensor()
    {
        using var folder = new TemporaryFolder();
        var file = new TorchZip().Raw([0x80, 2, .. "}("u8]).Text("a").Raw("}("u8).Number(7).Raw("]("u8).Text("text").Tensor("ByteStorage", [1], [5]);
        file.Raw("e"u8).Text("b").Tensor("ByteStorage", [1], [6]).Raw("u"u8).Text("c").Tensor("ByteStorage", [1], [7]).Raw("u."u8).Write(folder.At("a.pt"));
        using var read = TorchFile.Open(folder.At("a.pt"));
        Assert.Equal([("a.7.1", 5), ("a.b", 6), ("c", 7)], read.Tensors.Select(t => (t.Name, (int)t.Tensor.Read().Single())));
    }

    [Fact]
    public void The_byte_order_member_is_heeded()
    {
        using var folder = new TemporaryFolder();
        var file = new TorchZip().Raw([0x80, 2, .. "}."u8]);
        file.Write(folder.At("little.pt"), ("archive/byteorder", "little"u8.ToArray()));
        TorchFile.Open(folder.At("little.pt")).Dispose();
        file.Write(folder.At("big.pt"), ("archive/byteorder", "big"u8.ToArray()));
        Assert.Contains("byte order", Refusal(folder.At("big.pt")), StringComparison.Ordinal);
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void Of_the_broken_files_each_is_refused_or_read_as_stated_and_none_is_carried_out(string path, string allowed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (allowed == "refuse")
        {
            Assert.Contains(Path.GetFileName(path), Refusal(TestData.At($"hostile/{path}")), StringComparison.Ordinal);
        }
        else
        {
            // All that may be read are: nothing is left to an "also right".
            using var file = TorchFile.Open(TestData.At($"hostile/{path}"));
            var read = file.Tensors.ToDictionary(t => t.Name, t => t.Tensor);
            foreach (var (name, tensor) in Expected(path))
            {
                Assert.Equal(tensor.GetProperty("shape").Deserialize<long[]>(), read[name].Shape);
                Assert.Equal(tensor.GetProperty("dtype").GetString(), read[name].Dtype.ToString());
                Assert.Equal(Flat(tensor.GetProperty("values")), Numbers(read[name]));
            }

            Assert.Equal(Expected(path).Select(e => e.Name).Order(), read.Keys.Order());
        }

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20, "took over 16 MiB");
        Assert.False(File.Exists("PWNED"), "something in the file was executed");
    }

    [DataTheory("hostile/torch")]
    [InlineData("whole_module.pt", "data.pkl, byte 2: refers to torch.nn.modules.linear.Linear")]
    [InlineData("whole_module.pt", "torch.save(model.state_dict(), path)")]
    [InlineData("stack_global_dotted.pt", "byte 34: refers to torch.serialization.os.system")]
    [InlineData("inst_opcode.pt", "byte 0: does not begin with protocol")]
    [InlineData("legacy_long1_then_evil.pt", "PyTorch 1.6")]
    [InlineData("storage_numel_2pow61.pt", "storage 0 is said to have 2,305,843,009,213,693,952 elements of F32, its member has 16 bytes")]
    [InlineData("negative_stride.pt", "stride is not made of whole numbers from 0")]
    [InlineData("zip_bomb_deflate.pt", "its member has 150,000,000 bytes")]
    [InlineData("missing_member.pt", "storage 0 is not in the archive")]
    [InlineData("storage_key_absolute.pt", "no plain name")]
    [InlineData("two_roots.pt", "one folder")]
    [InlineData("duplicate_members.pt", "'archive/data.pkl' is there twice")]
    [InlineData("nested_in_hyper_parameters.ckpt", "refers to")]
    [InlineData("evil_in_backward_hooks.pt", "refers to")]
    [InlineData("binunicode8_huge.pt", "4,611,686,018,427,387,904 bytes are needed, 4 are left")]
    [InlineData("member_crc_wrong.pt", "'archive/data/0' does not have its CRC-32")]
    public void A_refusal_names_what_and_where(string name, string message) =>
        Assert.Contains(message, Refusal(TestData.At($"hostile/torch/{name}")), StringComparison.Ordinal);

    internal static string Refusal(string path) => Assert.Throws<InputRefusedException>(() => ReadAll(path)).Message;

    /// <summary>Reads every tensor of a file.</summary>
    internal static Dictionary<string, byte[]> ReadAll(string path)
    {
        using var file = TorchFile.Open(path);
        return file.Tensors.ToDictionary(t => t.Name, t => t.Tensor.Read());
    }

    private static List<(string Name, JsonElement Tensor)> Expected(string path) => path == "torch/lightning_namespace_hparams.ckpt"
        ? Expected("torch/valid_lightning.ckpt") // the same state dict, without a truth of its own
        : [.. HostileCases.Truth(path).EnumerateObject().Select(p => (p.Name, p.Value))];

    private static double[] Flat(JsonElement values) =>
        [.. values.EnumerateArray().SelectMany(v => v.ValueKind == JsonValueKind.Array ? v.Deserialize<double[]>()! : [v.GetDouble()])];

    private static double[] Numbers(TorchTensor tensor)
    {
        var bytes = tensor.Read();
        return tensor.Dtype == Dtype.I64
            ? [.. Enumerable.Range(0, bytes.Length / 8).Select(k => (double)BitConverter.ToInt64(bytes, k * 8))]
            : [.. Enumerable.Range(0, bytes.Length / 4).Select(k => (double)BitConverter.ToSingle(bytes, k * 4))];
    }
}
