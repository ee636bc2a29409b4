using I2M2.Modeling.Commands;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using I2M2.Tests;

namespace I2M2.Modeling.Tests;

public sealed class RunFolderTests
{
    private static readonly RunConfig Config = new()
    {
        Dataset = "toy",
        Task = "task",
        Paradigm = new Paradigm(ParadigmKind.Intra, ""),
        Seed = 0,
        Profile = "clean",
        Settings = new Settings(),
        Limits = new Dictionary<string, long>(),
        DataHash = "hash",
        Classes = 2,
        Device = "cpu",
        TorchVersion = "1",
    };

    [Fact]
    public void One_training_at_a_time_works_in_a_run_folder()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.At("runs"), "toy", "task", Config.Paradigm, 0);
        using (run.Begin(Config))
        {
            var refused = Assert.Throws<InvalidOperationException>(() => run.Begin(Config));
            Assert.Contains(run.Path, refused.Message, StringComparison.Ordinal);
        }

        run.Begin(Config).Dispose();
        Assert.Equal(["config.yaml"], Directory.EnumerateFiles(run.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Starting_afresh_removes_a_runs_own_files_and_no_others()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.At("runs"), "toy", "task", Config.Paradigm, 0);
        run.Begin(Config).Dispose();
        File.WriteAllText(Path.Combine(run.Path, "notes.txt"), "mine");
        File.WriteAllText(Path.Combine(run.Path, "run.json"), "{}");
        File.WriteAllText(run.Predictions("test"), "old");
        run.Begin(Config).Dispose();
        Assert.Equal(["config.yaml", "notes.txt"], Directory.EnumerateFiles(run.Path).Select(Path.GetFileName).Order());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("{", false)]
    [InlineData("{}", false)]
    [InlineData("{\"dataset\":\"toy\",\"paradigm\":\"intra\",\"seed\":0}", true)]
    public void A_run_is_finished_when_its_weights_are_there_and_its_description_can_be_read(string? json, bool finished)
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.Path);
        if (json is not null)
            File.WriteAllText(folder.At("run.json"), json);
        Assert.False(run.IsFinished);
        File.WriteAllText(run.Checkpoint, "");
        Assert.Equal(finished, run.IsFinished);
    }

    [Fact]
    public void The_largest_seed_is_one_seed() => Assert.Equal([int.MaxValue], TrainCommand.ParseSeeds("2147483647"));
}
