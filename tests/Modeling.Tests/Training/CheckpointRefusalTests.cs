using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;

namespace I2M2.Modeling.Tests;

/// <summary>A file that is not the checkpoint it says it is, is refused by file and tensor, and leaves nothing behind.</summary>
public sealed class CheckpointRefusalTests : IDisposable
{
    private const string Bias = "image.head.fc2.bias";
    private readonly TemporaryFolder folder = new();
    private readonly string path;

    public CheckpointRefusalTests()
    {
        path = folder.At("best.safetensors");
        using var model = Checkpoints.Model(Checkpoints.Image);
        Checkpoints.Save(path, model, Checkpoints.Image);
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(1000)]
    [InlineData(-1)]
    public void Cut_short(int length)
    {
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Refused();
    }

    [Fact]
    public void Not_there()
    {
        File.Delete(path);
        Refused("no such file");
    }

    [Fact]
    public void Another_programs_tensors()
    {
        SafetensorsFile.Write(path, [("weight", Dtype.F32, [1], new byte[4])]);
        Refused("not a checkpoint of this program");
    }

    [Fact]
    public void A_tensor_is_missing() => Refused($"'{Bias}' is missing", tensors => tensors.RemoveAll(t => t.Name == Bias));

    [Fact]
    public void A_tensor_too_many() => Refused("'image.extra' is not one of its networks'", tensors => tensors.Add(("image.extra", Dtype.F32, [1], new byte[4])));

    [Fact]
    public void An_expert_too_many() => Refused("'audio.head.fc2.bias'", tensors => tensors.Add(("audio.head.fc2.bias", Dtype.F32, [10], new byte[40])));

    [Fact]
    public void A_tensor_of_another_shape() =>
        Refused($"'{Bias}' is F32 [11], its networks have F32 [10]", tensors => Replace(tensors, (Bias, Dtype.F32, [11], new byte[44])));

    [Fact]
    public void A_tensor_of_as_many_numbers_in_another_shape() =>
        Refused($"'{Bias}' is F32 [2, 5]", tensors => Replace(tensors, (Bias, Dtype.F32, [2, 5], new byte[40])));

    [Theory]
    [InlineData(Dtype.F64, 80)]
    [InlineData(Dtype.U8, 10)]
    [InlineData(Dtype.U16, 20)]
    [InlineData(Dtype.C64, 80)]
    public void A_tensor_of_another_dtype(Dtype dtype, int bytes) =>
        Refused($"'{Bias}' is {dtype} [10]", tensors => Replace(tensors, (Bias, dtype, [10], new byte[bytes])));

    [Theory]
    [InlineData("dataset: avmnist", "dataset: imagenet", "imagenet/digit")]
    [InlineData("task: digit", "task: letter", "avmnist/letter")]
    [InlineData("variant: image", "variant: smell", "unimodal-smell")]
    [InlineData("paradigm: unimodal", "paradigm: trio", "configuration")]
    [InlineData("paradigm: unimodal", "paradigm: intra", "intra-image")]
    [InlineData("variant: image", "variant: audio", "tensor 'audio.")]
    [InlineData("classes: 10", "classes: 11", "11 classes, and it names 10")]
    [InlineData("classes: 10", "classes: 2000000000", "2000000000 classes, and it names 10")]
    [InlineData("dataset: avmnist", "dataset: !!python/object/apply:os.system ['touch PWNED']", "configuration")]
    [InlineData("dataset: avmnist", "dataset: &a [*a]", "configuration")]
    public void A_configuration_of_something_else(string honest, string lie, string named)
    {
        Rewrite(_ => { }, metadata =>
        {
            Assert.Contains(honest, metadata["config"], StringComparison.Ordinal);
            metadata["config"] = metadata["config"].Replace(honest, lie, StringComparison.Ordinal);
        });
        Refused(named);
        Assert.False(File.Exists("PWNED"));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("[")]
    public void Class_names_that_are_no_list_of_texts(string names)
    {
        Rewrite(_ => { }, metadata => metadata["class_names"] = names);
        Refused();
    }

    [Fact]
    public void An_expert_it_does_not_have()
    {
        using var model = Checkpoints.Model(new Paradigm(ParadigmKind.Intra, ""));
        var refused = Assert.Throws<InputRefusedException>(() => Checkpoint.LoadExpert(path, model, "audio"));
        Assert.Contains($"{path}: has no expert 'audio'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_no_numbers_are_refused_when_they_predict()
    {
        Rewrite(tensors => Replace(tensors, (Bias, Dtype.F32, [10], Enumerable.Repeat((byte)255, 40).ToArray())));
        var refused = Assert.Throws<InputRefusedException>(() => CheckpointPredictions.Of(path, AvMnistData.Write(folder.At("data")), "test"));
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_that_is_not_named_is_asked_for()
    {
        var refused = Assert.Throws<InputRefusedException>(() => CheckpointPredictions.Of(path, null, "test"));
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_of_another_data_set()
    {
        new ToyData(folder.At("toy")).Dispose();
        var refused = Assert.Throws<InputRefusedException>(() => CheckpointPredictions.Of(path, folder.At("toy"), "test"));
        Assert.Contains("holds toy, the checkpoint is for avmnist", refused.Message, StringComparison.Ordinal);
    }

    private static void Replace(List<StoredTensorBytes> tensors, StoredTensorBytes by) => tensors[tensors.FindIndex(t => t.Name == by.Name)] = by;

    private void Refused(string named, Action<List<StoredTensorBytes>> change)
    {
        Rewrite(change);
        Refused(named);
    }

    private void Refused(string named = "")
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;
        var refused = Assert.Throws<InputRefusedException>(() => Checkpoint.Load(path));
        Assert.StartsWith(path, refused.Message, StringComparison.Ordinal);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    private void Rewrite(Action<List<StoredTensorBytes>> change, Action<Dictionary<string, string>>? relabel = null)
    {
        var tensors = new List<StoredTensorBytes>();
        var metadata = new Dictionary<string, string>();
        using (var file = SafetensorsFile.Open(path))
        {
            tensors.AddRange(file.Names.Select(n => new StoredTensorBytes(n, file[n].Dtype, file[n].Shape, file[n].AsSpan<byte>().ToArray())));
            foreach (var (key, value) in file.Metadata)
                metadata[key] = value;
        }

        change(tensors);
        relabel?.Invoke(metadata);
        SafetensorsFile.Write(path, [.. tensors.Select(t => (t.Name, t.Dtype, t.Shape, (ReadOnlyMemory<byte>)t.Data))], metadata);
    }

    private sealed record StoredTensorBytes(string Name, Dtype Dtype, long[] Shape, byte[] Data)
    {
        public static implicit operator StoredTensorBytes((string Name, Dtype Dtype, long[] Shape, byte[] Data) t) => new(t.Name, t.Dtype, t.Shape, t.Data);
    }
}
