using I2M2.Cli;
using I2M2.Modeling.Batches;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Tests;

namespace I2M2.Modeling.Tests;

/// <summary>Which runs a batch has, and in which order they may go.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly ToyTask Toy = new();
    private readonly TemporaryFolder folder = new();

    public BatchTests() => File.WriteAllText(
        folder.At("recipe.yaml"), Recipes.Whole + "paradigms:\n  intra: { init: pretrained }\n  i2m2: { init: pretrained }\nprofiles:\n  clean: {}\n");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Runs_that_others_start_from_are_added_and_come_before_them()
    {
        var jobs = JobGraph.Of([Request("i2m2-concat,intra") with { Seeds = [3, 1] }]);
        string[] once = ["unimodal-front", "unimodal-side", "unimodal-top", "inter-concat", "intra", "i2m2-concat"];
        Assert.Equal([.. once.Select(n => (n, 3L)), .. once.Select(n => (n, 1L))], jobs.Select(j => (j.Paradigm.Name, j.Seed)));
        Assert.Equal(["intra", "i2m2-concat"], jobs.Take(6).Where(j => j.IsWanted).Select(j => j.Paradigm.Name));
        Assert.All(jobs, j => Assert.All(j.StartsFrom, s => Assert.Equal(j.Seed, s.Seed)));
    }

    [Fact]
    public void From_scratch_only_what_was_asked_for_is_trained() =>
        Assert.Equal(["intra"], JobGraph.Of([Request("intra") with { Changes = [SettingChange.Parse("init=scratch")] }]).Select(j => j.Paradigm.Name));

    [Fact]
    public void One_run_that_two_entries_need_is_trained_once()
    {
        var jobs = JobGraph.Of([Request("unimodal"), Request("intra"), Request("inter-concat,unimodal-top")]);
        Assert.Equal(["unimodal-front", "unimodal-side", "unimodal-top", "intra", "inter-concat"], jobs.Select(j => j.Paradigm.Name));
        Assert.Same(jobs[0], jobs[3].StartsFrom[0]);
    }

    [Fact]
    public void One_folder_asked_for_twice_with_other_settings_is_wrong_usage()
    {
        var failure = Assert.Throws<UsageException>(() => JobGraph.Of([Request("intra"), Request("intra") with { Changes = [SettingChange.Parse("epochs=7")] }]));
        Assert.Contains("asked for twice", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_fewer_paradigms_win()
    {
        var request = Request("all") with { Changes = [.. new[] { "i2m2-lrtf.epochs=4", "i2m2.epochs=3", "epochs=2", "unimodal.lr=0.5" }.Select(SettingChange.Parse)] };
        Assert.Equal(
            [2, 2, 2, 2, 2, 2, 3, 4],
            Paradigm.All(Toy).OrderBy(p => p.Kind == ParadigmKind.I2M2).Select(p => request.Settings(p).Epochs));
        Assert.Equal((0.5, 0.1), (request.Settings(new(ParadigmKind.Unimodal, "top")).LearningRate, request.Settings(new(ParadigmKind.Intra, "")).LearningRate));
        var wrong = Request("all") with { Changes = [SettingChange.Parse("trio.epochs=2")] };
        Assert.Contains("no paradigm 'trio'", Assert.Throws<UsageException>(() => JobGraph.Of([wrong])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void However_many_go_at_once_each_begins_after_those_it_starts_from_and_none_twice(int parallel)
    {
        var jobs = JobGraph.Of([Request("all") with { Seeds = [0, 1] }]);
        var view = new Log();
        var most = 0;
        var now = 0;
        var outcomes = new JobScheduler(jobs, parallel, (job, _, _) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref now));
            Thread.Sleep(2);
            Interlocked.Decrement(ref now);
            return new(JobEnd.Trained, "");
        }, view).Run(default);
        Assert.Equal(jobs.Count, outcomes.Count);
        Assert.Equal(jobs.Count, view.Beginnings.Distinct().Count());
        Assert.All(jobs, j => Assert.All(j.StartsFrom, s => Assert.True(view.Lines.IndexOf($"ended {s.Title}") < view.Lines.IndexOf($"began {j.Title}"))));
        Assert.InRange(most, 1, parallel);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_run_that_fails_takes_those_with_it_that_start_from_it_and_no_other(int parallel)
    {
        var jobs = JobGraph.Of([Request("all") with { Seeds = [0, 1] }]);
        var outcomes = new JobScheduler(jobs, parallel, (job, _, _) => job.Paradigm.Name == "inter-concat" && job.Seed == 1
            ? throw new InvalidOperationException("by design")
            : new(JobEnd.Trained, ""), new Log()).Run(default);
        Assert.Equal(["inter-concat 1"], Names(JobEnd.Failed));
        Assert.Equal(["i2m2-concat 1"], Names(JobEnd.NotTrained));
        Assert.Equal(14, outcomes.Values.Count(o => o.IsDone));
        Assert.Equal(ExitCode.Failed, TrainBatch.ExitCodeOf([.. outcomes.Values], default));

        IEnumerable<string> Names(JobEnd end) => outcomes.Where(o => o.Value.End == end).Select(o => $"{o.Key.Paradigm.Name} {o.Key.Seed}");
    }

    [Fact]
    public void Stopped_it_begins_no_other_run()
    {
        using var stop = new CancellationTokenSource();
        var jobs = JobGraph.Of([Request("all")]);
        var outcomes = new JobScheduler(jobs, 1, (job, _, token) =>
        {
            if (job.Paradigm.Name == "unimodal-side")
                stop.Cancel();
            token.ThrowIfCancellationRequested();
            return new(JobEnd.Trained, "");
        }, new Log()).Run(stop.Token);
        Assert.Equal([JobEnd.Trained, JobEnd.Stopped], outcomes.Values.Select(o => o.End));
        Assert.Equal(ExitCode.Interrupted, TrainBatch.ExitCodeOf([.. outcomes.Values], stop.Token));
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }

    private TrainRequest Request(string paradigms) => new()
    {
        Task = Toy,
        Data = "data",
        Output = folder.At("runs"),
        Paradigms = Modeling.Commands.TrainArguments.Paradigms(Toy, paradigms),
        Seeds = [0],
        RecipeFile = folder.At("recipe.yaml"),
    };

    private sealed class Log : IBatchView
    {
        internal List<string> Lines { get; } = [];

        internal IEnumerable<string> Beginnings => Lines.Where(l => l.StartsWith("began", StringComparison.Ordinal));

        public void Began(TrainingJob job) => Lines.Add($"began {job.Title}");

        public void Progress(TrainingJob job, TrainingProgress progress) => Lines.Add($"at {job.Title}");

        public void Ended(TrainingJob job, JobOutcome outcome) => Lines.Add($"ended {job.Title}");

        public void Dispose()
        {
        }
    }
}
