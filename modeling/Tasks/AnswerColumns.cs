namespace I2M2.Modeling.Tasks;

/// <summary>The columns of a task whose rows have several right answers, each in part: those of visual question answering.</summary>
/// <param name="Ids">int32 [A]: the row's answers that are classes, then -1.</param>
/// <param name="Counts">uint8 [A]: how many of ten annotators gave each.</param>
/// <param name="OodMask">int32: bit k where the row is in the k-th set of <see cref="OodSets"/>.</param>
/// <param name="AnswerType">uint8, an index into its column's class names.</param>
/// <param name="QuestionType">int32, an index into its column's class names.</param>
public sealed record AnswerColumns(string Ids, string Counts, string OodMask, string AnswerType, string QuestionType)
{
    /// <summary>Out-of-distribution sets in the order of the mask's bits; see VQA-VS (Si et al. 2022).</summary>
    public static IReadOnlyList<string> OodSets { get; } = ["QT", "KW", "KWP", "QT+KW", "KO", "KOP", "QT+KO", "KW+KO", "QT+KW+KO"];
}
