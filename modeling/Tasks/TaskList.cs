namespace I2M2.Modeling.Tasks;

/// <summary>All tasks of the program: every class that implements <see cref="ITask"/>.</summary>
public static class TaskList
{
    /// <summary>By data set, then name.</summary>
    public static IReadOnlyList<ITask> All { get; } =
    [
        .. typeof(ITask).Assembly.GetTypes()
            .Where(t => t is { IsAbstract: false } && t.IsAssignableTo(typeof(ITask)))
            .Select(t => (ITask)Activator.CreateInstance(t)!)
            .OrderBy(t => t.Dataset, StringComparer.Ordinal).ThenBy(t => t.Name, StringComparer.Ordinal),
    ];
}
