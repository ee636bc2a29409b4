using FsCheck;
using FsCheck.Fluent;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;

namespace I2M2.Modeling.Tests;

/// <summary>`config.yaml`, which also travels inside every checkpoint.</summary>
public sealed class RunConfigTests
{
    private static readonly string Yaml = Plain().ToYaml();

    private static readonly string[] AwkwardTexts =
    [
        "a", "Big-Name_1.2", "null", "~", "true", "no", "1e5", "0x1F", "007", "a: b", "#x", "- a", "'", "\"", "{x}", "&a", "*a", "!t", "2.1.0+cu121", "naïve ✓",
    ];

    [Fact]
    public void A_configuration_comes_back_as_it_was() => Given.Cases.Always(Configs, config =>
    {
        var read = RunConfig.FromYaml("config.yaml", config.ToYaml());
        Assert.Equal(config.ToPairs(), read.ToPairs());
        Assert.Equal(config.Settings, read.Settings);
        Assert.Equal(config.Paradigm, read.Paradigm);
    });

    [Fact]
    public void It_is_one_plain_line_for_each_key()
    {
        Assert.Contains("paradigm: i2m2\n", Yaml, StringComparison.Ordinal);
        Assert.Contains("learning_rate: 0.05\n", Yaml, StringComparison.Ordinal);
        Assert.Contains("limit_train: 7\n", Yaml, StringComparison.Ordinal);
        Assert.Equal(Plain().ToPairs().Count, Yaml.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData("dataset: toy", "")]
    [InlineData("dataset: toy", "dataset:")]
    [InlineData("dataset: toy", "dataset: [toy]")]
    [InlineData("dataset: toy", "dataset: toy\ndataset: toy")]
    [InlineData("dataset: toy", "dataset: !!python/object/apply:os.system ['touch PWNED']")]
    [InlineData("dataset: toy", "dataset: !System.IO.FileInfo /tmp")]
    [InlineData("dataset: toy", "dataset: *a")]
    [InlineData("paradigm: i2m2", "paradigm: 2")]
    [InlineData("paradigm: i2m2", "paradigm: intra, inter")]
    [InlineData("paradigm: i2m2", "paradigm: trio")]
    [InlineData("seed: 3", "seed: x")]
    [InlineData("seed: 3", "seed: -3")]
    [InlineData("seed: 3", "seed: 99999999999")]
    [InlineData("classes: 10", "classes: 0")]
    [InlineData("classes: 10", "classes: -10")]
    [InlineData("classes: 10", "classes: 99999999999")]
    [InlineData("limit_train: 7", "limit_train: -7")]
    [InlineData("limit_train: 7", "limit_train: 0")]
    [InlineData("epochs: 4", "epochs: 0")]
    [InlineData("epochs: 4", "epochs:")]
    [InlineData("epochs: 4", "epochs: NaN")]
    public void A_configuration_that_cannot_be_is_refused_with_its_file(string honest, string lie)
    {
        Assert.Contains(honest, Yaml, StringComparison.Ordinal);
        var refused = Assert.Throws<InputRefusedException>(() => RunConfig.FromYaml("here/config.yaml", Yaml.Replace(honest, lie, StringComparison.Ordinal)));
        Assert.StartsWith("here/config.yaml", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists("PWNED"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("- a\n- b")]
    [InlineData("{")]
    public void Other_YAML_is_refused(string yaml) => Assert.Throws<InputRefusedException>(() => RunConfig.FromYaml("config.yaml", yaml));

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_end_the_program() =>
        Assert.Throws<InputRefusedException>(() => RunConfig.FromYaml("config.yaml", Yaml + "more: " + new string('[', 20_000)));

    [Fact]
    public void A_split_is_used_up_to_its_limit()
    {
        Assert.Equal(7, Plain().Rows("train", 100));
        Assert.Equal(5, Plain().Rows("train", 5));
        Assert.Equal(100, Plain().Rows("test", 100));
    }

    private static Gen<RunConfig> Configs =>
        from kind in Gen.Elements(Enum.GetValues<ParadigmKind>())
        from texts in Gen.Elements(AwkwardTexts).ArrayOf(6)
        from variant in Gen.Elements("", "concat", "null", "~", "0")
        from seed in Gen.Choose(0, int.MaxValue)
        from batch in Gen.Choose(1, 4096)
        from rates in Gen.Choose(0, 1_000_000).Select(n => n / 1e9).ArrayOf(3)
        from train in Gen.Elements(true, false)
        from limits in Gen.SubListOf("train", "valid", "test")
        from rows in Gen.Choose(1, int.MaxValue)
        select Plain() with
        {
            Paradigm = new Paradigm(kind, variant),
            Dataset = texts[0],
            Task = texts[1],
            Profile = texts[2],
            DataHash = texts[3],
            Device = texts[4],
            TorchVersion = texts[5],
            Seed = seed,
            Limits = limits.ToDictionary(l => l, _ => (long)rows),
            Settings = Plain().Settings with
            {
                BatchSize = batch,
                LearningRate = rates[0],
                WeightDecay = rates[1],
                ClipNorm = rates[2],
                TrainFusion = train,
            },
        };

    private static RunConfig Plain() => new()
    {
        Dataset = "toy",
        Task = "blobs",
        Paradigm = new Paradigm(ParadigmKind.I2M2, "concat"),
        Seed = 3,
        Profile = "clean",
        Settings = Recipe.Parse("toy.yaml", Recipes.Whole + "profiles:\n  clean: {}").Resolve(ParadigmKind.I2M2, "clean", [("epochs", "4"), ("lr", "0.05")]),
        Limits = new Dictionary<string, long> { ["train"] = 7 },
        DataHash = "00ff",
        Classes = 10,
        Device = "cpu",
        TorchVersion = "1.13.1",
    };
}
