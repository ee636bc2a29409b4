using I2M2.Modeling.Networks.Fiber;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Networks;

/// <summary>The published network: how many parameters its parts have, and that it goes forward and backward.</summary>
public sealed class FiberSizeTests
{
    private const int Hidden = 1536; // 2 H of the heads

    // Swin-B 86,878,584 and 87,140,280 without its head; RoBERTa-base 124,645,632 with its pooler; fusion 12,607,494 and 13,397,004;
    // transforms 2,755,584; poolers 2,362,368.
    [Theory]
    [InlineData(384, 242_646_666)]
    [InlineData(576, 242_908_362)]
    public void The_backbone_has_the_published_number_of_parameters(int size, long parameters)
    {
        using var scope = NewDisposeScope();
        using var fiber = new FiberBackbone(FiberConfig.Base(size));
        var count = fiber.named_parameters().ToLookup(p => p.name.Split('.')[0], p => p.parameter.NumberOfElements);
        Assert.Equal(parameters, count.Sum(part => part.Sum()));
        Assert.Equal(124_645_632 + 13_397_004, count["text_transformer"].Sum());
        Assert.Equal((size == 384 ? 86_878_584 : 87_140_280) + 12_607_494, count["vit_model"].Sum());
    }

    [Theory]
    [InlineData(1536, 3129, 7_173_177)] // VQA: inter, and one modality
    [InlineData(768, 3129, 5_993_529)]
    [InlineData(1536, 2486, 6_184_886)]
    [InlineData(768, 2486, 5_005_238)]
    [InlineData(3072, 2, 4_726_274)] // NLVR2: inter, image, text
    [InlineData(1536, 2, 2_366_978)]
    [InlineData(768, 2, 1_187_330)]
    public void Heads_have_the_published_number_of_parameters(int features, int classes, long parameters)
    {
        using var head = new FiberHead(features, Hidden, classes);
        Assert.Equal(parameters, head.named_parameters().Sum(p => p.parameter.NumberOfElements));
    }

    // One picture and one question of published size, all three paths.
    [Theory]
    [Trait("Tier", "slow")]
    [InlineData(false)]
    [InlineData(true)]
    public void The_published_network_goes_forward_and_backward_at_384_pixels(bool recompute)
    {
        using var scope = NewDisposeScope();
        using var fiber = new FiberBackbone(FiberConfig.Base384);
        fiber.train();
        fiber.Recompute = recompute;
        manual_seed(1);
        var ids = tensor(Enumerable.Range(0, 50).Select(k => k < 12 ? 100L + k : 1).ToArray(), [1, 50]);
        var features = fiber.Features(randn([1, 3, 384, 384]), ids, ids.ne(1).to(float32), FiberPaths.All);
        Assert.Equal([1, 1536], features.Fused!.shape);
        Assert.Equal([1, 768], features.Image!.shape);
        Assert.Equal([1, 768], features.Text!.shape);
        (features.Fused.sum() + features.Image.sum() + features.Text.sum()).backward();
        fiber.Backward();

        // FIBER's weights have what nothing uses: RoBERTa's own pooler, norms that attention across does not apply, and gates of layers without it.
        var without = fiber.named_parameters().Where(p => p.parameter.grad is null).Select(p => p.name).ToList();
        Assert.All(without, name => Assert.Matches(@"^text_transformer\.pooler\.|layer\.[0-5]\.alpha_t2i$|\.crossattention_t2i\.output\.LayerNorm\.", name));
        Assert.Equal(20, without.Count);
        Assert.All(fiber.named_parameters().Where(p => p.parameter.grad is not null), p => Assert.True(p.parameter.grad!.isfinite().all().ToBoolean(), p.name));
    }
}
