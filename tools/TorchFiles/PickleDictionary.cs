namespace I2M2.TorchFiles;

/// <summary>A dictionary, an OrderedDict, or the attributes of an argparse.Namespace; keys in the order of the file.</summary>
internal sealed class PickleDictionary(bool isNamespace = false)
{
    private OrderedDictionary<string, object?> items = new(StringComparer.Ordinal);

    /// <summary>Whether attributes are entries; those of other dictionaries (`_metadata`) say nothing about tensors and are dropped.</summary>
    internal bool IsNamespace => isNamespace;

    internal int Count => items.Count;

    internal IEnumerable<KeyValuePair<string, object?>> Items => items;

    /// <summary>Adds an item; whole numbers are kept as text.</summary>
    internal void Add(PickleBytes bytes, object? key, object? value)
    {
        var name = key switch
        {
            string text => text,
            long number => $"{number}",
            _ => throw bytes.Refuse("a dictionary's key is neither a text nor a whole number"),
        };
        if (!items.TryAdd(name, value))
            throw bytes.Refuse("a dictionary has one key twice");
    }

    /// <summary>Gives an empty namespace its attributes; shared, not copied, so that giving many the same ones costs nothing.</summary>
    internal void SetAttributes(PickleBytes bytes, PickleDictionary state)
    {
        if (items.Count > 0)
            throw bytes.Refuse("an argparse.Namespace is given its attributes twice");
        items = state.items;
    }
}
