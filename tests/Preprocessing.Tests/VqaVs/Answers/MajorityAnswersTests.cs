using I2M2.Preprocessing.VqaVs.Answers;
using I2M2.Preprocessing.VqaVs.Raw;

namespace I2M2.Tests.VqaVs.Answers;

/// <summary>What the answers that most annotators gave are, over the published validation questions of VQA-VS or as many of them as are there.</summary>
public sealed class MajorityAnswersTests
{
    private const string Val = "data/vqa-vs/Val/Val-Ans.json";

    // All questions: computed for the specification (section 9.4) by another program. The first 6,000 of them: by a few lines of Python, with its own spelling rules.
    [DataFact(Val)]
    public void Their_entropy_and_counts_are_those_that_another_program_finds()
    {
        var annotations = VqaFiles.Annotations(TestData.At(Val)).ToList();
        var counts = annotations.GroupBy(a => AnswerText.Normalise(a.Majority)).OrderByDescending(g => g.Count()).Select(g => (Answer: g.Key, Count: g.Count())).ToList();
        var entropy = -counts.Sum(c => (double)c.Count / annotations.Count * Math.Log((double)c.Count / annotations.Count));
        var respelt = annotations.Where(a => AnswerText.Normalise(a.Majority) != a.Majority).ToList();
        int Of(string type) => annotations.Count(a => a.AnswerType == type);
        var found = (
            counts.Count, respelt.Count, respelt.Count(a => a.Majority == "none"), string.Join(' ', counts.Take(5).Select(c => $"{c.Answer} {c.Count}")),
            Of("other"), Of("yes/no"), Of("number"), annotations.Select(a => a.ImageId).Distinct().Count());

        var whole = annotations.Count == 32_723;
        Assert.Equal(
            whole
                ? (4329, 263, 124, "yes 6293 no 6050 1 896 2 887 white 661", 16_170, 12_302, 4251, 27_265)
                : (1342, 51, 22, "yes 1174 no 1114 1 167 2 161 white 125", 2920, 2283, 797, 4950),
            found);
        Assert.Equal(whole ? 4.977868 : 4.686011, entropy, 1e-6);
        Assert.Equal(whole ? 7.181546 : 6.760484, entropy / Math.Log(2), 1e-6);
    }
}
