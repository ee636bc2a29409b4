using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation.Tests;

public sealed class RunSearchTests : IDisposable
{
    private readonly RunsOnDisk runs = new();

    [Fact]
    public void A_run_is_a_folder_that_holds_best_safetensors_wherever_it_lies()
    {
        var intra = runs.Add("intra", null, 0, [0], [0.5]);
        var i2m2 = runs.Add("i2m2", "concat", 0, [0], [0.5]);

        Assert.Equal([i2m2, intra], RunSearch.Find(runs.Root).Finished.Select(r => r.Path));
        Assert.Equal([intra], RunSearch.Find(intra).Finished.Select(r => r.Path));
    }

    [Fact]
    public void An_unfinished_run_is_left_out_with_its_reason()
    {
        runs.Write("toy/digit/intra/seed-1/last/state", "");
        runs.Write("toy/digit/intra/seed-2/best.safetensors", "");

        var (finished, unfinished) = RunSearch.Find(runs.Root);

        Assert.Empty(finished);
        Assert.Equal(["not finished: has no best.safetensors", "has no run.json"], unfinished.Select(u => u.Why));
    }

    [Fact]
    public void A_link_that_leads_back_is_not_followed()
    {
        runs.Add("intra", null, 0, [0], [0.5]);
        Directory.CreateSymbolicLink(Path.Combine(runs.Root, "again"), runs.Root);

        Assert.Single(RunSearch.Find(runs.Root).Finished);
    }

    [Fact]
    public void Run_json_says_what_the_run_is_and_may_say_more()
    {
        var run = RunDescription.Read(runs.Write("run.json", """
            {"dataset":"mimic3","task":"mortality","paradigm":"i2m2","variant":"concat","seed":3,"profile":"clean","params":53583,
             "data_hash":"ab12","made_with":{"version":"0.1"}}
            """));

        Assert.Equal(("mimic3", "mortality", "i2m2", "concat", 3), (run.Dataset, run.Task, run.Paradigm, run.Variant, run.Seed));
        Assert.Equal(("clean", 53583, "ab12"), (run.Profile, run.Params, run.DataHash));
    }

    [Theory]
    [InlineData("", "line 1: not JSON")]
    [InlineData("{\"dataset\":", "line 1: not JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{}", "key \"dataset\": expected a text")]
    [InlineData("{\"dataset\":\"a\",\"paradigm\":\"\",\"seed\":0}", "key \"paradigm\": expected a text")]
    [InlineData("{\"dataset\":\"a\",\"paradigm\":\"intra\"}", "key \"seed\": expected a whole number")]
    [InlineData("{\"dataset\":\"a\",\"paradigm\":\"intra\",\"seed\":1.5}", "key \"seed\": expected a whole number")]
    [InlineData("{\"dataset\":\"a\",\"paradigm\":\"intra\",\"seed\":0,\"params\":-1}", "key \"params\": expected a whole number")]
    public void A_broken_run_json_is_refused(string json, string problem)
    {
        var path = runs.Write("run.json", json);

        var e = Assert.Throws<InputRefusedException>(() => RunDescription.Read(path));

        Assert.StartsWith($"{path}: {problem}", e.Message);
    }

    public void Dispose() => runs.Dispose();
}
