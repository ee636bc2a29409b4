using System.Buffers.Binary;
using System.Text;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class SafetensorsRefusalTests
{
    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("safetensors");

    [Theory]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "given twice")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"I8","shape":[4],"data_offsets":[0,4]}}""", 4, "given twice")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "overlaps")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", 8, "hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 5, "belong to none")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 3, "holds 3 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,4]}}""", 4, "needs 16 bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "a")]
    [InlineData("""{"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4.5],"data_offsets":[0,4]}}""", 4, "whole numbers")]
    [InlineData("""{"a":{"dtype":"u8","shape":[4],"data_offsets":[0,4]}}""", 4, "unknown")]
    [InlineData("""{"a":{"dtype":"1","shape":[4],"data_offsets":[0,4]}}""", 4, "unknown")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}""", 4, "backwards")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,8]}}""", 4, "pair")]
    [InlineData("""{"__metadata__":{"k":1}}""", 0, "not a string")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "given twice")]
    [InlineData("""{"a":[]}""", 0, "StartObject")]
    [InlineData("""{} {}""", 0, "not valid JSON")]
    public void A_header_that_breaks_a_rule_is_refused_by_name_and_place(string header, int dataBytes, string message)
    {
        using var folder = new TemporaryFolder();
        var bytes = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(8));
        File.WriteAllBytes(folder.At("f"), bytes);
        var refused = Assert.Throws<InputRefusedException>(() => SafetensorsFile.Open(folder.At("f")));
        Assert.Contains(folder.At("f"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        SafetensorsFile.Write(folder.At("whole"), [("x", Dtype.F32, [4], new byte[16])]);
        var whole = File.ReadAllBytes(folder.At("whole"));
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.At("cut"), whole[..length]);
            Assert.Throws<InputRefusedException>(() => SafetensorsFile.Open(folder.At("cut")));
        }
    }

    [Fact]
    public void Control_characters_of_a_hostile_name_reach_no_terminal()
    {
        var message = new InputRefusedException("a\u001b[2Jb", "bad\nline", "look").Message;
        Assert.Equal("a?[2Jb: bad?line. Look.", message);
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void Of_the_broken_files_each_is_refused_or_read_as_stated(string path, string allowed)
    {
        var refused = Record.Exception(() => SafetensorsFile.Open(TestData.At($"hostile/{path}")).Dispose());
        if (refused is null)
            Assert.Contains("accept", allowed, StringComparison.Ordinal);
        else
            Assert.IsType<InputRefusedException>(refused);
        if (allowed == "accept-with-rule")
            Assert.Null(refused);
    }

    [DataFact("hostile/safetensors")]
    public void Unaligned_and_half_precision_tensors_are_read()
    {
        using var unaligned = SafetensorsFile.Open(TestData.At("hostile/safetensors/valid_unaligned.safetensors"));
        Assert.Equal([-5L, 1099511627776L], unaligned["c"].AsSpan<long>().ToArray());
        Assert.Equal([1, 2, 3], unaligned["b"].AsSpan<byte>().ToArray());
        using var halves = SafetensorsFile.Open(TestData.At("hostile/safetensors/valid_bf16_f16_scalar.safetensors"));
        Assert.Empty(halves["s"].Shape);
        Assert.Equal([2.5f], halves["s"].AsSpan<float>().ToArray());
        Assert.Equal([(Half)1, (Half)(-2)], halves["h"].AsSpan<Half>().ToArray());
    }
}
