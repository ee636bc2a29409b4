using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Tests;

/// <summary>Settings are resolved in the order defaults, paradigm, profile, the user's changes; what is unknown is an error.</summary>
public sealed class RecipeTests
{
    [Fact]
    public void The_later_of_defaults_paradigm_profile_and_change_wins()
    {
        var recipe = Recipe.Parse("toy.yaml", Recipes.Whole + """
            paradigms:
              intra: { epochs: 2, patience: 2, batch_size: 2 }
            profiles:
              clean: {}
              other: { epochs: 3, patience: 3 }
            """);
        var settings = recipe.Resolve(ParadigmKind.Intra, "other", [("epochs", "4")]);
        Assert.Equal((4, 3, 2, "sgd"), (settings.Epochs, settings.Patience, settings.BatchSize, settings.Optimizer));
        Assert.Equal((1, 1, 1), Three(recipe.Resolve(ParadigmKind.Inter, "clean", [])));
        Assert.Equal((3, 3, 1), Three(recipe.Resolve(ParadigmKind.Inter, "other", [])));
        Assert.Equal((2, 2, 2), Three(recipe.Resolve(ParadigmKind.Intra, "clean", [])));
        Assert.Equal(6, recipe.Resolve(ParadigmKind.Intra, "clean", [("epochs", "5"), ("epochs", "6")]).Epochs);
    }

    [Theory]
    [InlineData(ParadigmKind.Unimodal, 0.01, 0, "scratch")]
    [InlineData(ParadigmKind.Inter, 0.1, 10, "scratch")]
    [InlineData(ParadigmKind.Intra, 0.1, 10, "pretrained")]
    [InlineData(ParadigmKind.I2M2, 0.01, 10, "pretrained")]
    public void AV_MNIST_trains_by_the_papers_figures(ParadigmKind kind, double learningRate, int patience, string init)
    {
        var settings = Recipe.Of(new AvMnistTask()).Resolve(kind, "clean", []);
        Assert.Equal((learningRate, patience, init), (settings.LearningRate, settings.Patience, settings.Init));
        Assert.Equal((40, 30, "sgd", 1e-4, 8.0), (settings.BatchSize, settings.Epochs, settings.Optimizer, settings.WeightDecay, settings.ClipNorm));
        Assert.Equal((true, "product", "running"), (settings.TrainFusion, settings.IntraTestRule, settings.UnimodalBatchNorm));
    }

    [Fact]
    public void The_reference_profile_does_what_the_papers_code_does()
    {
        var settings = Recipe.Of(new AvMnistTask()).Resolve(ParadigmKind.Intra, "reference", []);
        Assert.Equal((false, "mixture", "batch"), (settings.TrainFusion, settings.IntraTestRule, settings.UnimodalBatchNorm));
    }

    [Fact]
    public void A_short_name_stands_for_the_learning_rate() =>
        Assert.Equal(0.5, Recipe.Of(new AvMnistTask()).Resolve(ParadigmKind.Inter, "clean", [("lr", "0.5")]).LearningRate);

    [Theory]
    [InlineData("batch_size", "0")]
    [InlineData("epochs", "-1")]
    [InlineData("epochs", "1.5")]
    [InlineData("epochs", "1e3")]
    [InlineData("epochs", "99999999999")]
    [InlineData("patience", "many")]
    [InlineData("learning_rate", "NaN")]
    [InlineData("learning_rate", "Infinity")]
    [InlineData("weight_decay", "-0.1")]
    [InlineData("clip_norm", "0,5")]
    [InlineData("optimizer", "adam")]
    [InlineData("select_by", "loss")]
    [InlineData("init", "")]
    [InlineData("train_fusion", "yes")]
    [InlineData("intra_test_rule", "Product")]
    [InlineData("unimodal_batch_norm", "none")]
    [InlineData("aten_threads", "-2")]
    [InlineData("speed", "high")]
    public void A_change_that_cannot_be_is_refused_by_name(string key, string value)
    {
        var refused = Assert.Throws<UsageException>(() => Recipe.Of(new AvMnistTask()).Resolve(ParadigmKind.Inter, "clean", [(key, value)]));
        Assert.Contains(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_profile_is_refused_with_those_there_are()
    {
        var refused = Assert.Throws<UsageException>(() => Recipe.Of(new AvMnistTask()).Resolve(ParadigmKind.Inter, "fast", []));
        Assert.Contains("'fast'; there are clean, reference", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("defaults: { epochs: 1 }", "batch_size")]
    [InlineData("paradigms:\n  intra: { epochs: 2 }\nprofiles:\n  clean: {}", "batch_size")]
    [InlineData("", "toy.yaml")]
    [InlineData("[1, 2]", "line 1")]
    [InlineData("42", "line 1")]
    public void A_recipe_without_its_defaults_is_refused(string yaml, string named) => Refused(yaml, named);

    [Theory]
    [InlineData("paradigms:\n  inter: { speed: high }", "speed")]
    [InlineData("profiles:\n  clean: { speed: high }", "speed")]
    [InlineData("paradigms:\n  inter: { epochs: none }", "epochs")]
    [InlineData("profiles:\n  other: { epochs: 0 }", "epochs")]
    [InlineData("profiles:\n  other: { epochs: }", "epochs")]
    [InlineData("paradigms:\n  bimodal: {}", "bimodal")]
    [InlineData("paradigms:\n  '3': {}", "'3'")]
    public void A_mistake_in_any_section_is_found_when_the_recipe_is_read(string section, string named) => Refused(Recipes.Whole + section, named);

    [Theory]
    [InlineData("extra: 1", "extra", "line 16")]
    [InlineData("paradigms:\n  inter: { epochs: 2 }\n  inter: { epochs: 3 }", "inter", "line 17")]
    [InlineData("profiles:\n  clean: { epochs: 2, epochs: 3 }", "epochs", "line 17")]
    [InlineData("profiles:\n  clean: { epochs: [2, 3] }", "", "line 17")]
    [InlineData("profiles:\n  clean: { epochs: 2", "", "line 1")]
    [InlineData("profiles:\n\tclean: {}", "tab", "line 17")]
    [InlineData("profiles:\n  clean: { epochs: *nowhere }", "nowhere", "line 17")]
    [InlineData("profiles:\n  clean: !!python/object/apply:os.system ['true']", "python", "line 17")]
    [InlineData("profiles: !<!System.Diagnostics.Process> { clean: {} }", "Process", "line 16")]
    [InlineData("profiles:\n  clean: { epochs: !System.IO.FileInfo /tmp }", "FileInfo", "line 17")]
    public void YAML_that_is_no_recipe_is_refused_with_the_line(string section, string named, string line)
    {
        Refused(Recipes.Whole + section, named);
        Refused(Recipes.Whole + section, line);
    }

    [Fact]
    public void Empty_sections_are_sections_without_changes()
    {
        var recipe = Recipe.Parse("toy.yaml", Recipes.Whole + "paradigms:\n  inter:\nprofiles:\n  clean:\n");
        Assert.Equal(1, recipe.Resolve(ParadigmKind.Inter, "clean", []).Epochs);
    }

    private static void Refused(string yaml, string named)
    {
        var refused = Assert.Throws<UsageException>(() => Recipe.Parse("toy.yaml", yaml));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("toy.yaml", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static (int Epochs, int Patience, int BatchSize) Three(Settings s) => (s.Epochs, s.Patience, s.BatchSize);
}
