using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Tests;

/// <summary>Rates by group and by step, of the specification, sections 4 and 9.13.</summary>
public sealed class LearningRatesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 0.5)]
    [InlineData(100, 1)]
    [InlineData(550, 0.5)]
    [InlineData(1000, 0)]
    public void The_linear_schedule_rises_over_a_tenth_and_falls_to_nothing(long step, double factor) =>
        Assert.Equal(factor, LearningRates.Factor(Settings.LinearSchedule, step, 1000), 1e-12);

    [Fact]
    public void Of_1687_steps_168_warm_up()
    {
        Assert.Equal(1, LearningRates.Factor(Settings.LinearSchedule, 168, 1687));
        Assert.True(LearningRates.Factor(Settings.LinearSchedule, 167, 1687) < 1);
        Assert.Equal(1, LearningRates.Factor(Settings.ConstantRate, 3, 1687));
    }

    [Fact]
    public void Heads_layers_between_the_modalities_and_the_rest_have_rates_of_their_own_with_and_without_decay()
    {
        using var model = new ExpertSet([new Expert("image", 0, Identity(), Linear(2, 3))], new Stem());
        var settings = new Settings { LearningRate = 0.01, HeadRate = 50, CrossRate = 5, WeightDecay = 0.1, Beta2 = 0.98 };
        var groups = LearningRates.Groups(model, settings);
        string[] Of(double rate) => [.. groups.Where(g => Math.Abs(g.LearningRate - rate) < 1e-9).SelectMany(g => g.Parameters).Select(p => model.named_parameters().Single(n => ReferenceEquals(n.parameter, p)).name).Order(StringComparer.Ordinal)];
        Assert.Equal(["image.head.bias", "image.head.weight"], Of(0.5));
        Assert.Equal(["backbone.alpha_i2t", "backbone.cross_modal_x.bias", "backbone.cross_modal_x.weight"], Of(0.05));
        Assert.Equal(["backbone.norm1.weight", "backbone.plain.bias", "backbone.plain.weight"], Of(0.01).Where(n => n != "backbone.norm1.bias"));
        Assert.Equal(6, groups.Count);
    }

    [Fact]
    public void A_backbone_that_is_left_as_it_is_has_no_rate_and_no_place_in_the_checkpoint()
    {
        using var scope = NewDisposeScope();
        using var model = new ExpertSet([new Expert("image", 0, Identity(), Linear(2, 3))], new Stem(), BackboneUse.FrozenWithDropout);
        Assert.All(LearningRates.Groups(model, new Settings { LearningRate = 1, HeadRate = 2 }).SelectMany(g => g.Parameters), p => Assert.True(p.requires_grad));
        Assert.Equal(["image.head.bias", "image.head.weight"], model.Trained().Keys.Order(StringComparer.Ordinal));
        model.call([ones([1, 2])])[0].sum().backward();
        Assert.All(model.named_parameters().Where(p => p.name.StartsWith("backbone", StringComparison.Ordinal)), p => Assert.Null(p.parameter.grad));
    }

    private sealed class Stem : Backbone
    {
        private readonly Linear plain = Linear(2, 2);
        private readonly Linear cross_modal_x = Linear(2, 2);
        private readonly GroupNorm norm1 = GroupNorm(1, 2);
        private readonly Parameter alpha_i2t = new(ones([1]));

        internal Stem()
            : base(nameof(Stem)) => RegisterComponents();

        public override bool Recompute { get; set; }

        public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> input) => [norm1.call(cross_modal_x.call(plain.call(input[0])) * alpha_i2t)];

        public override void Backward()
        {
        }
    }
}
