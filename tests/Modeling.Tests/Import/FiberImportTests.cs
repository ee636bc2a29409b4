using I2M2.Cli;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Networks.Fiber;
using I2M2.Modeling.Tasks.VisionLanguage;
using I2M2.Modeling.Tests.Golden;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Import;

/// <summary>Backbones from files of other code.</summary>
public sealed class FiberImportTests : IDisposable
{
    private const string Weights = "golden/fiber_tiny_weights.hash.safetensors";
    private static readonly FiberConfig Small = FiberConfig.Tiny with { Depths = [1, 1, 2, 1] };
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("torch");

    public void Dispose() => folder.Dispose();

    [DataFact(Weights, "golden/fiber_tiny.hash.safetensors")]
    public void The_reference_weights_by_name_give_the_reference_features()
    {
        var (exit, output, errors) = Import(TestData.At(Weights), "--out", folder.At("out"));
        Assert.Equal((ExitCode.Done, ""), (exit, errors));
        Assert.Contains("matched 209, missing 0, unexpected 0, resized 0, unused 49", output, StringComparison.Ordinal);
        using var scope = NewDisposeScope();
        using var fiber = Load("out");
        fiber.to(float64);
        fiber.eval();
        using var golden = GoldenFile.Fiber("tiny", "hash");
        var features = fiber.Features(FiberCases.Image("hash", "f64", 0), FiberCases.Text(), FiberCases.Mask("f64"), FiberPaths.All);
        foreach (var (path, found) in new[] { ("fused", features.Fused!), ("image", features.Image!), ("text", features.Text!) })
        {
            var expected = golden[$"paths_{path}/f64/cls_feats"];
            Assert.All(expected.Zip(found.data<double>().ToArray()), v => Assert.Equal(v.First, v.Second, 1e-9));
        }
    }

    [DataFact(Weights)]
    public void Tables_of_positions_are_brought_to_another_size_of_pictures()
    {
        var (_, output, _) = Import(TestData.At(Weights), "--out", folder.At("out"), "--image-size", "128");
        Assert.Contains("resized 5", output, StringComparison.Ordinal);
        using var fiber = Load("out");
        Assert.Equal((128, 4), (fiber.Config.ImageSize, fiber.Config.Window));
        Assert.Contains("are for 128", Assert.Throws<UsageException>(() => FiberWeights.Config(folder.At("out/backbone.safetensors"), 64)).Message, StringComparison.Ordinal);
    }

