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
        using (run.Claim())
        {
            var refused = Assert.Throws<InvalidOperationException>(() => run.Claim());
            Assert.Contains($"{run.Path}: in use by process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        }

        run.Claim().Dispose();
        Assert.Empty(Directory.EnumerateFiles(run.Path));
    }

    [Fact]
    public void Clearing_removes_a_runs_own_files_and_no_others()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(folder.At("runs"), "toy", "task", Config.Paradigm, 0);
        using var hold = run.Claim();
        run.WriteConfig(Config);
        foreach (var file in new[] { "notes.txt", "run.json", "last.safetensors", "best.safetensors", "metrics.jsonl", "events.out.tfevents.i2m2", "predictions-test.parquet" })
            File.WriteAllText(Path.Combine(run.Path, file), "old");
        run.Clear();
        Assert.Equal([".running", "notes.txt"], Directory.EnumerateFiles(run.Path, "*", new EnumerationOptions { AttributesToSkip = 0 }).Select(Path.GetFileName).Order());
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
    public void The_largest_seed_is_one_seed() => Assert.Equal([int.MaxValue], TrainArguments.Seeds("2147483647"));
}
