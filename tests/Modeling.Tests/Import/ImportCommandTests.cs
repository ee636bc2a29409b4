using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;

namespace I2M2.Modeling.Tests.Import;

using StoredTensor = (string Name, Dtype Dtype, long[] Shape, byte[] Data);

/// <summary>`modeling import` as its user meets it.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private static readonly List<StoredTensor> Image = ReferenceFiles.StateDict(Golden.Networks.AvImage);
    private readonly TemporaryFolder folder = new();

    public ImportCommandTests() => torch.set_num_threads(1);

    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("torch");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_state_dict_becomes_a_checkpoint_that_says_where_it_is_from()
    {
        var (exit, output, errors) = Import(Save(Image));
        Assert.Equal((ExitCode.Done, ""), (exit, errors));
        Assert.Contains($"avmnist/image  matched {Image.Count}, missing 0, unexpected 0, other shape 0, unused 0\n", output, StringComparison.Ordinal);
        Assert.Contains($"out     {folder.At("out/best.safetensors")}  7,077 parameters\n", output, StringComparison.Ordinal);
        Assert.Equal(["out/best.safetensors", "out/import.json", "weights.pt"], folder.Files());
        var (model, config, task) = Checkpoint.Load(folder.At("out/best.safetensors"));
        model.Dispose();
        Assert.Equal(("avmnist", "digit", "unimodal-image", "clean", "unknown"), (config.Dataset, task.Name, config.Paradigm.Name, config.Profile, config.DataHash));
        Assert.Equal(("weights.pt", ""), (config.Origin!.Files, config.Origin.Fresh));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder.At("weights.pt")))), config.Origin.Sha256);
    }

    [Fact]
    public void Safetensors_are_taken_over_as_well()
    {
        SafetensorsFile.Write(folder.At("a.safetensors"), [.. Image.Select(t => (t.Name, t.Dtype, t.Shape, (ReadOnlyMemory<byte>)t.Data))]);
        Import(Save(Image), "--out", folder.At("fromtorch"));
        Assert.Equal(ExitCode.Done, Import(folder.At("a.safetensors")).Exit);
        Assert.Equal(Tensors("fromtorch/best.safetensors"), Tensors("out/best.safetensors"));
    }

    [Theory]
    [InlineData("module.", "'module.' taken from 28 names")]
    [InlineData("state_dict.", "'state_dict.' taken from 28 names")]
    [InlineData("state_dict.model.module.", "'module.' taken from 28 names")]
    public void Names_of_wrappers_are_taken_away_and_told(string prefix, string remark)
    {
        var (exit, output, _) = Import(Save(Image.Select(t => t with { Name = prefix + t.Name })));
        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains(remark, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_outside_the_state_dict_are_left_aside_and_told()
    {
        StoredTensor[] optimizer = [("optimizer_states.0.state.0.exp_avg", Dtype.F32, [1], new byte[4])];
        var (exit, output, _) = Import(Save([.. Image.Select(t => t with { Name = "state_dict." + t.Name }), .. optimizer]));
        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("tensors outside it left aside: 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrapper_that_only_some_names_have_is_no_wrapper()
    {
        var (exit, output, _) = Import(Save(Image.Select((t, k) => k == 0 ? t with { Name = "module." + t.Name } : t)));
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains("missing 1, unexpected 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tensor_is_refused_by_name_and_shape_and_gets_a_fresh_value_only_when_allowed()
    {
        var file = Save(Image.Where(t => t.Name != "1.fc2.weight"));
        var (exit, output, errors) = Import(file);
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains("tensors missing: 1, first 1.fc2.weight F32 [10, 100]", errors, StringComparison.Ordinal);
        Assert.Matches(@"missing\s+1\.fc2\.weight\s+image\.head\.fc2\.weight\s+F32 \[10, 100\]", output);
        Assert.False(Directory.Exists(folder.At("out")));

        (exit, _, errors) = Import(file, "--allow-missing");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("WARNING", errors, StringComparison.Ordinal);
        var (model, config, _) = Checkpoint.Load(folder.At("out/best.safetensors"));
        using (model)
        using (var same = ModelFactory.Create(new Tasks.AvMnistTask(), config.Paradigm, 10, trainFusion: true, seed: 0))
            Assert.Equal(same.state_dict()["image.head.fc2.weight"].bytes.ToArray(), model.state_dict()["image.head.fc2.weight"].bytes.ToArray());
        Assert.Equal("image.head.fc2.weight", config.Origin!.Fresh);
    }

    [Fact]
    public void An_unexpected_tensor_is_refused_by_name_and_passed_over_only_when_allowed()
    {
        var file = Save([.. Image, ("extra.\u001b[2J", Dtype.F32, [2, 3], new byte[24])]);
        var (exit, output, errors) = Import(file);
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains(@"tensors without a place in the model: 1, first extra.\u001B[2J F32 [2, 3]", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Import(file, "--allow-unexpected").Exit);
    }

    [Theory]
    [InlineData(Dtype.F32, new long[] { 100, 10 })]
    [InlineData(Dtype.F64, new long[] { 10, 100 })]
    public void A_tensor_of_another_shape_or_dtype_is_refused_whatever_is_allowed(Dtype dtype, long[] shape)
    {
        var file = Save(Image.Select(t => t.Name == "1.fc2.weight" ? (t.Name, dtype, shape, new byte[1000 * dtype.Bytes()]) : t));
        var (exit, output, _) = Import(file, "--allow-missing", "--allow-unexpected");
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains($"{dtype} [{string.Join(", ", shape)}], expected F32 [10, 100]", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [Fact]
    public void The_fusion_that_the_reference_leaves_out_of_its_state_dict_is_reported_as_missing()
    {
        var file = Save(ReferenceFiles.StateDict(Golden.Networks.AvLrtf).Where(t => !t.Name.StartsWith("fuse.", StringComparison.Ordinal)));
        var (exit, output, errors) = Import(file, "--as", "avmnist/inter-lrtf");
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains("missing 4, unexpected 0, other shape 0, unused 3", output, StringComparison.Ordinal);
        Assert.Contains("tensors missing: 4, first fuse.", errors, StringComparison.Ordinal);
        Assert.Matches(@"missing\s+fuse\.factors\.0\s+joint\.fusion\.factors\.0\s+F32 \[40, 49, 120\]", output);
        Assert.Equal(ExitCode.Done, Import(file, "--as", "avmnist/inter-lrtf", "--allow-missing").Exit);
    }

    [Fact]
    public void A_model_of_several_networks_comes_in_one_file_or_in_one_for_each()
    {
        var each = ReferenceFiles.Write(folder, "avmnist/i2m2-lf");
        var all = ReferenceFiles.Parts("avmnist/i2m2-lf").SelectMany(p => ReferenceFiles.StateDict(p.Expert).Select(t => t with { Name = $"{p.File}.{t.Name}" }));
        ReferenceFiles.Save(folder.At("all.pt"), all);
        Assert.Equal(ExitCode.Done, Run([.. each, "--as", "avmnist/i2m2-lf", "--out", folder.At("each")]).Exit);
        Assert.Equal(ExitCode.Done, Run(folder.At("all.pt"), "--as", "avmnist/i2m2-lf", "--out", folder.At("one")).Exit);
        Assert.Equal(Tensors("each/best.safetensors"), Tensors("one/best.safetensors"));

        var (exit, _, errors) = Run(each[0], each[1], "--as", "avmnist/i2m2-lf", "--out", folder.At("two"));
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("mm_cat, mm_unimodal_0, mm_unimodal_1", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_lists_every_tensor()
    {
        using var json = JsonDocument.Parse(Import(Save(Image), "--json").Output);
        Assert.Equal(Image.Count, json.RootElement.GetProperty("counts").GetProperty("matched").GetInt32());
        Assert.Equal(Image.Select(t => t.Name).Order(), json.RootElement.GetProperty("tensors").EnumerateArray().Select(t => t.GetProperty("theirs").GetString()!).Order());
        Assert.Equal(File.ReadAllText(folder.At("out/import.json")), json.RootElement.GetRawText() + "\n");
    }

    [Fact]
    public void A_folder_with_a_model_in_it_an_unknown_model_and_an_unknown_profile_are_wrong_usage()
    {
        var file = Save(Image);
        Assert.Equal(ExitCode.Usage, Import(file, "--as", "avmnist/nothing").Exit);
        Assert.Equal(ExitCode.Usage, Import(file, "--profile", "nothing").Exit);
        Assert.Equal(ExitCode.Usage, Import(file, "--seed", "-1").Exit);
        Assert.Equal(["weights.pt"], folder.Files());
        Import(file);
        Assert.Equal(ExitCode.Usage, Import(file).Exit);
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void Of_the_broken_files_none_becomes_a_checkpoint(string path, string allowed)
    {
        var (exit, _, errors) = Import(TestData.At($"hostile/{path}"));
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains(Path.GetFileName(path), errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.Empty(folder.Files());
        Assert.False(File.Exists("PWNED"), $"executed, where {allowed} is right");
    }

    private Dictionary<string, string> Tensors(string path)
    {
        using var file = SafetensorsFile.Open(folder.At(path));
        return file.Names.ToDictionary(n => n, n => Convert.ToHexString(file[n].AsSpan<byte>()));
    }

    private string Save(IEnumerable<StoredTensor> tensors) => ReferenceFiles.Save(folder.At("weights.pt"), tensors);

    private (int Exit, string Output, string Errors) Import(string file, params string[] more) => Run(
        [file, .. more.Contains("--as") ? Array.Empty<string>() : ["--as", "avmnist/image"], .. more.Contains("--out") ? Array.Empty<string>() : ["--out", folder.At("out")], .. more]);

    private static (int Exit, string Output, string Errors) Run(params string[] arguments) => InProcess.Run(typeof(ImportCommand).Assembly, ["import", .. arguments]);
}
