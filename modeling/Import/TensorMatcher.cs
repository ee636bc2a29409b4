using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using I2M2.Shards;
using static TorchSharp.torch;

namespace I2M2.Modeling.Import;

/// <summary>Compares the tensors of files with those of a model, name by name.</summary>
internal static class TensorMatcher
{
    /// <summary>A line for every tensor of either side, ours first, and remarks on what was done to names.</summary>
    /// <param name="target">What the files are.</param>
    /// <param name="model">A fresh model of it.</param>
    /// <param name="files">One file of everything, or one for each part in the order of the parts.</param>
    internal static (IReadOnlyList<TensorMatch> Matches, IReadOnlyList<string> Remarks) Match(
        ImportTarget target, ExpertSet model, IReadOnlyList<ForeignFile> files)
    {
        var remarks = new List<string>();
        var theirs = Theirs(target, files, remarks);
        var matches = new List<TensorMatch>();
        foreach (var part in target.Parts)
        {
            foreach (var spec in Specs(model, part.Expert))
            {
                var name = Join(target, part, part.TheirName(spec.Name[(part.Expert.Length + 1)..]));
                var state = !theirs.Remove(name, out var found) ? MatchState.Missing
                    : found.Dtype == spec.Dtype && found.Shape.AsSpan().SequenceEqual(spec.Shape) ? MatchState.Matched
                    : MatchState.OtherShape;
                matches.Add(new TensorMatch(state, spec.Name, name, spec, found));
            }
        }

        var unused = target.Parts.SelectMany(p => p.Unused.Select(u => Join(target, p, u))).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, found) in theirs)
            matches.Add(new TensorMatch(unused.Contains(name) ? MatchState.Unused : MatchState.Unexpected, null, name, null, found));
        return (matches, remarks);
    }

    private static OrderedDictionary<string, ForeignTensor> Theirs(
        ImportTarget target, IReadOnlyList<ForeignFile> files, List<string> remarks)
    {
        var theirs = new OrderedDictionary<string, ForeignTensor>(StringComparer.Ordinal);
        void Add(ForeignFile file, string prefix, IEnumerable<(string Name, ForeignTensor Tensor)> tensors)
        {
            var (kept, said) = WrapperNames.Strip(tensors);
            var where = Path.GetFileName(file.Path) + (prefix.Length > 0 ? $", {prefix.TrimEnd('.')}" : "");
            remarks.AddRange(said.Select(r => $"{where}: {r}"));
            foreach (var (name, tensor) in kept)
            {
                if (!theirs.TryAdd(prefix + name, tensor))
                    throw new InputRefusedException(file.Path, $"two tensors come to be called '{Cli.SafeText.ForTerminal(prefix + name)}'", "save one model in a file");
            }
        }

        if (files.Count == target.Parts.Count)
        {
            foreach (var (file, part) in files.Zip(target.Parts))
                Add(file, Join(target, part, ""), file.Tensors.Select(t => (t.Name, t)));
            return theirs;
        }

        // One file of several parts: the parts' names come first.
        var (all, said) = WrapperNames.Strip(files[0].Tensors.Select(t => (t.Name, t)));
        remarks.AddRange(said.Select(r => $"{Path.GetFileName(files[0].Path)}: {r}"));
        foreach (var group in all.GroupBy(t => target.Parts.FirstOrDefault(p => t.Name.StartsWith(p.Name + '.', StringComparison.Ordinal))))
        {
            var prefix = group.Key is null ? "" : group.Key.Name + '.';
            Add(files[0], prefix, group.Select(t => (t.Name[prefix.Length..], t.Tensor)));
        }

        return theirs;
    }

    // A model of one part has no name before its tensors'.
    private static string Join(ImportTarget target, ImportPart part, string name) => target.Parts.Count == 1 ? name : $"{part.Name}.{name}";

    private static IEnumerable<TensorSpec> Specs(ExpertSet model, string expert)
    {
        using var scope = NewDisposeScope();
        return
        [
            .. model.state_dict()
                .Where(t => t.Key.StartsWith(expert + '.', StringComparison.Ordinal))
                .Select(t => new TensorSpec(t.Key, StoredTensor.DtypeOf(t.Value), t.Value.shape)),
        ];
    }
}
