using I2M2.Preprocessing.Nlvr2.Raw;
using I2M2.Shards;

namespace I2M2.Tests.Nlvr2.Raw;

public sealed class Nlvr2FileTests : IDisposable
{
    private const string Good = "{\"identifier\": \"train-1-2-3\", \"sentence\": \"a\", \"label\": \"True\", \"directory\": 4}";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Fields_are_read_and_keys_follow_from_the_identifier()
    {
        var rows = Nlvr2File.Read(Put($"{Good}\r\n{{\"label\": false, \"sentence\": \"b\", \"identifier\": \"dev-1-2-3\", \"directory\": null, \"x\": [{{}}]}}\n")).ToArray();
        Assert.Equal([new Nlvr2Example("train-1-2-3", "a", true, 4), new Nlvr2Example("dev-1-2-3", "b", false, null)], rows);
        Assert.Equal(("train", "train-1-2", "train-1-3"), (rows[0].Split, rows[0].PairKey, rows[0].ConsistencyUnit));
        Assert.Equal(71, Nlvr2File.Read(Put(Good.Replace("4}", "\"71\"}", StringComparison.Ordinal))).Single().Directory);
    }

    [Theory]
    [InlineData("", "not one JSON object")]
    [InlineData("{\"identifier\": \"dev-1-2-3\"", "not one JSON object")]
    [InlineData("{} {}", "not one JSON object")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "no 'identifier'")]
    [InlineData("{\"identifier\": \"dev-0-0-0\", \"label\": \"True\"}", "no 'sentence'")]
    [InlineData("{\"identifier\": \"dev-0-0-0\", \"sentence\": \"a\"}", "no 'label'")]
    [InlineData("{\"identifier\": \"dev-0-0-0\", \"sentence\": \"a\", \"label\": \"true\"}", "'label' is neither True nor False")]
    [InlineData("{\"identifier\": \"dev-0-0-0\", \"sentence\": \"a\", \"label\": 1}", "'label' is not a text")]
    [InlineData("{\"identifier\": \"dev-0-0-0\", \"sentence\": 1, \"label\": \"True\"}", "'sentence' is not a text")]
    [InlineData("{\"identifier\": \"../../x-0-0-0\", \"sentence\": \"a\", \"label\": \"True\"}", "'identifier' is not split-set-pair-sentence")]
    [InlineData("{\"identifier\": \"dev-0-0\", \"sentence\": \"a\", \"label\": \"True\"}", "'identifier' is not split-set-pair-sentence")]
    [InlineData("{\"identifier\": \"dev-0-x-0\", \"sentence\": \"a\", \"label\": \"True\"}", "'identifier' is not split-set-pair-sentence")]
    [InlineData("{\"identifier\": \"-0-0-0\", \"sentence\": \"a\", \"label\": \"True\"}", "'identifier' is not split-set-pair-sentence")]
    [InlineData("{\"identifier\": \"dev-0-0-0\", \"sentence\": \"a\", \"label\": \"True\", \"directory\": \"../1\"}", "'directory' is not a whole number")]
    [InlineData("{\"identifier\": \"dev-0-0-0\", \"sentence\": \"a\", \"label\": \"True\", \"directory\": 4294967296}", "'directory' is too large")]
    [InlineData(Good, "identifier train-1-2-3 is that of line 1 too")]
    public void A_line_that_is_no_example_is_named(string second, string message)
    {
        var path = Put($"{Good}\n{second}\n");
        Assert.Contains("line 2: " + message, Assert.Throws<InputRefusedException>(() => Nlvr2File.Read(path).Count()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_and_a_missing_one_are_refused()
    {
        Assert.Contains("no line in it", Assert.Throws<InputRefusedException>(() => Nlvr2File.Read(Put("")).Count()).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<InputRefusedException>(() => Nlvr2File.Read(folder.At("x")).Count()).Message, StringComparison.Ordinal);
    }

    // spec/vqa-nlvr2.md 1.3.
    [DataTheory("data/nlvr2")]
    [InlineData("dev.json", 6982, 4051, 3551, 2018)]
    [InlineData("test2.json", 6970, 4074, 3584, 1996)]
    public void The_real_files_have_their_published_counts(string file, int sentences, int pairs, int isTrue, int units)
    {
        var rows = Nlvr2File.Read(TestData.At($"data/nlvr2/{file}")).ToArray();
        Assert.Equal(
            (sentences, pairs, isTrue, units),
            (rows.Length, rows.DistinctBy(r => r.PairKey).Count(), rows.Count(r => r.IsTrue), rows.DistinctBy(r => r.ConsistencyUnit).Count()));
    }

    private string Put(string lines)
    {
        File.WriteAllText(folder.At("dev.json"), lines);
        return folder.At("dev.json");
    }
}
