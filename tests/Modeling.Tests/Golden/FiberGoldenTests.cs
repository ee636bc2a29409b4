using System.Reflection;
using System.Text.Json;
using I2M2.Modeling.Networks.Fiber;
using I2M2.Modeling.Paradigms;
using I2M2.Tests;
using TorchSharp;
using static I2M2.Modeling.Tests.Golden.FiberCases;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>FIBER's three paths, its heads, their products and losses against the reference: a tiny network, and one of the published depths.</summary>
public sealed class FiberGoldenTests
{
    // Of the head that the reference's model has beside the paths: six of each expert, and three scalars that nothing uses.
    private const int HeadParameters = 21;

    public static TheoryData<string, string, string> Cases => FiberCases.All;

    [DataTheory("golden")]
    [MemberData(nameof(Cases))]
    public void Each_path_gives_the_reference_features_intermediate_results_and_gradients(string network, string fill, string precision)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        foreach (var path in Paths)
        {
            using var scope = NewDisposeScope();
            using var fiber = Filled(network, fill, precision);
            using var observed = new Observed(fiber);
            var features = FeatureOf(fiber, fill, precision, 0, path);
            var computed = new Dictionary<string, Tensor>(observed.Parts) { ["cls_feats"] = features };
            if (precision == "f64")
            {
                foreach (var (name, gradient) in BlockGoldenTests.Gradients(fiber, features, wanted: true))
                    computed[name] = gradient;
                Assert.Equal(WithoutGradient(golden, path), fiber.parameters().Count(p => p.grad is null) + HeadParameters);
            }

            golden.AssertAll($"paths_{Name(path)}/{precision}", computed, Tolerance(network, fill, precision));
        }
    }

    // The reference's blocks were changed after they were made, and so are these: no size gives a network without shifts.
    [DataTheory("golden")]
    [MemberData(nameof(Cases))]
    public void With_windows_that_never_shift_the_paths_give_the_reference_features(string network, string fill, string precision)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        using var scope = NewDisposeScope();
        using var fiber = Filled(network, fill, precision);
        var shifted = fiber.modules().OfType<SwinBlock>().Where(b => b.named_buffers(recurse: false).Any()).ToList();
        Assert.Equal(network == "tiny" ? 1 : 11, shifted.Count);
        foreach (var block in shifted)
        {
            Set(block, "shift", 0);
            Set(block, "mask", null);
        }

        foreach (var path in Paths)
        {
            using var observed = new Observed(fiber);
            using var features = FeatureOf(fiber, fill, precision, 0, path);
            golden.AssertAll($"noshift_{Name(path)}/{precision}", new Dictionary<string, Tensor>(observed.Parts) { ["cls_feats"] = features }, Tolerance(network, fill, precision));
        }

        static void Set(SwinBlock block, string field, object? value) => typeof(SwinBlock).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(block, value);
    }

    [DataTheory("golden")]
    [MemberData(nameof(Cases))]
    public void Without_influence_of_one_modality_on_the_other_the_paths_give_the_reference_features(string network, string fill, string precision)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        using var scope = NewDisposeScope();
        using var fiber = Filled(network, fill, precision, alpha: 0);
        foreach (var path in Paths)
            golden.AssertAll($"alpha0_{Name(path)}/{precision}", new Dictionary<string, Tensor> { ["cls_feats"] = FeatureOf(fiber, fill, precision, 0, path) }, Tolerance(network, fill, precision));
    }

    // Which experts, by the reference's names of its experiments; their heads by the reference's names.
    [DataTheory("golden")]
    [MemberData(nameof(Cases))]
    public void Heads_on_a_question_give_the_reference_logits_product_and_loss(string network, string fill, string precision)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        using var scope = NewDisposeScope();
        using var fiber = Filled(network, fill, precision);
        using var still = no_grad();
        Tensor[] features = [FeatureOf(fiber, fill, precision, 0, FiberPaths.Image), FeatureOf(fiber, fill, precision, 0, FiberPaths.Text), FeatureOf(fiber, fill, precision, 0, FiberPaths.Fused)];
        var targets = tensor(golden["vqa/targets"], [2, Answers]).to(BlockGoldenTests.Dtype(precision));
        foreach (var (experiment, experts) in Experiments("vqa", "inter_and_intra_multimodal"))
        {
            var logits = Logits("vqa", experts, features, Answers, fill, precision);
            var computed = Computed(experts, logits);
            computed["logits"] = SoftTargetLoss.Combined(logits, Combination.LogSoftmaxProduct);
            computed["loss"] = computed["reference_loss"] = SoftTargetLoss.Of(logits, targets, Combination.LogSoftmaxProduct);
            computed["bernoulli_logits"] = SoftTargetLoss.Combined(logits, Combination.BernoulliProduct);
            computed["bernoulli_loss"] = SoftTargetLoss.Of(logits, targets, Combination.BernoulliProduct);
            golden.AssertAll($"{experiment}/{precision}", computed, Tolerance(network, fill, precision));
        }
    }

    [DataTheory("golden")]
    [MemberData(nameof(Cases))]
    public void Heads_on_a_pair_give_the_reference_logits_product_and_loss_and_others_when_the_pair_is_swapped(string network, string fill, string precision)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        using var scope = NewDisposeScope();
        using var fiber = Filled(network, fill, precision);
        using var still = no_grad();
        var text = FeatureOf(fiber, fill, precision, 0, FiberPaths.Text);
        Tensor[] Of(params int[] pair) =>
            [cat([.. pair.Select(k => FeatureOf(fiber, fill, precision, k, FiberPaths.Image))], -1), text, cat([.. pair.Select(k => FeatureOf(fiber, fill, precision, k, FiberPaths.Fused))], -1)];
        var (straight, swapped) = (Of(0, 1), Of(1, 0));
        foreach (var (experiment, experts) in Experiments("nlvr2", "inter_and_intra_multimodal"))
        {
            var logits = Logits("nlvr2", experts, straight, 2, fill, precision);
            Tensor Out(Tensor[] z) => z.Length == 1 ? z[0] : ProductOfExperts.LogProbabilities(z);
            var computed = Computed(experts, logits);
            (computed["logits"], computed["logits_swapped"]) = (Out(logits), Out(Logits("nlvr2", experts, swapped, 2, fill, precision)));
            computed["loss"] = ProductOfExperts.Loss(logits, tensor(new long[] { 1, 0 }));
            golden.AssertAll($"{experiment}/{precision}", computed, Tolerance(network, fill, precision));
        }
    }

    [DataTheory("golden")]
    [InlineData("hash", 384, 576)]
    [InlineData("hash", 128, 64)]
    [InlineData("hash", 384, 128)]
    [InlineData("sine", 384, 576)]
    [InlineData("sine", 128, 64)]
    [InlineData("sine", 384, 128)]
    public void Bias_tables_are_resized_as_the_reference_resizes_them(string fill, int from, int to)
    {
        using var golden = GoldenFile.Fiber("full_blocks", fill);
        using var scope = NewDisposeScope();
        var (window, side) = (from / 32, (2 * (from / 32)) - 1);
        foreach (var precision in new[] { "f64", "f32" })
        {
            var table = new Fill(fill).FiberTable("relative_position_bias_table", [side * side, 4]).to(BlockGoldenTests.Dtype(precision));
            golden.AssertAll($"relpos_{from}_{to}/{precision}", new Dictionary<string, Tensor> { ["out"] = RelativePosition.Resized(table, window, to / 32) }, precision == "f64" ? 1e-9 : 2e-5);
        }
    }

    [DataFact("golden")]
    public void A_golden_that_nothing_is_computed_for_fails()
    {
        using var golden = GoldenFile.Fiber("tiny", "hash");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => golden.AssertAll("paths_text/f64", new Dictionary<string, Tensor>(), 1));
    }

    // Features shared between paths are those of each path by itself.
    [DataFact("golden")]
    public void Paths_that_are_asked_for_together_give_what_each_gives()
    {
        using var scope = NewDisposeScope();
        using var fiber = Filled("slim", "hash", "f64");
        var all = fiber.Features(Image("hash", "f64", 0), Text(), Mask("f64"), FiberPaths.All);
        foreach (var (path, together) in new[] { (FiberPaths.Fused, all.Fused!), (FiberPaths.Image, all.Image!), (FiberPaths.Text, all.Text!) })
            Assert.Equal(0, (FeatureOf(fiber, "hash", "f64", 0, path) - together).abs().max().ToDouble());
    }

    // Computed twice instead of kept, with the same random numbers.
    [DataTheory("golden")]
    [InlineData(false)]
    [InlineData(true)]
    public void Recomputing_gives_the_same_gradients_also_with_dropout(bool training)
    {
        var results = new List<Dictionary<string, double[]>>();
        foreach (var recompute in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            using var fiber = Filled("tiny", "hash", "f64");
            fiber.train(training);
            fiber.Recompute = recompute;
            manual_seed(3);
            var features = fiber.Features(Image("hash", "f64", 0), Text(), Mask("f64"), FiberPaths.All);
            ((features.Fused! * features.Fused!).sum() + features.Image!.cos().sum() + features.Text!.cos().sum()).backward();
            fiber.Backward();
            results.Add(fiber.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.data<double>().ToArray()));
        }

        Assert.Equal(results[0].Keys.Order(), results[1].Keys.Order());
        Assert.All(results[0], g => Assert.All(g.Value.Zip(results[1][g.Key]), v => Assert.Equal(v.First, v.Second, 1e-12)));
    }

    private static IEnumerable<(string Experiment, string[] Experts)> Experiments(string data, string all) =>
    [
        ($"{data}_inter_modality", ["cat"]), ($"{data}_image_unimodal", ["image"]), ($"{data}_text_unimodal", ["text"]), ($"{data}_intra_modality", ["image", "text"]), ($"{data}_{all}", ["cat", "image", "text"]),
    ];

    private static Tensor[] Logits(string data, string[] experts, Tensor[] features, int classes, string fill, string precision) => [.. experts.Select(expert =>
    {
        var input = features[expert switch { "image" => 0, "text" => 1, _ => 2 }];
        using var head = new FiberHead((int)input.shape[1], 2 * FiberConfig.Tiny.Width, classes);
        head.to(BlockGoldenTests.Dtype(precision));
        new Fill(fill).ApplyFiber(head, $"{data}_classifier.{(experts.Length == 1 ? "model" : $"{expert}_model")}.");
        return head.call(input);
    })];

    // A list of names, or "146 parameters".
    private static int WithoutGradient(GoldenFile golden, FiberPaths path)
    {
        var said = golden.About($"paths_{Name(path)}").GetProperty("no_gradient");
        return said.ValueKind == JsonValueKind.Array ? said.GetArrayLength() : int.Parse(said.GetString()!.Split(' ')[0]);
    }

    private static Dictionary<string, Tensor> Computed(string[] experts, Tensor[] logits) => experts.Zip(logits).ToDictionary(e => $"logits_{e.First}", e => e.Second);

    // What a network hands out on its way, by the golden files' names.
    private sealed class Observed : IDisposable
    {
        internal Observed(FiberBackbone fiber) => fiber.Observer = (name, part) => Parts[name is "text_feats" or "image_feats" ? name : $"mid/{name}"] = part.detach().clone().DetachFromDisposeScope();

        internal Dictionary<string, Tensor> Parts { get; } = [];

        public void Dispose()
        {
            foreach (var part in Parts.Values)
                part.Dispose();
        }
    }
}
