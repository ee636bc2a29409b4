using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>Whole training steps - loss, backward, clip, update - against the reference's train().</summary>
public sealed class StepGoldenTests
{
    private static readonly Settings Sgd = new() { Optimizer = "sgd", LearningRate = 0.1, WeightDecay = 1e-4, ClipNorm = 8 };
    private static readonly Settings RmsProp = new() { Optimizer = "rmsprop", LearningRate = 1e-3, ClipNorm = 8 };

    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string>();
            foreach (var fill in new[] { "hash", "sine" })
            {
                foreach (var name in new[] { "av_inter_lf_sgd", "av_i2m2_lf_sgd", "av_i2m2_lf_sgd_2", "av_i2m2_lrtf_sgd", "av_intra_sgd", "av_i2m2_lrtf_alltrained_sgd", "mi_i2m2_rmsprop_1", "mi_i2m2_rmsprop_2", "mi_i2m2_sgd_2" })
                {
                    cases.Add(name, fill, "f64");
                    cases.Add(name, fill, "f32");
                }
            }

            return cases;
        }
    }

    [DataTheory(GoldenFile.Hash, GoldenFile.Sine)]
    [MemberData(nameof(Cases))]
    public void A_step_ends_in_the_reference_weights(string name, string fill, string precision)
    {
        using var scope = NewDisposeScope();
        using var golden = new GoldenFile(fill);
        var mimic = name.StartsWith("mi", StringComparison.Ordinal);
        var dtype = BlockGoldenTests.Dtype(precision);

        // The reference's order: the joint model first where there is one.
        Expert[] experts = name switch
        {
            "av_inter_lf_sgd" => [Networks.AvConcat()],
            "av_intra_sgd" => [Networks.AvImage(), Networks.AvAudio()],
            _ when name.Contains("lrtf", StringComparison.Ordinal) => [Networks.AvLrtf(), Networks.AvImage(), Networks.AvAudio()],
            _ when mimic => [Networks.MimicConcat(), Networks.MimicStatic(), Networks.MimicSeries()],
            _ => [Networks.AvConcat(), Networks.AvImage(), Networks.AvAudio()],
        };
        foreach (var expert in experts)
        {
            expert.to(dtype);
            new Fill(fill).Apply(expert, Networks.ReferenceName(expert));
        }

        // On a CPU the reference trains two of the fusion's three tensors, because only they are parameters.
        if (name == "av_i2m2_lrtf_sgd")
        {
            foreach (var (key, parameter) in experts[0].named_parameters().Where(p => p.name.Contains("factors", StringComparison.Ordinal)))
                parameter.requires_grad = false;
        }

        using var model = new ExpertSet(experts);
        model.train();
        using var optimizer = TrainingStep.Optimizer(model, name.Contains("rmsprop", StringComparison.Ordinal) ? RmsProp : Sgd);
        var inputs = Networks.Inputs(new Fill(fill), mimic, dtype, fill == "hash" ? 6 : 40);
        var batches = new List<Batch> { new(inputs, tensor(new long[] { 1, 0, 3, 5 })) };
        if (name.EndsWith("_2", StringComparison.Ordinal))
        {
            var backwards = tensor(new long[] { 3, 2, 1, 0 });
            batches.Add(new([.. inputs.Select(x => x.index_select(0, backwards))], tensor(mimic ? [0, 1, 2, 4] : new long[] { 9, 3, 3, 7 })));
        }

        var lossAndNorm = new List<double>();
        foreach (var batch in batches)
        {
            var (loss, norm) = TrainingStep.Run(model, optimizer, batch, 8);
            lossAndNorm.AddRange([loss.ToDouble(), norm]);
        }

        var tolerance = precision == "f64" ? 1e-8
            : name.Contains("rmsprop", StringComparison.Ordinal) ? 3e-4
            : name == "av_i2m2_lf_sgd_2" ? 1e-3 : 1e-4;
        golden.AssertAll($"step_{name}/f64", AfterSteps(experts, lossAndNorm), tolerance, absolute: precision == "f32");
    }

    private static Dictionary<string, Tensor> AfterSteps(Expert[] experts, List<double> lossAndNorm)
    {
        var computed = new Dictionary<string, Tensor> { ["loss_and_gradnorm_before_clip"] = tensor(lossAndNorm.ToArray()) };
        for (var k = 0; k < experts.Length; k++)
        {
            foreach (var (key, value) in experts[k].state_dict())
                computed[$"model{k}/{Networks.ReferenceName(experts[k])(key)}"] = value;

            // Three scalars that the reference's joint model carries and never uses.
            foreach (var unused in new[] { "inter", "intra_1", "intra_2" })
                computed[$"model{k}/{unused}"] = ones([1], float64);
        }

        return computed;
    }
}
