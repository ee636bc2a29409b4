using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>A checkpoint is one file that says everything needed to predict with it.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public CheckpointTests() => set_num_threads(1);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ParadigmKind.Unimodal, "audio")]
    [InlineData(ParadigmKind.Intra, "")]
    [InlineData(ParadigmKind.I2M2, "lrtf")]
    public void Loading_gives_back_the_same_predictions_bit_for_bit(ParadigmKind kind, string variant)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var saved = Checkpoints.Model(new Paradigm(kind, variant));
        Checkpoints.Save(folder.At("best.safetensors"), saved, new Paradigm(kind, variant));
        Tensor[] inputs = [rand([3, 1, 28, 28]), rand([3, 1, 112, 112])];
        saved.eval();
        var before = saved.call(inputs).Select(z => z.data<float>().ToArray()).ToArray();

        Directory.CreateDirectory(folder.At("elsewhere"));
        File.Move(folder.At("best.safetensors"), folder.At("elsewhere/renamed.safetensors"));
        manual_seed(123);
        var (model, config, task) = Checkpoint.Load(folder.At("elsewhere/renamed.safetensors"));
        using var loaded = model;
        loaded.eval();
        Assert.Equal(before, loaded.call(inputs).Select(z => z.data<float>().ToArray()));
        Assert.Equal(new Paradigm(kind, variant), config.Paradigm);
        Assert.IsType<AvMnistTask>(task);
    }

    [Fact]
    public void Batch_norms_running_statistics_travel_along()
    {
        using var scope = NewDisposeScope();
        using var saved = Checkpoints.Model(Checkpoints.Image);
        saved.call([rand([8, 1, 28, 28]), zeros([8, 1, 112, 112])]);
        Checkpoints.Save(folder.At("best.safetensors"), saved, Checkpoints.Image);
        using var loaded = Checkpoint.Load(folder.At("best.safetensors")).Model;
        foreach (var (name, tensor) in saved.state_dict())
            Assert.Equal(tensor.bytes.ToArray(), loaded.state_dict()[name].bytes.ToArray());
        Assert.Equal(1, loaded.state_dict()["image.encoders.0.bns.0.num_batches_tracked"].ToInt64());
    }

    [Fact]
    public void Its_metadata_says_what_it_is()
    {
        using var model = Checkpoints.Model(Checkpoints.Image);
        Checkpoints.Save(folder.At("best.safetensors"), model, Checkpoints.Image);
        using var file = SafetensorsFile.Open(folder.At("best.safetensors"));
        Assert.Equal(["class_names", "config", "data_hash", "epoch", "format", "sha256", "train_statistics", "valid_accuracy"], file.Metadata.Keys.Order());
        Assert.Equal(("7", "0.625"), (file.Metadata["epoch"], file.Metadata["valid_accuracy"]));
        Assert.Contains("\"digit 9\"", file.Metadata["class_names"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        using var model = Checkpoints.Model(Checkpoints.Image);
        var first = Checkpoints.Save(folder.At("a.safetensors"), model, Checkpoints.Image);
        Assert.Equal(first, Checkpoints.Save(folder.At("b.safetensors"), model, Checkpoints.Image));
        Assert.Equal(File.ReadAllBytes(folder.At("a.safetensors")), File.ReadAllBytes(folder.At("b.safetensors")));
    }

    [Fact]
    public void One_expert_can_be_taken_over_and_leaves_the_others_alone()
    {
        using var source = Checkpoints.Model(Checkpoints.Image, seed: 1);
        Checkpoints.Save(folder.At("image.safetensors"), source, Checkpoints.Image);
        using var model = Checkpoints.Model(new Paradigm(ParadigmKind.Intra, ""), seed: 2);
        using var untouched = Checkpoints.Model(new Paradigm(ParadigmKind.Intra, ""), seed: 2);
        Checkpoint.LoadExpert(folder.At("image.safetensors"), model, "image");
        foreach (var (name, tensor) in model.state_dict())
        {
            var from = name.StartsWith("image.", StringComparison.Ordinal) ? source : untouched;
            Assert.Equal(from.state_dict()[name].bytes.ToArray(), tensor.bytes.ToArray());
        }
    }

    [Fact]
    public void Loading_leaves_no_tensor_behind_but_the_models()
    {
        using var model = Checkpoints.Model(Checkpoints.Image);
        Checkpoints.Save(folder.At("best.safetensors"), model, Checkpoints.Image);
        Checkpoint.Load(folder.At("best.safetensors")).Model.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Checkpoint.Load(folder.At("best.safetensors")).Model.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }
}
