using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Tests;

/// <summary>A paradigm is a choice of experts, for any number of modalities.</summary>
public sealed class ParadigmTests
{
    private static readonly ITask Toy = new ToyTask();

    [Fact]
    public void A_task_of_three_modalities_has_every_paradigm_after_those_it_starts_from()
    {
        string[] names = ["unimodal-front", "unimodal-side", "unimodal-top", "inter-concat", "inter-lrtf", "intra", "i2m2-concat", "i2m2-lrtf"];
        Assert.Equal(names, Paradigm.All(Toy).Select(p => p.Name));
        var seen = new HashSet<Paradigm>();
        foreach (var paradigm in Paradigm.All(Toy))
        {
            Assert.Subset(seen, paradigm.StartsFrom(Toy).ToHashSet());
            seen.Add(paradigm);
        }
    }

    [Theory]
    [InlineData(ParadigmKind.Unimodal, "side", "side", "")]
    [InlineData(ParadigmKind.Inter, "lrtf", "joint", "")]
    [InlineData(ParadigmKind.Intra, "", "front side top", "unimodal-front unimodal-side unimodal-top")]
    [InlineData(ParadigmKind.I2M2, "lrtf", "front side top joint", "unimodal-front unimodal-side unimodal-top inter-lrtf")]
    public void A_kind_says_which_experts_there_are_and_where_they_start(ParadigmKind kind, string variant, string experts, string startsFrom)
    {
        var paradigm = new Paradigm(kind, variant);
        using var model = ModelFactory.Create(Toy, paradigm, ToyTask.Classes, trainFusion: true, seed: 0);
        Assert.Equal(experts, string.Join(' ', paradigm.ExpertNames(Toy)));
        Assert.Equal(experts, string.Join(' ', model.Experts.Select(e => e.Name)));
        Assert.Equal(startsFrom, string.Join(' ', paradigm.StartsFrom(Toy).Select(p => p.Name)));
    }

    [Fact]
    public void An_expert_starts_with_the_same_weights_in_every_paradigm_of_a_seed()
    {
        using var alone = ModelFactory.Create(Toy, new Paradigm(ParadigmKind.Unimodal, "top"), ToyTask.Classes, true, seed: 5);
        using var together = ModelFactory.Create(Toy, new Paradigm(ParadigmKind.I2M2, "concat"), ToyTask.Classes, true, seed: 5);
        using var other = ModelFactory.Create(Toy, new Paradigm(ParadigmKind.Unimodal, "top"), ToyTask.Classes, true, seed: 6);
        foreach (var (name, tensor) in alone.state_dict())
        {
            Assert.Equal(tensor.data<float>().ToArray(), together.state_dict()[name].data<float>().ToArray());
            Assert.NotEqual(tensor.data<float>().ToArray(), other.state_dict()[name].data<float>().ToArray());
        }
    }
}
