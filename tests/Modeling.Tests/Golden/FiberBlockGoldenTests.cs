using I2M2.Modeling.Networks.Fiber;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>Blocks and layers of FIBER in their published widths against the reference: results, those of their parts, gradients.</summary>
public sealed class FiberBlockGoldenTests
{
    private const int Tokens = 12;
    private const int Words = 8; // of the tokens; the rest is padding
    private const double Alpha = 0.5;

    // Names of the golden file: image size, stage, whether it has a fusion.
    public static TheoryData<string, string, int, int, bool> Blocks
    {
        get
        {
            var cases = new TheoryData<string, string, int, int, bool>();
            foreach (var fill in new[] { "hash", "sine" })
            {
                cases.Add(fill, "swinb_stage2_shifted_fused", 384, 2, true);
                cases.Add(fill, "swinb_stage2_shifted_plain", 384, 2, false);
                cases.Add(fill, "swinb_stage2_576px_shifted_fused", 576, 2, true);
                cases.Add(fill, "swinb_stage3_fused", 384, 3, true); // asked for a shift, which one window has not
            }

            return cases;
        }
    }

    [DataTheory("golden")]
    [MemberData(nameof(Blocks))]
    public void Blocks_of_the_image_give_the_reference_results_intermediate_results_and_gradients(string fill, string name, int size, int stage, bool fused)
    {
        foreach (var precision in new[] { "f64", "f32" })
        {
            using var scope = NewDisposeScope();
            var config = FiberConfig.Base(size);
            using var block = new SwinBlock(config, stage, shifted: true, fused, dropPath: 0);
            var side = config.Grid(stage);
            var image = Input(fill, $"{name}.image", 0, [1, side * side, config.Channels(stage)], precision);
            var text = fused ? Input(fill, $"{name}.text", 1, [1, Tokens, config.Hidden], precision) : null;
            Check(fill, name, precision, block, () => block.Run(image, text, text is null ? null : Padding()), output => Parts(block, config.Window, image, text, output), image, text);
        }
    }

    [DataTheory("golden")]
    [InlineData("hash", "roberta_layer6_fused", 6, true, true)]
    [InlineData("hash", "roberta_layer10_fused", 10, true, true)]
    [InlineData("hash", "roberta_layer11_fused", 11, true, false)]
    [InlineData("hash", "roberta_layer6_plain", 6, false, true)]
    [InlineData("sine", "roberta_layer6_fused", 6, true, true)]
    [InlineData("sine", "roberta_layer10_fused", 10, true, true)]
    [InlineData("sine", "roberta_layer11_fused", 11, true, false)]
    [InlineData("sine", "roberta_layer6_plain", 6, false, true)]
    public void Layers_of_the_text_give_the_reference_results_intermediate_results_and_gradients(string fill, string name, int index, bool fused, bool lastNorm)
    {
        foreach (var precision in new[] { "f64", "f32" })
        {
            using var scope = NewDisposeScope();
            var config = FiberConfig.Base384;
            using var layer = new TextLayer(config, index);
            var side = config.Grid(index < 10 ? 2 : 3);
            var text = Input(fill, $"{name}.text", 0, [1, Tokens, config.Hidden], precision);
            var image = fused ? Input(fill, $"{name}.image", 1, [1, side * side, config.ImageChannels(index)], precision) : null;
            Check(fill, name, precision, layer, () => layer.Run(text, Padding(), image, lastNorm), _ => Parts(layer, text, image), image, text);
        }
    }

    private static void Check(string fill, string name, string precision, nn.Module module, Func<Tensor> run, Func<Tensor, Dictionary<string, Tensor>> parts, Tensor? image, Tensor? text)
    {
        using var golden = GoldenFile.Fiber("full_blocks", fill);
        module.to(BlockGoldenTests.Dtype(precision));
        new Fill(fill).ApplyFiber(module, alpha: Alpha);
        module.eval();
        Assert.Equal(golden.About(name).GetProperty("parameters").GetInt64(), module.parameters().Sum(p => p.NumberOfElements));
        var output = run();
        var computed = BlockGoldenTests.Gradients(module, output, wanted: precision == "f64");
        computed["out"] = output;
        if (precision == "f64" && image?.grad is { } ofImage)
            computed["grad/input_image"] = ofImage;
        if (precision == "f64" && text?.grad is { } ofText)
            computed["grad/input_text"] = ofText;
        foreach (var (part, result) in precision == "f64" ? parts(output) : [])
            computed[$"mid/{part}"] = result;
        golden.AssertAll($"{name}/{precision}", computed, precision == "f64" ? 1e-9 : 2e-5);
    }

    // The block's own parts, one after another, by the reference's names.
    private static Dictionary<string, Tensor> Parts(SwinBlock block, int window, Tensor image, Tensor? text, Tensor output)
    {
        using var still = no_grad();
        var parts = block.named_modules().ToDictionary(m => m.name, m => m.module);
        var mask = block.named_buffers(recurse: false).Select(b => b.buffer).FirstOrDefault();
        var (side, shift) = ((int)Math.Sqrt(image.shape[1]), mask is null ? 0 : window / 2);
        var normal = Of("norm1", image);
        var windows = Windows.Cut(normal.view(1, side, side, -1).roll([-shift, -shift], [1, 2]), window);
        var attention = (WindowAttention)parts["attn"];
        var (own, both) = (attention.Run(windows, mask), attention.Run(windows, mask, text, text is null ? null : Padding()));
        var y = image + Windows.Join(both, side).roll([shift, shift], [1, 2]).view(image.shape);
        var mlp = Of("mlp", Of("norm2", y));
        Assert.InRange((y + mlp - output).abs().max().ToDouble(), 0, 1e-12);
        var results = new Dictionary<string, Tensor> { ["norm1"] = normal, ["attn.proj"] = own, ["attn"] = both, ["mlp"] = mlp };
        if (text is not null)
            (results["attn.norm_i2t_i"], results["attn.proj_i2t"]) = (Of("attn.norm_i2t_i", own), (both - own) / Alpha);
        return results;

        Tensor Of(string part, Tensor x) => ((nn.Module<Tensor, Tensor>)parts[part]).call(x);
    }

    private static Dictionary<string, Tensor> Parts(TextLayer layer, Tensor text, Tensor? image)
    {
        using var still = no_grad();
        var parts = layer.named_modules().ToDictionary(m => m.name, m => m.module);
        var attention = (TextAttention)parts["attention"];
        var u = attention.Run(text, text, Padding());
        var results = new Dictionary<string, Tensor> { ["attention"] = u };
        if (image is not null)
        {
            results["crossattention_t2i"] = ((TextAttention)parts["crossattention_t2i"]).Run(u, image, padding: null);
            u = u + (Alpha * results["crossattention_t2i"]);
        }

        var h = attention.Norm.call(text + u);
        results["intermediate"] = nn.functional.gelu(((Dense)parts["intermediate"]).call(h));
        Assert.InRange((h + ((TextOutput)parts["output"]).call(results["intermediate"]) - layer.Run(text, Padding(), image, lastNorm: false)).abs().max().ToDouble(), 0, 1e-12);
        return results;
    }

    private static Tensor Input(string fill, string name, int number, long[] shape, string precision)
        => new Fill(fill).FiberInput(name, number, shape).to(BlockGoldenTests.Dtype(precision)).requires_grad_();

    private static Tensor Padding() => arange(0, Tokens, 1, float64).ge(Words).view(1, 1, 1, Tokens);
}