    // The same network under the names that Hugging Face and timm give its two halves.
    [Theory]
    [InlineData("hugging face")]
    [InlineData("timm 0.6")]
    [InlineData("timm 0.9")]
    public void Halves_of_other_libraries_become_the_backbone_with_fresh_layers_between(string names)
    {
        using var scope = NewDisposeScope();
        using var fiber = new FiberBackbone(Small);
        var (swin, roberta) = (new List<(string, Tensor)>(), new List<(string, Tensor)> { ("lm_head.bias", zeros([3])) });
        foreach (var (name, tensor) in fiber.state_dict().Where(t => !t.Key.Contains("i2t", StringComparison.Ordinal) && !t.Key.Contains("t2i", StringComparison.Ordinal) && !t.Key.Contains("pooler", StringComparison.Ordinal)))
        {
            if (name.StartsWith("text_transformer.", StringComparison.Ordinal))
                roberta.Add(($"roberta.{name["text_transformer.".Length..]}", tensor));
            else if (name.StartsWith("vit_model.", StringComparison.Ordinal))
                swin.AddRange(Renamed(name["vit_model.".Length..], tensor, names));
        }

        swin.Add((names == "hugging face" ? "classifier.weight" : "head.weight", zeros([2, 2])));
        Save("swin.safetensors", swin);
        Save("roberta.safetensors", roberta);
        string[] files = [folder.At("roberta.safetensors"), folder.At("swin.safetensors")];
        var (refused, _, errors) = Import([.. files, "--out", folder.At("out"), "--text-heads", "2"]);
        Assert.Equal(ExitCode.InputRefused, refused);
        Assert.Contains("tensors missing: ", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
        Assert.Equal(ExitCode.Done, Import([.. files, "--out", folder.At("out"), "--text-heads", "2", "--allow-missing"]).Exit);
        using var loaded = FiberWeights.Create(folder.At("out/backbone.safetensors"), FiberWeights.Config(folder.At("out/backbone.safetensors"), 0));
        var own = loaded.state_dict();
        Assert.Equal((Small.Hidden, Small.TextLayers, Small.ImageSize), (loaded.Config.Hidden, loaded.Config.TextLayers, loaded.Config.ImageSize));
        foreach (var (name, tensor) in fiber.state_dict().Where(t => !t.Key.Contains("i2t", StringComparison.Ordinal) && !t.Key.Contains("t2i", StringComparison.Ordinal) && !t.Key.Contains("pooler", StringComparison.Ordinal) && !t.Key.StartsWith("cross_modal", StringComparison.Ordinal)))
            Assert.True(own[name].eq(tensor).all().ToBoolean(), name);
    }

    [DataFact(Weights)]
    public void A_tensor_more_a_tensor_less_and_one_of_another_shape_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(TestData.At(Weights));
        var all = file.Names.Select(n => (n, StoredTensor.FromStored(file[n]))).ToList();
        Refused([.. all, ("vit_model.layers.9.norm.weight", ones([3]))], "tensors without a place in the backbone: 1, first vit_model.layers.9.norm.weight");
        Refused([.. all.Where(t => t.n != "cross_modal_text_transform_itc.bias")], "tensors missing: 1, first cross_modal_text_transform_itc.bias");
        Refused([.. all.Select(t => t.n == "vit_model.norm.weight" ? (t.n, ones([7])) : t)], "tensor vit_model.norm.weight is [7], the network has [128]");

        void Refused(List<(string, Tensor)> tensors, string message)
        {
            Save("x.safetensors", tensors);
            var (exit, _, errors) = Import(folder.At("x.safetensors"), "--out", folder.At("out"));
            Assert.Equal(ExitCode.InputRefused, exit);
            Assert.Contains(message, errors, StringComparison.Ordinal);
            Assert.False(Directory.Exists(folder.At("out")));
        }
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void No_hostile_file_becomes_a_backbone_or_runs_anything(string path, string allowed)
    {
        var (exit, _, errors) = Import(TestData.At($"hostile/{path}"), "--out", folder.At("out"));
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.NotEmpty(allowed);
        Assert.Empty(Directory.GetFiles(folder.At("."), "PWNED", SearchOption.AllDirectories));
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private static IEnumerable<(string, Tensor)> Renamed(string name, Tensor tensor, string names)
    {
        if (names != "hugging face")
        {
            var merging = name.Contains(".downsample.", StringComparison.Ordinal) && names == "timm 0.9";
            return [(merging ? $"layers.{int.Parse(name.AsSpan(7, 1), System.Globalization.CultureInfo.InvariantCulture) + 1}{name[8..]}" : name, tensor)];
        }

        if (name.Contains(".attn.qkv.", StringComparison.Ordinal))
        {
            var width = tensor.shape[0] / 3;
            return new[] { "query", "key", "value" }.Select((part, k) => ($"swin.encoder.{name.Replace(".attn.qkv.", $".attention.self.{part}.", StringComparison.Ordinal)}", tensor.narrow(0, k * width, width)));
        }

        (string Ours, string Theirs)[] parts =
        [
            (".norm1.", ".layernorm_before."), (".norm2.", ".layernorm_after."), (".attn.proj.", ".attention.output.dense."), (".mlp.fc1.", ".intermediate.dense."), (".mlp.fc2.", ".output.dense."),
            (".attn.relative_position", ".attention.self.relative_position"),
        ];
        if (name.StartsWith("layers.", StringComparison.Ordinal))
            return [($"swin.encoder.{parts.Aggregate(name, (n, p) => n.Replace(p.Ours, p.Theirs, StringComparison.Ordinal))}", tensor)];
        return [(name.StartsWith("norm.", StringComparison.Ordinal) ? $"swin.layer{name}" : $"swin.{name.Replace("patch_embed.proj", "embeddings.patch_embeddings.projection", StringComparison.Ordinal).Replace("patch_embed.norm", "embeddings.norm", StringComparison.Ordinal)}", tensor)];
    }

    private void Save(string name, List<(string Name, Tensor Tensor)> tensors) =>
        SafetensorsFile.Write(folder.At(name), [.. tensors.Select(t => StoredTensor.ToStored(t.Name, t.Tensor.contiguous()))], new Dictionary<string, string>());

    private FiberBackbone Load(string at) => FiberWeights.Create(folder.At($"{at}/backbone.safetensors"), FiberWeights.Config(folder.At($"{at}/backbone.safetensors"), 0));

    private static (int Exit, string Output, string Errors) Import(params string[] args) => InProcess.Run(typeof(ImportCommand).Assembly, ["import", .. args, "--as", "fiber"]);
}
