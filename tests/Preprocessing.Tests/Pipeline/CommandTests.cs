using System.Reflection;
using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth;
using I2M2.Shards;
using I2M2.Tests.AvMnist;

namespace I2M2.Tests.Pipeline;

[Collection(ConsoleTests.Name)]
public class CommandTests
{
    [Fact]
    public void Without_arguments_ready_data_are_processed_and_done_data_are_left()
    {
        using var folder = new TemporaryFolder();
        var first = Table(folder);
        Assert.Equal(0, first.Code);
        Assert.Contains("not found", first.Output, StringComparison.Ordinal);
        Assert.Contains("data-manifests/avmnist.yaml", first.Output, StringComparison.Ordinal);

        TinyRaw.Write(folder.At("raw/avmnist"));
        File.Move(folder.At("raw/avmnist/mnist/t10k-labels-idx1-ubyte"), folder.At("labels"));
        Assert.Contains("incomplete  missing: mnist/t10k-labels-idx1-ubyte.gz", Table(folder).Output, StringComparison.Ordinal);

        File.Move(folder.At("labels"), folder.At("raw/avmnist/mnist/t10k-labels-idx1-ubyte"));
        var ready = Table(folder).Output;
        Assert.Contains("ready", ready, StringComparison.Ordinal);
        Assert.Contains("avmnist  36 rows", ready, StringComparison.Ordinal);
        Assert.Contains("done", Table(folder).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("processing", Table(folder).Output, StringComparison.Ordinal);

        Damage(folder.At("shards/avmnist/shards/valid-00000.safetensors"));
        Assert.Contains("valid-00000.safetensors is damaged or missing: processing now", Table(folder).Output, StringComparison.Ordinal);
        Assert.Contains("verified", Table(folder).Output, StringComparison.Ordinal);

        WavBytes.Write(folder.At("raw/avmnist/fsdd/recordings/3_ann_40.wav"), TinyRaw.Tone(1700, 2));
        var other = Table(folder).Output;
        Assert.Contains("fsdd/recordings/3_ann_40.wav has changed since; to make it again: avmnist --replace", other, StringComparison.Ordinal);
        Assert.DoesNotContain("processing", other, StringComparison.Ordinal);

        Damage(folder.At("shards/avmnist/shards/valid-00000.safetensors"));
        Directory.Delete(folder.At("raw"), recursive: true);
        Assert.Contains("damaged", Table(folder).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Someone_without_data_is_shown_the_way_of_each_data_set_and_the_script_only_where_it_is_of_that_one()
    {
        using var folder = new TemporaryFolder();
        var program = typeof(AvMnistDataset).Assembly;
        var lines = PreprocessingProgram.RunIn(folder.Path, Datasets.In(program), SynthCommand.In(program), []).Output.Split('\n');
        Assert.Contains("to try it without data: synth avmnist-mini, or all at once tools/quickstart.sh. ", Assert.Single(lines, l => l.StartsWith("avmnist ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("to try it without data: synth mimic3. ", Assert.Single(lines, l => l.StartsWith("mimic3 ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("inspect")]
    public void A_folder_without_a_set_is_refused_and_wrong_arguments_are_named(string command)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("file"), "");
        var (code, _, error) = PreprocessingProgram.Run(command, folder.Path);
        Assert.Equal(3, code);
        Assert.Contains("did not finish here", error, StringComparison.Ordinal);
        Assert.Equal(3, PreprocessingProgram.Run(command, folder.At("nowhere")).Code);
        foreach (var (argument, reason) in new[] { ("", "DIR: the path is empty"), (folder.At("file"), "a folder is expected"), ("--typo", "--typo") })
        {
            (code, _, error) = PreprocessingProgram.Run(command, argument);
            Assert.Equal(2, code);
            Assert.Contains(reason, error, StringComparison.Ordinal);
        }

        Assert.Equal(2, PreprocessingProgram.Run(command).Code);
        Assert.Equal(2, PreprocessingProgram.Run("nonsense").Code);
    }

    [Fact]
    public void Help_ends_with_0_and_lists_the_options()
    {
        var (code, output, _) = PreprocessingProgram.Run("avmnist", "--help");
        Assert.Equal(0, code);
        Assert.Contains("keep_energy=0.25", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("avmnist")]
    [InlineData("mimic3")]
    public void Help_has_a_line_for_each_option_of_set(string name)
    {
        var lines = PreprocessingProgram.Run(name, "--help").Output.Split('\n').Select(l => l.Trim()).ToList();
        Assert.All(Datasets.In(typeof(AvMnistDataset).Assembly).Single(d => d.Name == name).OptionHelp, o => Assert.Single(lines, l => l.StartsWith(o.Split("  ")[0], StringComparison.Ordinal)));
    }

    [Fact]
    public void A_new_data_set_is_found_by_itself()
    {
        var found = Datasets.In(typeof(AvMnistDataset).Assembly, Assembly.GetExecutingAssembly());
        Assert.Contains(found, d => d is AvMnistDataset);
        Assert.Contains(found, d => d is ToyDataset);
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("raw/toy"));
        File.WriteAllText(folder.At("raw/toy/numbers"), "1 2 3 4");
        var (code, output, error) = PreprocessingProgram.RunIn(folder.Path, found);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("toy  4 rows (train 4)", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("shards/toy"));
        Assert.Equal([1L, 2, 3, 4], set["train"]["x"].ToArray<long>());
    }

    [Fact]
    public void Every_data_set_has_a_manifest_of_its_name()
    {
        foreach (var dataset in Datasets.In(typeof(AvMnistDataset).Assembly))
        {
            var manifest = DataManifest.Of(dataset.Name)!;
            Assert.Equal(dataset.Name, manifest.Dataset);
            Assert.NotEmpty(manifest.Licence);
            Assert.NotEmpty(manifest.HowToGet);
            Assert.All(manifest.RawFiles, f => Assert.True(f.Sha256.Length == 64 || f.Rows > 0 || f.Count > 1, f.Path));
        }
    }

    [Fact]
    public void The_avmnist_manifest_lists_the_columns_that_are_written()
        => Assert.Equal(AvMnistSchema.Columns(drawnByRow: false).Select(c => c.Name), DataManifest.Of("avmnist")!.Columns.Keys);

    private static (int Code, string Output, string Error) Table(TemporaryFolder folder) => PreprocessingProgram.RunIn(folder.Path, [new AvMnistDataset()]);

    /// <summary>Flips one bit of the last row: neither length nor header tells.</summary>
    private static void Damage(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
    }
}
