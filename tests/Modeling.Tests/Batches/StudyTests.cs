using I2M2.Cli;
using I2M2.Modeling.Batches;
using I2M2.Tests;

namespace I2M2.Modeling.Tests;

/// <summary>A file that names every run of a batch.</summary>
public sealed class StudyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_entry_is_a_request_with_the_studys_seeds_and_a_folder_of_its_own_by_name()
    {
        var requests = Read("""
            out: runs/noise
            seeds: 0-2
            entries:
              - dataset: avmnist
              - dataset: avmnist
                name: loud
                data: data/shards/loud
                paradigms: intra, i2m2-concat
                profile: reference
                seeds: 7
                limit: train=100, valid=50
                set: { epochs: 8, unimodal.learning_rate: 0.05 }
            """);
        Assert.Equal(["runs/noise", "runs/noise/loud"], requests.Select(r => r.Output.TrimEnd('/')));
        Assert.Equal(["data/shards/avmnist", "data/shards/loud"], requests.Select(r => r.Data));
        Assert.Equal([[0L, 1, 2], [7L]], requests.Select(r => r.Seeds));
        Assert.Equal((7, "intra i2m2-concat"), (requests[0].Paradigms.Count, string.Join(' ', requests[1].Paradigms.Select(p => p.Name))));
        Assert.Equal(("clean", "reference"), (requests[0].Profile, requests[1].Profile));
        Assert.Equal((100, 50), (requests[1].Limits["train"], requests[1].Limits["valid"]));
        Assert.Equal(["epochs=8", "unimodal.learning_rate=0.05"], requests[1].Changes.Select(c => c.ToString()));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("entries: []", "has no entries")]
    [InlineData("entries:\n  -", "entry 1: names no dataset")]
    [InlineData("entries:\n  - name: a", "entry 1: names no dataset")]
    [InlineData("entries:\n  - dataset: imagenet", "Unknown data set 'imagenet'")]
    [InlineData("entries:\n  - dataset: avmnist\n  - dataset: avmnist\n    paradigms: trio", "entry 2: Unknown paradigm 'trio'")]
    [InlineData("entries:\n  - dataset: avmnist\n    seeds: x", "--seeds x")]
    [InlineData("entries:\n  - dataset: avmnist\n    task: letter", "no task 'letter'")]
    [InlineData("entries:\n  - dataset: avmnist\n    name: ../elsewhere", "no name of a folder")]
    [InlineData("entries:\n  - dataset: avmnist\n    epochs: 3", "epochs")]
    [InlineData("entrees:\n  - dataset: avmnist", "entrees")]
    [InlineData("seeds: 0\nseeds: 1\nentries: []", "line 2")]
    [InlineData("entries: !!python/object/apply:os.system [touch PWNED]", "line 1")]
    public void Anything_else_is_wrong_usage_and_named(string yaml, string named)
    {
        Assert.Contains(named, Assert.Throws<UsageException>(() => Read(yaml)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists("PWNED"));
    }

    [Theory]
    [InlineData("entries:\n  - dataset: avmnist\n    paradigms: [intra, i2m2]", "line 3: expected one text (several names or numbers with commas")]
    [InlineData("entries:\n  - avmnist", "line 2: expected keys and values")]
    [InlineData("entries:\n  - dataset: avmnist\n    set: epochs=1", "line 3: expected keys and values")]
    [InlineData("entries: { dataset: avmnist }", "line 1: expected a list")]
    [InlineData("entries:\n  - dataset: avmnist\n    epochs: 3", "line 3: unknown key 'epochs'")]
    public void A_value_of_another_kind_is_told_in_the_words_of_the_file(string yaml, string told)
    {
        var message = Assert.Throws<UsageException>(() => Read(yaml)).Message;
        Assert.Contains(told, message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("I2M2.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_that_is_not_there_is_wrong_usage() =>
        Assert.Contains("no such file", Assert.Throws<UsageException>(() => Study.Read(folder.At("none.yaml"))).Message, StringComparison.Ordinal);

    private IReadOnlyList<TrainRequest> Read(string yaml)
    {
        File.WriteAllText(folder.At("study.yaml"), yaml);
        return Study.Read(folder.At("study.yaml"));
    }
}
