using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

/// <summary>Golden values from the description of the experiments, computed by hand there.</summary>
public class ExpertRulesTests
{
    private static readonly LogProbabilities First = Given.Logits([2, 1, 0]);
    private static readonly LogProbabilities Second = Given.Logits([0, 1, 0]);
    private static readonly LogProbabilities Joint = Given.Logits([0.5, 0, 1]);

    [Fact]
    public void The_product_of_three_experts_is_the_softmax_of_their_summed_logits()
    {
        var product = ExpertRules.Product([First, Second, Joint]);

        Same([-0.6041306, -1.1041306, -2.1041306], product.Row(0));
        Same([0.5465494, 0.3314990, 0.1219517], Probabilities(product));
        Same(Given.Logits([2.5, 2, 1]).Row(0), product.Row(0));
    }

    [Fact]
    public void Loss_and_entropy_of_the_product()
    {
        var product = ExpertRules.Product([First, Second, Joint]);

        Assert.Equal(0.6041306, NegativeLogLikelihood.Of(product, [0]).Value!.Value, 7);
        Assert.Equal(0.9528076, Entropy.OfPredictions(product).Value!.Value, 7);
    }

    [Fact]
    public void Product_and_mixture_of_the_same_experts_differ()
    {
        Same([0.4683105, 0.4683105, 0.0633789], Probabilities(ExpertRules.Product([First, Second])));
        Same([0.4385913, 0.4104227, 0.1509861], Probabilities(ExpertRules.Mixture([First, Second])));
    }

    [Fact]
    public void An_expert_without_input_is_uniform_and_leaves_the_product_as_it_is()
    {
        Same(First.Row(0), ExpertRules.Product([First, Given.Logits([0, 0, 0])]).Row(0));
    }

    [Fact]
    public void Experts_that_exclude_every_class_between_them_say_nothing()
    {
        var product = ExpertRules.Product([Given.Probabilities([1, 0]), Given.Probabilities([0, 1])]);

        Same([0.5, 0.5], Probabilities(product));
    }

    private static double[] Probabilities(LogProbabilities p) => [.. p.Row(0).ToArray().Select(Math.Exp)];

    private static void Same(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], actual[k], 7);
    }
}
