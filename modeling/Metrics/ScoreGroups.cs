namespace I2M2.Modeling.Metrics;

/// <summary>Rows gathered by equal score, the common ground of ranking metrics.</summary>
public static class ScoreGroups
{
    /// <summary>Positives and negatives at each distinct score, from the lowest score up.</summary>
    /// <param name="scores">[N].</param>
    /// <param name="positive">[N].</param>
    public static List<(long Positives, long Negatives)> Ascending(double[] scores, bool[] positive)
    {
        var sortedScores = (double[])scores.Clone();
        var sortedPositive = (bool[])positive.Clone();
        Array.Sort(sortedScores, sortedPositive);
        var groups = new List<(long Positives, long Negatives)>();
        for (var i = 0; i < sortedScores.Length;)
        {
            var score = sortedScores[i];
            long positives = 0, negatives = 0;
            for (; i < sortedScores.Length && sortedScores[i] == score; i++)
            {
                if (sortedPositive[i])
                    positives++;
                else
                    negatives++;
            }

            groups.Add((positives, negatives));
        }

        return groups;
    }
}
