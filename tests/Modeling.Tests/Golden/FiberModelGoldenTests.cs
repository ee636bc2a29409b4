using I2M2.Modeling.Networks.Fiber;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tasks.VisionLanguage;
using I2M2.Modeling.Training;
using I2M2.Tests;
using TorchSharp;
using static I2M2.Modeling.Tests.Golden.FiberCases;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Golden;

/// <summary>I2M2 over FIBER, whole: gradients of products and losses in every part of the network, and steps of the heads' optimiser.</summary>
public sealed class FiberModelGoldenTests
{
    private const string Vqa = "vqa", Nlvr2 = "nlvr2";
    private const string BackbonePrefix = $"{ExpertSet.BackboneName}.fiber.";

    // The reference's head has them and nothing uses them.
    private static readonly string[] Unused = ["inter", "intra_1", "intra_2"];

    public static TheoryData<string, string> Networks => FiberCases.Networks;

    public static TheoryData<string, string, string> Cases => FiberCases.All;

    [DataTheory("golden")]
    [MemberData(nameof(Networks))]
    public void The_product_of_experts_has_the_reference_gradients(string network, string fill)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        using var scope = NewDisposeScope();
        using var model = WithBackbone(Vqa, network, fill);
        var product = SoftTargetLoss.Combined(model.call(Inputs(Vqa, fill)), Combination.LogSoftmaxProduct);
        BlockGoldenTests.Gradients(model, product, wanted: true);
        Check(golden, "vqa_i2m2_cosgrad", model, Vqa);
    }

    [DataTheory("golden")]
    [MemberData(nameof(Networks))]
    public void The_loss_on_a_question_and_on_a_pair_has_the_reference_gradients(string network, string fill)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        foreach (var data in new[] { Vqa, Nlvr2 })
        {
            using var scope = NewDisposeScope();
            using var model = WithBackbone(data, network, fill);
            StepOptions.Plain.Backward(model, new Batch(Inputs(data, fill), data == Vqa ? Targets(golden) : tensor(new long[] { 1, 0 })));
            Check(golden, $"{data}_i2m2_lossgrad", model, data);
        }
    }

    [DataTheory("golden")]
    [MemberData(nameof(Cases))]
    public void Steps_by_the_recipe_on_features_end_in_the_reference_weights(string network, string fill, string precision)
    {
        using var golden = GoldenFile.Fiber(network, fill);
        using var scope = NewDisposeScope();
        var settings = Recipe.Of(new VqaVsTask()).Resolve(ParadigmKind.I2M2, "reference", []);
        using var model = Filled(Vqa, fill, precision);
        model.train();
        using var optimizer = TrainingStep.Optimizer(model, settings);
        var batch = new Batch(ConstantFeatures(network, fill, precision), Targets(golden).to(BlockGoldenTests.Dtype(precision)));
        var computed = new Dictionary<string, Tensor>();
        var losses = new double[3];
        for (var step = 1; step <= losses.Length; step++)
        {
            losses[step - 1] = TrainingStep.Run(model, optimizer, batch, settings.ClipNorm).Loss.ToDouble();
            foreach (var (name, parameter) in model.named_parameters())
                computed[$"step{step}/{ReferenceName(name, "")}"] = parameter.detach().clone();
            foreach (var unused in Unused)
                computed[$"step{step}/{unused}"] = ones([1], float64);
        }

        computed["losses"] = tensor(losses);

        // In float32 the weights come as near as the reference's own do (3.3e-7); a step is 1e-4.
        golden.AssertAll("vqa_i2m2_adamw/f64", computed, precision == "f64" ? 1e-8 : 2e-6, absolute: precision == "f32");
    }

    // The gradients of a model after its backward pass; a parameter that the reference gives none has none.
    private static void Check(GoldenFile golden, string name, ExpertSet model, string data)
    {
        var parameters = model.named_parameters().ToDictionary(p => ReferenceName(p.name, $"{data}_classifier."), p => p.parameter.grad);
        var without = golden.About(name).GetProperty("no_gradient").EnumerateArray().Select(n => n.GetString()!);
        Assert.Equal(without.Except(Unused.Select(n => $"{data}_classifier.{n}")).Order(), parameters.Where(p => p.Value is null).Select(p => p.Key).Order());
        golden.AssertAll($"{name}/f64", parameters.Where(p => p.Value is not null).ToDictionary(p => $"grad/{p.Key}", p => p.Value!), 1e-9);
    }

    // The task's own experts of I2M2, over features.
    private static ExpertSet Filled(string data, string fill, string precision)
    {
        ITask task = data == Vqa ? new VqaVsTask() : new Nlvr2Task();
        var model = ModelFactory.Create(task.Under(new Settings { Width = FiberConfig.Tiny.Width }), new Paradigm(ParadigmKind.I2M2, task.Fusions[0]), data == Vqa ? Answers : 2, trainFusion: true, seed: 0);
        model.to(BlockGoldenTests.Dtype(precision));
        foreach (var expert in model.Experts)
            new Fill(fill).ApplyFiber(expert.named_children().Single(c => c.name == "head").module, ReferenceName($"{expert.Name}.head.", $"{data}_classifier."));
        return model;
    }

    private static ExpertSet WithBackbone(string data, string network, string fill)
    {
        var experts = Filled(data, fill, "f64").Experts;
        var model = new ExpertSet(experts, new FiberFeatureBackbone(FiberCases.Filled(network, fill, "f64"), Pictures(data)));
        model.eval();
        return model;
    }

    private static Tensor[] ConstantFeatures(string network, string fill, string precision)
    {
        using var still = no_grad();
        using var fiber = FiberCases.Filled(network, fill, precision);
        return [.. new[] { FiberPaths.Image, FiberPaths.Text, FiberPaths.Fused }.Select(path => FeatureOf(fiber, fill, precision, 0, path))];
    }

    private static Tensor[] Inputs(string data, string fill) => [.. Enumerable.Range(0, Pictures(data)).Select(k => Image(fill, "f64", k)), Text(), Mask("f64")];

    private static int Pictures(string data) => data == Vqa ? 1 : 2;

    private static Tensor Targets(GoldenFile golden) => tensor(golden["vqa/targets"], [2, Answers]);

    private static string ReferenceName(string name, string head)
    {
        if (name.StartsWith(BackbonePrefix, StringComparison.Ordinal))
            return name[BackbonePrefix.Length..];
        var (expert, rest) = (name[..name.IndexOf('.', StringComparison.Ordinal)], name[(name.IndexOf(".head.", StringComparison.Ordinal) + 6)..]);
        return $"{head}{(expert == Expert.JointName ? "cat" : expert)}_model.{rest}";
    }
}
