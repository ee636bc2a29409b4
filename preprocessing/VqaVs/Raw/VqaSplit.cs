using I2M2.Preprocessing.VqaVs.Answers;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs.Raw;

/// <summary>A split of VQA v2 or VQA-VS and where its files lie in the raw folder.</summary>
/// <param name="Name">As options and tables name it.</param>
/// <param name="Questions">The questions' file.</param>
/// <param name="Annotations">The annotations' file; null where none was published.</param>
public sealed record VqaSplit(string Name, string Questions, string? Annotations)
{
    /// <summary>The test sets of VQA-VS in which a shortcut fails, in the order of their bits in a sample's mask: parts of the IID test set, some shared.</summary>
    public static IReadOnlyList<string> OutOfDistribution { get; } = ["QT", "KW", "KWP", "QT+KW", "KO", "KOP", "QT+KO", "KW+KO", "QT+KW+KO"];

    /// <summary>The splits of VQA-VS: training, val, iid-test, and ood-qt to ood-qt+kw+ko.</summary>
    public static IReadOnlyList<VqaSplit> OfVqaVs { get; } =
    [
        InFolder("training", "Training", "Training"), InFolder("val", "Val", "Val"), InFolder("iid-test", "IID-Test", "IID-Test"),
        .. OutOfDistribution.Select(set => InFolder($"ood-{set.ToLowerInvariant()}", $"OOD-Test/{set}", $"OOD-Test-{set}")),
    ];

    /// <summary>The splits of VQA v2.</summary>
    public static IReadOnlyList<VqaSplit> OfVqaV2 { get; } =
    [
        Released("train2014", isAnnotated: true), Released("val2014", isAnnotated: true), Released("test2015", isAnnotated: false), Released("test-dev2015", isAnnotated: false),
    ];

    /// <summary>
    /// The vocabulary of the majority answers of some splits, one after the other: training alone for VQA-VS; train2014 and val2014, which give 3,129 answers, for VQA v2.
    /// </summary>
    /// <param name="raw">The raw folder.</param>
    /// <param name="splits">In their order.</param>
    /// <param name="least">How often an answer must be a majority answer.</param>
    /// <exception cref="ArgumentException">A split has no published annotations.</exception>
    /// <exception cref="InputRefusedException">A file is not what it must be, or no answer is frequent enough.</exception>
    public static AnswerVocabulary Vocabulary(string raw, IReadOnlyList<VqaSplit> splits, int least = AnswerVocabulary.UsualLeast)
    {
        if (splits.FirstOrDefault(s => s.Annotations is null) is { } unknown)
            throw new ArgumentException($"{unknown.Name} has no annotations", nameof(splits));
        var vocabulary = AnswerVocabulary.Of(splits.SelectMany(s => VqaFiles.Annotations(Path.Combine(raw, s.Annotations!))).Select(a => a.Majority), least);
        return vocabulary.Count > 0
            ? vocabulary
            : throw new InputRefusedException(raw, $"no answer of {string.Join(", ", splits.Select(s => s.Name))} is the majority answer of {least} questions", "take more questions, or a lower number of them");
    }

    private static VqaSplit InFolder(string name, string folder, string stem) => new(name, $"{folder}/{stem}-Ques.json", $"{folder}/{stem}-Ans.json");

    private static VqaSplit Released(string name, bool isAnnotated) =>
        new(name, $"v2_OpenEnded_mscoco_{name}_questions.json", isAnnotated ? $"v2_mscoco_{name}_annotations.json" : null);
}
