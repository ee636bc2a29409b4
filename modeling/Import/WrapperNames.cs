namespace I2M2.Modeling.Import;

/// <summary>
/// Takes the names of wrappers from the front of tensors' names: `state_dict.` and `model.` are the entries of a checkpoint that holds more
/// (the tensors outside are left aside), `module.` is put before every name by data-parallel wrappers (and only taken when all have it).
/// Repeated until no name begins so.
/// </summary>
internal static class WrapperNames
{
    /// <summary>The tensors by shortened name, and what was done in words.</summary>
    internal static (List<(string Name, ForeignTensor Tensor)> Kept, List<string> Remarks) Strip(
        IEnumerable<(string Name, ForeignTensor Tensor)> tensors)
    {
        var kept = tensors.ToList();
        var remarks = new List<string>();
        while (Wrapper(kept) is { } wrapper)
        {
            var outside = kept.RemoveAll(t => !t.Name.StartsWith(wrapper, StringComparison.Ordinal));
            kept = [.. kept.Select(t => (t.Name[wrapper.Length..], t.Tensor))];
            remarks.Add($"'{wrapper}' taken from {kept.Count} names" + (outside > 0 ? $", tensors outside it left aside: {outside}" : ""));
        }

        return (kept, remarks);
    }

    private static string? Wrapper(List<(string Name, ForeignTensor Tensor)> tensors)
    {
        bool Begins((string Name, ForeignTensor) tensor, string wrapper) => tensor.Name.StartsWith(wrapper, StringComparison.Ordinal);
        return new[] { "state_dict.", "model." }.FirstOrDefault(w => tensors.Any(t => Begins(t, w)))
            ?? (tensors.Count > 0 && tensors.All(t => Begins(t, "module.")) ? "module." : null);
    }
}
