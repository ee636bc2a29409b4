namespace I2M2.Modeling.Tasks;

/// <summary>All tasks of the program: every class that implements <see cref="ITask"/> and needs nothing to be made.</summary>
public static class TaskList
{
    /// <summary>By data set, then name.</summary>
    public static IReadOnlyList<ITask> All { get; } =
    [
        .. typeof(ITask).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(ITask)) && t.GetConstructor(Type.EmptyTypes) is not null)
            .Select(t => (ITask)Activator.CreateInstance(t)!)
            .OrderBy(t => t.Dataset, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal),
    ];

    /// <summary>The task of a name, also that of one without its leak, see <see cref="WithoutLeak"/>; null: there is none.</summary>
    /// <param name="dataset">Data set.</param>
    /// <param name="name">Task within it, e.g. "icd9-1" or "icd9-1-drop-leaky".</param>
    public static ITask? Find(string? dataset, string? name)
    {
        var ofDataset = All.Where(t => t.Dataset == dataset).ToList();
        return ofDataset.Find(t => t.Name == name)
            ?? (ofDataset.Find(t => t.Leak is not null && t.Name + WithoutLeak.Suffix == name) is { } leaky ? new WithoutLeak(leaky) : null);
    }
}
