using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Golden;
using I2M2.Shards;
using I2M2.Tests;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Import;

using StoredTensor = (string Name, Dtype Dtype, long[] Shape, byte[] Data);

/// <summary>
/// State dicts as the reference saves them, filled by the rule "hash" of the golden numbers. Its names are written down here a second time.
/// </summary>
internal static class ReferenceFiles
{
    /// <summary>The files of a model, by the name the reference gives them, and the expert in each.</summary>
    internal static (string File, Func<Expert> Expert)[] Parts(string model) => model switch
    {
        "avmnist/image" => [("unimodal_0", Golden.Networks.AvImage)],
        "avmnist/audio" => [("unimodal_1", Golden.Networks.AvAudio)],
        "avmnist/intra" => [("ens_unimodal_0", Golden.Networks.AvImage), ("ens_unimodal_1", Golden.Networks.AvAudio)],
        "avmnist/inter-lf" => [("lf", Golden.Networks.AvConcat)],
        "avmnist/inter-lrtf" => [("lrtf", Golden.Networks.AvLrtf)],
        "avmnist/i2m2-lf" => [("mm_cat", Golden.Networks.AvConcat), ("mm_unimodal_0", Golden.Networks.AvImage), ("mm_unimodal_1", Golden.Networks.AvAudio)],
        "avmnist/i2m2-lrtf" => [("mm_cat", Golden.Networks.AvLrtf), ("mm_unimodal_0", Golden.Networks.AvImage), ("mm_unimodal_1", Golden.Networks.AvAudio)],
        "mimic3/static" => [("unimodal_0", Golden.Networks.MimicStatic)],
        "mimic3/series" => [("unimodal_1", Golden.Networks.MimicSeries)],
        "mimic3/intra" => [("ens_unimodal_0", Golden.Networks.MimicStatic), ("ens_unimodal_1", Golden.Networks.MimicSeries)],
        "mimic3/inter-lf" => [("lf", Golden.Networks.MimicConcat)],
        "mimic3/inter-lrtf" => [("lrtf", MimicLrtf)],
        "mimic3/i2m2-lf" => [("mm_cat", Golden.Networks.MimicConcat), ("mm_unimodal_0", Golden.Networks.MimicStatic), ("mm_unimodal_1", Golden.Networks.MimicSeries)],
        _ => [("mm_cat", MimicLrtf), ("mm_unimodal_0", Golden.Networks.MimicStatic), ("mm_unimodal_1", Golden.Networks.MimicSeries)],
    };

    /// <summary>An expert's tensors under the reference's names, with those that it carries and never uses.</summary>
    internal static List<StoredTensor> StateDict(Func<Expert> make)
    {
        using var scope = NewDisposeScope();
        using var expert = make();
        var name = Golden.Networks.ReferenceName(expert);
        new Fill("hash").Apply(expert, name);
        var tensors = expert.state_dict().Select(t => Training.StoredTensor.ToStored(name(t.Key), t.Value)).Select(t => (t.Name, t.Dtype, t.Shape, t.Data.ToArray())).ToList();
        if (expert.Name == Expert.JointName)
            tensors.AddRange(new[] { "inter", "intra_1", "intra_2" }.Select(n => (n, Dtype.F32, new long[] { 1 }, BitConverter.GetBytes(1f))));
        return tensors;
    }

    /// <summary>Writes a file for each expert of a model, as torch.save does; returns their paths in the reference's order.</summary>
    internal static string[] Write(TemporaryFolder folder, string model) => [.. Parts(model).Select(p => Save(folder.At($"{p.File}.pt"), StateDict(p.Expert)))];

    /// <summary>Writes tensors as torch.save does.</summary>
    internal static string Save(string path, IEnumerable<StoredTensor> tensors)
    {
        TorchZip.WriteStateDict(path, tensors.Select(t => (t.Name, StorageType(t.Dtype), t.Shape, t.Data)));
        return path;
    }

    private static string StorageType(Dtype dtype) => dtype switch
    {
        Dtype.F32 => "FloatStorage",
        Dtype.F64 => "DoubleStorage",
        _ => "LongStorage",
    };

    private static Expert MimicLrtf() =>
        new([new Mlp(5, 10, 10), new GruEncoder(12, 30)], new LowRankTensorFusion([10, 720], 100, 40), new Mlp(100, 40, 6));
}
