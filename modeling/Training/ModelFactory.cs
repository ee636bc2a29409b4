using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>Fresh models. Each expert draws its initial weights from a stream of its own, so that it starts the same in every paradigm.</summary>
public static class ModelFactory
{
    /// <summary>The experts of a paradigm, on the host.</summary>
    public static ExpertSet Create(ITask task, Paradigm paradigm, int classes, bool trainFusion, long seed) => Create(
        paradigm,
        paradigm.ExpertNames(task).Select(name => (name, (Func<Expert>)(() => name == Expert.JointName
            ? task.JointExpert(paradigm.Variant, classes, trainFusion)
            : task.IntraExpert(task.Modalities.Concat(task.Baselines).ToList().FindIndex(m => m.Name == name), classes)))),
        seed, task.Backbone);

    /// <summary>The experts that are made one by one, each with its own stream of random numbers, on the host.</summary>
    /// <param name="paradigm">Which experts they are.</param>
    /// <param name="experts">Their names, and what makes them.</param>
    /// <param name="seed">Of all streams.</param>
    /// <param name="backbone">What they share; null: nothing.</param>
    public static ExpertSet Create(Paradigm paradigm, IEnumerable<(string Name, Func<Expert> Make)> experts, long seed, SharedBackbone? backbone = null)
    {
        var made = new List<Expert>();
        foreach (var (name, make) in experts)
        {
            manual_seed(Seeds.Derive(seed, name == Expert.JointName ? $"init/{name}/{paradigm.Variant}" : $"init/{name}"));
            made.Add(make());
        }

        if (backbone is null)
            return new ExpertSet(made);
        manual_seed(Seeds.Derive(seed, "init/backbone"));
        return new ExpertSet(made, backbone.Make(), backbone.Use);
    }

    /// <summary>
    /// Trained numbers of a model. A fusion that is left a random projection does not count.
    /// </summary>
    public static long Parameters(ExpertSet model) => model.parameters().Where(p => p.requires_grad).Sum(p => p.NumberOfElements);
}
