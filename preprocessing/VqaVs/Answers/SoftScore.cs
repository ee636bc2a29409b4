namespace I2M2.Preprocessing.VqaVs.Answers;

/// <summary>What an answer is worth by how many of the ten annotators gave it.</summary>
public enum ScoreRule
{
    /// <summary>The VQA v2 metric, the mean over the ten ways to leave one annotator out of min(1, n/3): 0, 0.3, 0.6, 0.9, 1. Training targets of I2M2.</summary>
    LeaveOneOut,

    /// <summary>min(1, n/3): 0, 1/3, 2/3, 1. The scorer of VQA-VS.</summary>
    Thirds,
}

/// <summary>Soft scores of answers.</summary>
public static class SoftScore
{
    /// <summary>The score of an answer.</summary>
    /// <param name="annotators">That gave exactly this answer, of ten.</param>
    /// <param name="rule">The rule.</param>
    public static double Of(int annotators, ScoreRule rule)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(annotators);
        return rule switch
        {
            // Division, not multiplication by 0.1 or 0.3: the double nearest to 0.3, 0.6, 0.9.
            ScoreRule.LeaveOneOut => Math.Min(1, 3 * annotators / 10.0),
            ScoreRule.Thirds => Math.Min(1, annotators / 3.0),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
        };
    }
}
