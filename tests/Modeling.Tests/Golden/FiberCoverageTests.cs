using I2M2.Tests;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>No number in FIBER's golden files goes unread: a test compares it, or it is said here why none does.</summary>
public sealed class FiberCoverageTests
{
    private static readonly string[] Paths = ["fused", "image", "text"];
    private static readonly string[] Experiments = ["inter_modality", "image_unimodal", "text_unimodal", "intra_modality", "inter_and_intra_multimodal"];
    private static readonly string[] Both = ["f64", "f32"];
    private static readonly string[] Double = ["f64"];

    // By the test that compares them; a comparison takes in a whole group and fails on what it has nothing for.
    private static readonly Dictionary<string, IEnumerable<string>> OfNetworks = new()
    {
        [nameof(FiberGoldenTests.Each_path_gives_the_reference_features_intermediate_results_and_gradients)] = Named("paths", Paths, Both),
        [nameof(FiberGoldenTests.With_windows_that_never_shift_the_paths_give_the_reference_features)] = Named("noshift", Paths, Both),
        [nameof(FiberGoldenTests.Without_influence_of_one_modality_on_the_other_the_paths_give_the_reference_features)] = Named("alpha0", Paths, Both),
        [nameof(FiberGoldenTests.Heads_on_a_question_give_the_reference_logits_product_and_loss)] = Named("vqa", Experiments, Both),
        [nameof(FiberGoldenTests.Heads_on_a_pair_give_the_reference_logits_product_and_loss_and_others_when_the_pair_is_swapped)] = Named("nlvr2", Experiments, Both),
        [nameof(FiberModelGoldenTests.The_product_of_experts_has_the_reference_gradients)] = Named("vqa", ["i2m2_cosgrad"], Double),
        [nameof(FiberModelGoldenTests.The_loss_on_a_question_and_on_a_pair_has_the_reference_gradients)] = ["vqa_i2m2_lossgrad/f64", "nlvr2_i2m2_lossgrad/f64"],
        [nameof(FiberModelGoldenTests.Steps_by_the_recipe_on_features_end_in_the_reference_weights)] = Named("vqa", ["i2m2_adamw"], Double),
        ["none: what the losses and steps above are given"] = ["vqa/targets"],
    };

    private static readonly Dictionary<string, IEnumerable<string>> OfBlocks = new()
    {
        [nameof(FiberBlockGoldenTests.Blocks_of_the_image_give_the_reference_results_intermediate_results_and_gradients)] =
            Named("swinb", ["stage2_shifted_fused", "stage2_shifted_plain", "stage2_576px_shifted_fused", "stage3_fused"], Both),
        [nameof(FiberBlockGoldenTests.Layers_of_the_text_give_the_reference_results_intermediate_results_and_gradients)] = Named("roberta", ["layer6_fused", "layer10_fused", "layer11_fused", "layer6_plain"], Both),
        [nameof(FiberGoldenTests.Bias_tables_are_resized_as_the_reference_resizes_them)] = Named("relpos", ["384_576", "128_64", "384_128"], Both),
    };

    [DataTheory("golden")]
    [InlineData("tiny", "hash")]
    [InlineData("tiny", "sine")]
    [InlineData("slim", "hash")]
    [InlineData("slim", "sine")]
    [InlineData("full_blocks", "hash")]
    [InlineData("full_blocks", "sine")]
    public void Every_golden_number_is_compared_by_a_test(string which, string fill)
    {
        using var golden = GoldenFile.Fiber(which, fill);
        Assert.Equal((which == "full_blocks" ? OfBlocks : OfNetworks).SelectMany(t => t.Value).Order(), golden.Groups.Order());
    }

    private static IEnumerable<string> Named(string start, string[] cases, string[] precisions) => cases.SelectMany(c => precisions.Select(p => $"{start}_{c}/{p}"));
}
