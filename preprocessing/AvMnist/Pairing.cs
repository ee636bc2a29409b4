using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// Gives every image a recording of the same digit. Labels are walked in MNIST order; each takes the next recording of its digit, and
/// after the last the first again. Recordings with index 40 to 49 go to the test file's images, all others to the train file's.
/// </summary>
public static class Pairing
{
    /// <summary>Pairs one file's labels.</summary>
    /// <param name="labels">Digits 0 to 9 in file order.</param>
    /// <param name="recordings">All recordings, in the order in which they are to be taken.</param>
    /// <param name="test">True to draw from the test recordings.</param>
    /// <param name="folder">Where the recordings lie, for the message.</param>
    /// <returns>For each label an index into <paramref name="recordings"/>.</returns>
    /// <exception cref="InputRefusedException">A digit that occurs has no recording.</exception>
    public static int[] Pair(ReadOnlySpan<byte> labels, IReadOnlyList<Recording> recordings, bool test, string folder)
    {
        var byDigit = new List<int>[10];
        for (var digit = 0; digit < byDigit.Length; digit++)
            byDigit[digit] = [.. Enumerable.Range(0, recordings.Count).Where(i => recordings[i].Digit == digit && recordings[i].IsTest == test)];

        var next = new int[10];
        var paired = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var choices = byDigit[labels[i]];
            if (choices.Count == 0)
            {
                var which = test ? "with index 40 to 49, which the test split needs" : "with an index other than 40 to 49, which the train split needs";
                throw new InputRefusedException(folder, $"no recording of digit {labels[i]} {which}", "complete the recordings");
            }

            paired[i] = choices[next[labels[i]]++ % choices.Count];
        }

        return paired;
    }
}
