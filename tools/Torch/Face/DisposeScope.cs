namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// Opens a scope that owns every tensor made on this thread until it is disposed, but for those moved out.
    /// Scopes nest; each thread has its own.
    /// </summary>
    public static DisposeScope NewDisposeScope() => new(DisposeScope.Current);

    /// <summary>The innermost scope of this thread, or null.</summary>
    public static DisposeScope? CurrentDisposeScope => DisposeScope.Current;
}

/// <summary>Owns tensors and disposes them together. See <see cref="torch.NewDisposeScope"/>.</summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? current;

    // Cleared scopes are kept with their lists, so that a training step opens one without allocating.
    [ThreadStatic] private static Stack<List<torch.Tensor?>>? spareLists;

    private readonly DisposeScope? outer;
    private List<torch.Tensor?>? tensors;

    internal DisposeScope(DisposeScope? outer)
    {
        this.outer = outer;
        tensors = (spareLists ??= new()).TryPop(out var spare) ? spare : new(256);
        current = this;
    }

    internal static DisposeScope? Current => current;

    /// <summary>Tensors that this scope owns.</summary>
    public int DisposablesCount => Owned.Count(t => t is not null);

    /// <summary>Tensors that the scope has room for without allocating.</summary>
    internal int Capacity => Owned.Capacity;

    private List<torch.Tensor?> Owned => tensors ?? throw new ObjectDisposedException(nameof(DisposeScope));

    /// <summary>Hands <paramref name="disposable"/> to the scope around this one; to nobody when there is none.</summary>
    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        if (disposable is torch.Tensor tensor)
        {
            tensor.DetachFromDisposeScope();
            outer?.Own(tensor);
        }

        return disposable;
    }

    /// <summary>Takes <paramref name="disposable"/> out of this scope; the caller owns it from now on.</summary>
    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (disposable is torch.Tensor tensor && ReferenceEquals(tensor.Scope, this))
            Disown(tensor);
        return disposable;
    }

    /// <summary>Disposes all that the scope owns and makes the scope around it current.</summary>
    /// <exception cref="InvalidOperationException">A scope opened inside this one on this thread is still open.</exception>
    public void Dispose()
    {
        if (tensors is not { } list)
            return;
        if (current != this)
            throw new InvalidOperationException("Dispose scopes must be closed innermost first, on the thread that opened them.");
        current = outer;
        tensors = null;
        foreach (var tensor in list)
            tensor?.DisposeFromScope();
        list.Clear();
        spareLists!.Push(list);
    }

    internal void Own(torch.Tensor tensor)
    {
        tensor.Scope = this;
        tensor.ScopeIndex = Owned.Count;
        Owned.Add(tensor);
    }

    internal void Disown(torch.Tensor tensor)
    {
        // On another thread the list must not be touched while its owner may be using it; a disposed entry is skipped instead.
        if (tensors is { } list && tensor.ScopeIndex < list.Count && ReferenceEquals(list[tensor.ScopeIndex], tensor))
        {
            list[tensor.ScopeIndex] = null;
            // Tensors go last made first as a rule: a long scope of short-lived ones stays short.
            while (ReferenceEquals(current, this) && list.Count > 0 && list[^1] is null)
                list.RemoveAt(list.Count - 1);
        }

        tensor.Scope = null;
    }
}
