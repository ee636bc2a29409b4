using FsCheck;
using FsCheck.Fluent;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Given;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>log p(y | x) = log_softmax(sum_k log_softmax(f_k(x))).</summary>
public sealed class ProductOfExpertsTests
{
    private static readonly double[] Z0 = [2, 1, 0];
    private static readonly double[] Z1 = [0, 1, 0];
    private static readonly double[] Z2 = [0.5, 0, 1];

    [Fact]
    public void Three_experts_give_the_worked_example()
    {
        var logs = Product([Z0, Z1, Z2]);
        Near([-0.6041306, -1.1041306, -2.1041306], logs);
        Near([0.5465494, 0.3314990, 0.1219517], Probabilities(logs));
        Near([0.5465494, 0.3314990, 0.1219517], Softmax([2.5, 2, 1]));
        Near([0.9528076], [-logs.Sum(l => Math.Exp(l) * l)]);
    }

    [Fact]
    public void The_loss_is_minus_the_log_probability_of_the_true_class_averaged_over_rows()
    {
        using var scope = NewDisposeScope();
        Tensor[] logits = [.. new[] { Z0, Z1, Z2 }.Select(z => tensor([.. z, .. z], [2, 3]))];
        Near([0.6041306], [ProductOfExperts.Loss([.. logits.Select(z => z.narrow(0, 0, 1))], tensor(new long[] { 0 })).ToDouble()]);
        Near([(0.6041306 + 2.1041306) / 2], [ProductOfExperts.Loss(logits, tensor(new long[] { 0, 2 })).ToDouble()]);
    }

    [Fact]
    public void The_mixture_is_another_rule_than_the_product()
    {
        using var scope = NewDisposeScope();
        Near([0.4683105, 0.4683105, 0.0633789], Probabilities(Product([Z0, Z1])));
        Near([0.4385913, 0.4104227, 0.1509861], Probabilities(Values(ProductOfExperts.MixtureLogProbabilities([Row(Z0), Row(Z1)]))));
    }

    [Fact]
    public void Of_one_expert_product_and_mixture_are_its_softmax()
    {
        using var scope = NewDisposeScope();
        Near(Softmax(Z0), Probabilities(Product([Z0])));
        Near(Softmax(Z0), Probabilities(Values(ProductOfExperts.MixtureLogProbabilities([Row(Z0)]))));
    }

    [Fact]
    public void The_product_is_the_normalised_product_of_the_experts_probabilities() => Cases.Always(Experts, experts =>
    {
        var products = Enumerable.Range(0, experts[0].Length).Select(c => experts.Aggregate(1.0, (p, z) => p * Softmax(z)[c])).ToArray();
        Near([.. products.Select(p => p / products.Sum())], Probabilities(Product(experts)), 1e-9);
    });

    [Fact]
    public void The_mixture_is_the_mean_of_the_experts_probabilities() => Cases.Always(Experts, experts =>
    {
        using var scope = NewDisposeScope();
        var means = Enumerable.Range(0, experts[0].Length).Select(c => experts.Average(z => Softmax(z)[c])).ToArray();
        Near(means, Probabilities(Values(ProductOfExperts.MixtureLogProbabilities([.. experts.Select(Row)]))), 1e-9);
    });

    [Fact]
    public void A_constant_added_to_an_experts_logits_changes_nothing() =>
        Cases.Always(from e in Experts from shift in Gen.Choose(-50, 50) from k in Gen.Choose(0, 4) select (e, shift, k), given =>
        {
            var shifted = given.e.Select((z, k) => k == given.k % given.e.Length ? Array.ConvertAll(z, v => v + given.shift) : z);
            Near(Product(given.e), Product([.. shifted]), 1e-9);
        });

    [Fact]
    public void The_order_of_the_experts_does_not_matter() => Cases.Always(Experts, experts =>
        Near(Product(experts), Product([.. experts.Reverse()]), 1e-9));

    [Fact]
    public void A_uniform_expert_changes_nothing() => Cases.Always(Experts, experts =>
        Near(Product(experts), Product([.. experts, new double[experts[0].Length]]), 1e-9));

    [Fact]
    public void Rows_are_independent_of_each_other() => Cases.Always(Experts, experts =>
    {
        using var scope = NewDisposeScope();
        var both = experts.Select(z => tensor([.. z, .. z.Reverse()], [2, z.Length])).ToArray();
        var rows = Values(ProductOfExperts.LogProbabilities(both));
        Near([.. Product(experts), .. Product([.. experts.Select(z => z.Reverse().ToArray())])], rows, 1e-12);
    });

    /// <summary>1 to 5 experts' logits over 2 to 6 classes.</summary>
    private static Gen<double[][]> Experts =>
        from count in Gen.Choose(1, 5)
        from classes in Gen.Choose(2, 6)
        from logits in Gen.Choose(-400, 400).Select(n => n / 100.0).ArrayOf(classes).ArrayOf(count)
        select logits;

    private static double[] Product(double[][] experts)
    {
        using var scope = NewDisposeScope();
        return Values(ProductOfExperts.LogProbabilities([.. experts.Select(Row)]));
    }

    private static Tensor Row(double[] logits) => tensor(logits, [1, logits.Length]);

    private static double[] Values(Tensor t) => t.data<double>().ToArray();

    private static double[] Probabilities(double[] logs) => Array.ConvertAll(logs, Math.Exp);

    private static double[] Softmax(double[] z) => [.. z.Select(v => Math.Exp(v) / z.Sum(Math.Exp))];

    private static void Near(double[] expected, double[] found, double tolerance = 1e-7)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance));
    }
}
