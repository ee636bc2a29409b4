using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.TorchFiles;

/// <summary>Finds the tensors in nested containers and names each by the keys and places that lead to it, joined by dots.</summary>
internal sealed class TensorNames
{
    private const int Deepest = 64;
    private const int LongestName = 1024;

    // A container can stand in another one twice, and that one in a third: visits can double with every level.
    private const int MostVisits = 2_000_000;
    private readonly string file;
    private readonly List<(string, TorchTensor)> found = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private int visits;

    private TensorNames(string file) => this.file = file;

    /// <summary>Every tensor with its name, in the order of the file.</summary>
    /// <exception cref="InputRefusedException">Containers nest too deeply or endlessly, or two tensors have one name.</exception>
    internal static IReadOnlyList<(string Name, TorchTensor Tensor)> Of(string file, object? root)
    {
        var names = new TensorNames(file);
        names.Visit("", root, 0);
        return names.found;
    }

    private void Visit(string name, object? value, int depth)
    {
        if (depth > Deepest || name.Length > LongestName)
            throw new InputRefusedException(file, $"its containers nest more than {Deepest} deep, or their keys are too long", TorchFile.Remedy);
        switch (value)
        {
            case TorchTensor tensor when names.Add(name):
                found.Add((name, tensor));
                break;
            case TorchTensor:
                throw new InputRefusedException(file, $"two tensors are called '{SafeText.ForTerminal(name)}'", TorchFile.Remedy);
            case PickleDictionary dictionary:
                foreach (var (key, item) in dictionary.Items)
                    VisitItem(name, key, item, depth);
                break;
            case IReadOnlyList<object?> list: // a tuple too
                for (var k = 0; k < list.Count; k++)
                    VisitItem(name, k, list[k], depth);
                break;
        }
    }

    private void VisitItem<TKey>(string name, TKey key, object? item, int depth)
    {
        if (++visits > MostVisits)
            throw new InputRefusedException(file, $"its containers hold more than {MostVisits:#,0} values", TorchFile.Remedy);
        if (item is TorchTensor or PickleDictionary or IReadOnlyList<object?>)
            Visit(name.Length == 0 ? $"{key}" : $"{name}.{key}", item, depth + 1);
    }
}
