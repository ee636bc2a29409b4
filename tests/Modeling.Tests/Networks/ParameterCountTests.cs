using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using TorchSharp;

namespace I2M2.Modeling.Tests;

/// <summary>Sizes of the reference's networks: weights and biases that training changes, batch norm's included.</summary>
public sealed class ParameterCountTests
{
    [Theory]
    [InlineData(3, 3, 3_567)]
    [InlineData(3, 5, 55_695)]
    [InlineData(6, 3, 13_938)]
    [InlineData(6, 5, 221_874)]
    public void A_LeNet_has_the_reference_size(int channels, int extraBlocks, long expected)
    {
        using var net = new LeNet(channels, extraBlocks);
        Assert.Equal(expected, Count(net));
    }

    [Theory]
    [InlineData(ParadigmKind.Unimodal, "image", true, 7_077)]
    [InlineData(ParadigmKind.Unimodal, "audio", true, 66_405)]
    [InlineData(ParadigmKind.Intra, "", true, 73_482)]
    [InlineData(ParadigmKind.Inter, "concat", true, 260_922)]
    [InlineData(ParadigmKind.Inter, "lrtf", true, 1_410_682)]
    [InlineData(ParadigmKind.Inter, "lrtf", false, 248_922)]
    [InlineData(ParadigmKind.I2M2, "concat", true, 334_404)]
    [InlineData(ParadigmKind.I2M2, "lrtf", true, 1_484_164)]
    public void A_paradigm_of_AV_MNIST_has_the_reference_size(ParadigmKind kind, string variant, bool trainFusion, long expected)
    {
        using var model = ModelFactory.Create(new AvMnistTask(), new Paradigm(kind, variant), 10, trainFusion, seed: 0);
        Assert.Equal(expected, ModelFactory.Parameters(model));
    }

    [Fact]
    public void A_series_encoder_has_the_reference_size()
    {
        using var encoder = new Mlp(5, 10, 10);
        using var gru = new GruEncoder(12, 30);
        using var withLinear = new GruWithLinear(12, 30, 15);
        Assert.Equal([170, 3_960, 4_425], new[] { Count(encoder), Count(gru), Count(withLinear) });
    }

    [Theory]
    [InlineData("mortality", 6, 856, 19_111, 19_967, 33_616, 53_583)]
    [InlineData("icd9-1", 2, 692, 18_947, 19_639, 33_452, 53_091)]
    [InlineData("icd9-7", 2, 692, 18_947, 19_639, 33_452, 53_091)]
    [InlineData("icd9-1-drop-leaky", 2, 692, 18_947, 19_639, 33_452, 53_091)]
    public void A_paradigm_of_MIMIC_has_the_reference_size(string name, int classes, params long[] expected)
    {
        var task = TaskList.Find("mimic3", name)!;
        Paradigm[] paradigms = [new(ParadigmKind.Unimodal, "static"), new(ParadigmKind.Unimodal, "series"), new(ParadigmKind.Intra, ""), new(ParadigmKind.Inter, "concat"), new(ParadigmKind.I2M2, "concat")];
        Assert.Equal(expected, paradigms.Select(p =>
        {
            using var model = ModelFactory.Create(task, p, classes, trainFusion: true, seed: 0);
            return ModelFactory.Parameters(model);
        }));
    }

    private static long Count(torch.nn.Module module) => module.parameters().Where(p => p.requires_grad).Sum(p => p.NumberOfElements);
}
