using I2M2.Modeling.Training;

namespace I2M2.Evaluation.Tests;

public class RunRemarksTests
{
    private const string Other = CheckpointPredictions.OtherData;

    [Fact]
    public void A_remark_is_said_once_with_its_run_or_with_how_many_it_is_of() => Assert.Equal(
        [$"2 runs, each: {Other}.", "c: imported."],
        RunRemarks.Lines([("a", Other), ("b", Other), ("c", "imported"), ("d", "")]));

    [Fact]
    public void The_headline_says_which_runs_were_judged_on_other_data()
    {
        Assert.Equal("", RunRemarks.InHeadline(["", "imported"]));
        Assert.Equal(" Judged on other data than it was trained on.", RunRemarks.InHeadline([Other]));
        Assert.Equal(" All were judged on other data than they were trained on.", RunRemarks.InHeadline([Other, Other]));
        Assert.Equal(" 1 of 2 runs was judged on other data than trained on.", RunRemarks.InHeadline([Other, ""]));
    }
}
