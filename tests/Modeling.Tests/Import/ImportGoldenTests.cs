using I2M2.Modeling.Commands;
using I2M2.Modeling.Import;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Golden;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Import;

/// <summary>Whole models of the reference, taken over from its files, against the numbers that the reference gave.</summary>
public sealed class ImportGoldenTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Models => [.. ImportTargetList.All.Select(t => t.Name)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_tensor_arrives_bit_for_bit_under_its_own_name(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Import(name, ReferenceFiles.Write(folder, name));
        var arrived = model.state_dict();
        var sent = 0;
        foreach (var (_, make) in ReferenceFiles.Parts(name))
        {
            using var expert = make();
            new Fill("hash").Apply(expert, Golden.Networks.ReferenceName(expert));
            foreach (var (key, tensor) in expert.state_dict())
            {
                Assert.Equal(tensor.bytes.ToArray(), arrived[$"{expert.Name}.{key}"].bytes.ToArray());
                sent++;
            }
        }

        Assert.Equal(sent, arrived.Count);
    }

    [DataTheory(GoldenFile.Hash)]
    [InlineData("avmnist/image", "av_u0/f64/out")]
    [InlineData("avmnist/audio", "av_u1/f64/out")]
    [InlineData("avmnist/inter-lf", "av_lf/f64/out")]
    [InlineData("avmnist/inter-lrtf", "av_lrtf/f64/out")]
    [InlineData("avmnist/intra", "av_lf_combined/f64/intra_logprob")]
    [InlineData("avmnist/i2m2-lf", "av_lf_combined/f64/i2m2_logprob")]
    [InlineData("avmnist/i2m2-lrtf", "av_lrtf_combined/f64/i2m2_logprob")]
    [InlineData("mimic3/static", "mi_u0/f64/out")]
    [InlineData("mimic3/series", "mi_u1/f64/out")]
    [InlineData("mimic3/inter-lf", "mi_lf/f64/out")]
    [InlineData("mimic3/intra", "mi_lf_combined/f64/intra_logprob")]
    [InlineData("mimic3/i2m2-lf", "mi_lf_combined/f64/i2m2_logprob")]
    public void The_imported_model_gives_the_reference_outputs(string name, string golden) =>
        AssertGives(name, ReferenceFiles.Write(folder, name), golden);

    [DataFact(GoldenFile.Hash)]
    public void A_file_that_PyTorch_wrote_gives_the_reference_outputs() =>
        AssertGives("avmnist/image", [Path.Combine(TestData.Repository, "tests/Modeling.Tests/Import/unimodal_0.pt")], "av_u0/f64/out");

    private void AssertGives(string name, string[] files, string golden)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var model = Import(name, files);
        model.eval();
        var logits = model.call(Golden.Networks.Inputs(new Fill("hash"), name.StartsWith("mimic3", StringComparison.Ordinal), float32));
        var given = (golden.EndsWith("logprob", StringComparison.Ordinal) ? ProductOfExperts.LogProbabilities(logits) : logits.Single()).to(float64).data<double>().ToArray();
        using var file = new GoldenFile("hash");
        var expected = file[golden];
        Assert.Equal(expected.Length, given.Length);
        Assert.All(expected.Zip(given), pair => Assert.Equal(pair.First, pair.Second, 2e-5 * expected.Max(Math.Abs)));
    }

    // By the checkpoint alone where the program has the task.
    private ExpertSet Import(string name, string[] files)
    {
        var (exit, _, errors) = InProcess.Run(typeof(ImportCommand).Assembly, ["import", .. files, "--as", name, "--out", folder.At("out")]);
        Assert.Equal((0, ""), (exit, errors));
        if (File.Exists(folder.At("out/best.safetensors")))
            return Checkpoint.Load(folder.At("out/best.safetensors")).Model;
        var model = ImportTargetList.Find(name).Create(seed: 1);
        using var weights = SafetensorsFile.Open(folder.At("out/weights.safetensors"));
        model.load_state_dict(weights.Names.ToDictionary(n => n, n => StoredTensor.FromStored(weights[n])));
        return model;
    }
}
