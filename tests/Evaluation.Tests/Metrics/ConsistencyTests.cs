using I2M2.PredictionFiles;

namespace I2M2.Evaluation.Tests;

public class ConsistencyTests
{
    private static readonly RunDescription Nlvr2 = new() { Dataset = "nlvr2", Paradigm = "inter", Seed = 0 };

    // Set 850 has sentences 0 and 1, each of two pairs; set 9's sentence 0 is another one.
    [Fact]
    public void A_sentence_counts_when_it_is_judged_rightly_of_every_pair()
    {
        var sentences = Consistency.Sentences(Nlvr2, ["850/0/0", "850/1/0", "850/0/1", "850/1/1", "9/0/0"])!;
        double[][] rows = [[0.9, 0.1], [0.2, 0.8], [0.9, 0.1], [0.9, 0.1], [0.3, 0.7]];

        Assert.Equal(["850/0", "850/0", "850/1", "850/1", "9/0"], sentences);
        Assert.Equal(2.0 / 3, Consistency.Of(Given.Probabilities(rows), [0, 1, 0, 1, 1], sentences).Value!.Value, 12);
    }

    [Fact]
    public void Other_data_have_none()
    {
        Assert.Null(Consistency.Sentences(Nlvr2 with { Dataset = "avmnist" }, ["850/0/0"]));
        Assert.Null(Consistency.Sentences(null, ["850/0/0"]));
        Assert.Null(Consistency.Sentences(Nlvr2, ["17"]));
    }
}
