using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;

namespace I2M2.Modeling.Tests;

/// <summary>What a checkpoint says of itself holds for every bit of it.</summary>
public sealed class TensorSealTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public TensorSealTests()
    {
        path = folder.At("best.safetensors");
        using var model = Checkpoints.Model(Checkpoints.Image);
        Checkpoints.Save(path, model, Checkpoints.Image);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_whole_file_is_whole()
    {
        using var file = SafetensorsFile.Open(path);
        TensorSeal.Check(file);
        Assert.Equal(64, TensorSeal.Of(file).Length);
        Assert.Equal(TensorSeal.Of(file), Checkpoint.Seal(path));
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_the_weights_is_found()
    {
        var whole = File.ReadAllBytes(path);
        var data = 8 + (int)BitConverter.ToInt64(whole);
        var random = new Random(1);
        foreach (var at in Enumerable.Range(0, 30).Select(_ => random.Next(data, whole.Length)).Append(data).Append(whole.Length - 1))
        {
            var bytes = whole.ToArray();
            bytes[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            Assert.Contains(path, Assert.Throws<InputRefusedException>(() => Checkpoint.Load(path)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("epoch", "8")]
    [InlineData("valid_accuracy", "0.999")]
    [InlineData("data_hash", "00fe")]
    [InlineData("class_names", "[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"0\"]")]
    public void Metadata_that_was_changed_is_found(string key, string value)
    {
        using (var file = SafetensorsFile.Open(path))
        {
            var tensors = file.Names.Select(n => (n, file[n].Dtype, file[n].Shape.ToArray(), (ReadOnlyMemory<byte>)file[n].AsSpan<byte>().ToArray())).ToList();
            SafetensorsFile.Write(folder.At("changed"), tensors, new Dictionary<string, string>(file.Metadata) { [key] = value });
        }

        Assert.Contains("not what was written", Assert.Throws<InputRefusedException>(() => Checkpoint.Load(folder.At("changed"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_names_do_not_run_together()
    {
        string Seal(params (string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data)[] tensors)
        {
            TensorSeal.Write(folder.At("f"), tensors, new Dictionary<string, string>());
            return Checkpoint.Seal(folder.At("f"));
        }

        var bytes = new byte[4];
        Assert.NotEqual(Seal(("a", Dtype.F32, [1], bytes)), Seal(("b", Dtype.F32, [1], bytes)));
        Assert.NotEqual(Seal(("a", Dtype.F32, [1], bytes)), Seal(("a", Dtype.I32, [1], bytes)));
        Assert.NotEqual(Seal(("a", Dtype.F32, [1, 1], bytes)), Seal(("a", Dtype.F32, [1], bytes)));
        Assert.NotEqual(Seal(("a", Dtype.U8, [0], Array.Empty<byte>()), ("b", Dtype.U8, [1], new byte[1])), Seal(("a", Dtype.U8, [1], new byte[1]), ("b", Dtype.U8, [0], Array.Empty<byte>())));
    }
}
