using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs.Answers;

/// <summary>The answers that a model chooses between: an id for each, from 0 up.</summary>
public sealed class AnswerVocabulary
{
    /// <summary>How often an answer must be a question's majority answer to be in a vocabulary, in the published code.</summary>
    public const int UsualLeast = 9;

    private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);

    internal AnswerVocabulary(IReadOnlyList<string> answers)
    {
        Answers = answers;
        foreach (var answer in answers)
            ids.Add(answer, ids.Count);
    }

    /// <summary>The answers in the order of their ids.</summary>
    public IReadOnlyList<string> Answers { get; }

    /// <summary>Answers: the classes of a model, 3,129 for the published one of VQA v2.</summary>
    public int Count => Answers.Count;

    /// <summary>
    /// Makes a vocabulary: the normalised majority answers that occur often enough, in the order in which they first occur. VQA v2 is training, then validation, in
    /// file order; VQA-VS is training alone.
    /// </summary>
    /// <param name="majorityAnswers">Of all questions of the splits, as the files have them.</param>
    /// <param name="least">Occurrences needed.</param>
    public static AnswerVocabulary Of(IEnumerable<string> majorityAnswers, int least = UsualLeast)
    {
        // Few answers are distinct, and normalising is most of the work.
        var spelling = new Dictionary<string, string>(StringComparer.Ordinal);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var order = new List<string>();
        foreach (var answer in majorityAnswers)
        {
            if (!spelling.TryGetValue(answer, out var normal))
                spelling.Add(answer, normal = AnswerText.Normalise(answer));
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, normal, out var isKnown);
            count++;
            if (!isKnown)
                order.Add(normal);
        }

        return new AnswerVocabulary([.. order.Where(a => counts[a] >= least)]);
    }

    /// <summary>Reads a vocabulary: a JSON array of answers, or a JSON object of answers and ids, as the common files `trainval_label2ans.json` and `trainval_ans2label.json` are.</summary>
    /// <exception cref="InputRefusedException">Something else, an answer or an id twice, or an id missing.</exception>
    public static AnswerVocabulary Read(string path) => AnswerVocabularyFile.Read(path);

    /// <summary>The id of an answer in exactly this spelling.</summary>
    public bool TryGetId(string answer, out int id) => ids.TryGetValue(answer, out id);
}
