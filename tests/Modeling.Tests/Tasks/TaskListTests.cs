using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Tests;

/// <summary>A new task is a class and a recipe: nothing else names it.</summary>
public sealed class TaskListTests
{
    public static TheoryData<string> Names => [.. TaskList.All.Select(t => $"{t.Dataset}/{t.Name}")];

    [Fact]
    public void Every_task_class_of_the_program_is_found_by_itself()
    {
        var classes = typeof(ITask).Assembly.GetTypes().Where(t => t.IsClass && !t.IsAbstract && t.GetConstructor(Type.EmptyTypes) is not null && typeof(ITask).IsAssignableFrom(t));
        Assert.Equal(classes.ToHashSet(), [.. TaskList.All.Select(t => t.GetType())]);
        Assert.Contains(typeof(AvMnistTask), TaskList.All.Select(t => t.GetType()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_task_has_a_recipe_for_every_paradigm_and_profile(string name)
    {
        var task = Find(name);
        var recipe = Recipe.Of(task);
        // The paper's code never trains NLVR2; there are only the flags of its README.
        Assert.Superset(new HashSet<string> { "clean", name == "nlvr2/truth" ? "readme" : "reference" }, recipe.Profiles.ToHashSet());
        foreach (var profile in recipe.Profiles)
            Assert.All(Enum.GetValues<ParadigmKind>(), kind => Assert.True(recipe.Resolve(kind, profile, []).Epochs > 0));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_task_builds_each_expert_under_its_modalitys_name(string name)
    {
        var task = Find(name);
        for (var m = 0; m < task.Modalities.Count; m++)
        {
            using var expert = task.IntraExpert(m, 2);
            Assert.Equal(task.Modalities[m].Name, expert.Name);
            Assert.Equal([m], expert.Inputs);
        }

        foreach (var fusion in task.Fusions)
        {
            using var joint = task.JointExpert(fusion, 2, trainFusion: true);
            Assert.Equal(Expert.JointName, joint.Name);
            // Of every modality, unless there are inputs that are made of all of them.
            var (modalities, ofAll) = (task.Modalities.Count, task.JointInputs.Count);
            Assert.Equal(ofAll > 0 ? Enumerable.Range(modalities, ofAll) : Enumerable.Range(0, modalities), joint.Inputs);
        }
    }

    private static ITask Find(string name) => TaskList.All.Single(t => $"{t.Dataset}/{t.Name}" == name);
}
