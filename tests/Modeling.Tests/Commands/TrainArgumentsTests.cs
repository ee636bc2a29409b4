using I2M2.Cli;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Tests.Given;
using I2M2.Tests;

namespace I2M2.Modeling.Tests;

/// <summary>What `modeling train` understands, and how it says that it does not.</summary>
public sealed class TrainArgumentsTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0-4", "0 1 2 3 4")]
    [InlineData("0,3,7-9", "0 3 7 8 9")]
    [InlineData("2, 1", "2 1")]
    [InlineData("1,0-2,1", "1 0 2")]
    public void Seeds_are_numbers_and_ranges_each_once(string list, string seeds) =>
        Assert.Equal(seeds, string.Join(' ', TrainArguments.Seeds(list)));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("1-")]
    [InlineData("1-2-3")]
    [InlineData("5-2")]
    [InlineData("1.5")]
    [InlineData("0-99999")]
    [InlineData("99999999999")]
    [InlineData("0;1")]
    public void Other_seeds_are_refused(string list) =>
        Assert.Contains("--seeds", Assert.Throws<UsageException>(() => TrainArguments.Seeds(list)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null, "")]
    [InlineData("1000", "test=1000 train=1000 valid=1000")]
    [InlineData("train=11, test=4", "test=4 train=11")]
    [InlineData("100,train=200", "test=100 train=200 valid=100")]
    public void A_limit_is_for_every_split_or_for_those_it_names(string? list, string limits) =>
        Assert.Equal(limits, string.Join(' ', TrainArguments.Limits(list).OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}")));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("train=0")]
    [InlineData("-5")]
    [InlineData("all")]
    [InlineData("train=1=2")]
    [InlineData("train=10,train=20")]
    [InlineData("10,20")]
    [InlineData("dev=10")]
    public void Other_limits_are_refused(string list) =>
        Assert.Contains("--limit", Assert.Throws<UsageException>(() => TrainArguments.Limits(list)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("all", "unimodal-front unimodal-side unimodal-top inter-concat inter-lrtf intra i2m2-concat i2m2-lrtf")]
    [InlineData("unimodal", "unimodal-front unimodal-side unimodal-top")]
    [InlineData("i2m2,intra", "i2m2-concat i2m2-lrtf intra")]
    [InlineData("i2m2-lrtf, unimodal-top", "i2m2-lrtf unimodal-top")]
    [InlineData("inter-lrtf,inter", "inter-lrtf inter-concat")]
    public void A_paradigm_is_named_with_its_variant_or_means_all_of_them(string list, string names) =>
        Assert.Equal(names, string.Join(' ', TrainArguments.Paradigms(new ToyTask(), list).Select(p => p.Name)));

    [Theory]
    [InlineData("")]
    [InlineData("I2M2")]
    [InlineData("unimodal-smell")]
    [InlineData("intra,")]
    [InlineData("all,intra")]
    public void Other_paradigms_are_refused_with_those_there_are(string list)
    {
        var refused = Assert.Throws<UsageException>(() => TrainArguments.Paradigms(new ToyTask(), list));
        Assert.Contains("i2m2-lrtf", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there are avmnist", "train", "imagenet")]
    [InlineData("Unknown option --bogus", "train", "--bogus")]
    [InlineData("'--bogus'", "train", "avmnist", "--bogus")]
    [InlineData("dataset", "train")]
    [InlineData("'trian'", "trian", "avmnist")]
    [InlineData("--set lr: expected key=value", "train", "avmnist", "--set", "lr")]
    [InlineData("--set =3: expected key=value", "train", "avmnist", "--set", "=3")]
    [InlineData("Unknown setting 'speed'", "train", "avmnist", "--set", "speed=3")]
    [InlineData("epochs: '1=2'", "train", "avmnist", "--set", "epochs=1=2")]
    [InlineData("epochs: '' is not a whole number", "train", "avmnist", "--set", "epochs=")]
    [InlineData("Unknown profile 'fast'; there are clean, reference", "train", "avmnist", "--profile", "fast")]
    [InlineData("Unknown paradigm 'both'", "train", "avmnist", "--paradigm", "both")]
    [InlineData("--device tpu: expected auto, cpu, cuda or cuda:N", "train", "avmnist", "--device", "tpu")]
    [InlineData("--device cuda:x: expected auto, cpu, cuda or cuda:N", "train", "avmnist", "--device", "cuda:x")]
    [InlineData("--seeds x", "train", "avmnist", "--seeds", "x")]
    [InlineData("backbone_dropout: avmnist has no backbone", "train", "avmnist", "--live-backbone")]
    [InlineData("--limit x", "train", "avmnist", "--limit", "x")]
    public void Wrong_usage_ends_with_2_and_says_what_is_wrong(string said, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        AvMnistData.Write(folder.At("data"));
        string[] places = arguments.Length > 1 ? ["--data", folder.At("data"), "--out", folder.At("runs")] : [];
        var (exit, _, errors) = InProcess.Run(typeof(TrainCommand).Assembly, [.. arguments, .. places]);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains(said, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("runs")));
    }
}
