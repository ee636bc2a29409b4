using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Tests;

namespace I2M2.Modeling.Tests;

/// <summary>The corpus of broken YAML, laid over a recipe.</summary>
public sealed class HostileRecipeTests
{
    public static TheoryData<string, string> Cases => HostileCases.Of("yaml");

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Cases))]
    public void Behind_a_recipe_it_ends_as_the_corpus_says(string path, string allowed) =>
        Check(allowed, Recipes.Whole + "profiles:\n  clean: {}\n" + File.ReadAllText(TestData.At($"hostile/{path}")));

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Cases))]
    public void As_a_profile_of_a_recipe_it_ends_as_the_corpus_says(string path, string allowed)
    {
        var indented = File.ReadLines(TestData.At($"hostile/{path}")).Select(line => line == "---" ? line : "    " + line);
        Check(allowed, Recipes.Whole + "profiles:\n  clean:\n" + string.Join('\n', indented));
    }

    private static void Check(string allowed, string yaml)
    {
        if (allowed.Contains("accept-with-rule", StringComparison.Ordinal))
        {
            // An empty overlay changes nothing.
            Assert.Equal(1, Recipe.Parse("overlay.yaml", yaml).Resolve(ParadigmKind.Inter, "clean", []).Epochs);
            return;
        }

        var refused = Assert.Throws<UsageException>(() => Recipe.Parse("overlay.yaml", yaml));
        Assert.StartsWith("overlay.yaml", refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.Message.Length, 20, 600);
        Assert.DoesNotContain(refused.Message, char.IsControl);
        Assert.False(File.Exists("PWNED"));
    }
}
