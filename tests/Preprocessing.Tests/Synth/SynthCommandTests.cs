using I2M2.Preprocessing.Synth;
using I2M2.Preprocessing.Synth.Mimic3;

namespace I2M2.Tests.Synth;

public class SynthCommandTests
{
    [Theory]
    [InlineData("data/raw/mimic3-synth", "data/shards/mimic3-synth")]
    [InlineData("data/raw/small/", "data/shards/small")]
    [InlineData("/tmp/made", "/tmp/made-shards")]
    [InlineData("made/", "made-shards")]
    public void The_next_step_writes_to_a_folder_that_goes_with_the_one_that_was_named(string folder, string shards) =>
        Assert.Equal($"next    dotnet run --project preprocessing -- mimic3 --raw {folder} --out {shards}", SynthCommand.Next(new Mimic3Command(), folder, "data"));
}
