using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.Scenes;

namespace I2M2.Preprocessing.Synth.Nlvr2;

/// <summary>A sentence about two pictures of one thing each, and when it is true.</summary>
/// <param name="Text">The sentence.</param>
/// <param name="IsTrue">Of a left thing and a right one.</param>
internal sealed record PairSentence(string Text, Func<Thing, Thing, bool> IsTrue)
{
    /// <summary>Every sentence there is.</summary>
    internal static IReadOnlyList<PairSentence> All { get; } =
    [
        .. Thing.Colours.Select((name, c) => new PairSentence($"The left one is {name}.", (left, _) => left.Colour == c)),
        .. Thing.Colours.Select((name, c) => new PairSentence($"The right one is {name}.", (_, right) => right.Colour == c)),
        .. Thing.Shapes.Select((name, s) => new PairSentence($"The left one is a {name}.", (left, _) => left.Shape == s)),
        .. Thing.Shapes.Select((name, s) => new PairSentence($"The right one is a {name}.", (_, right) => right.Shape == s)),
        new("They have the same color.", (left, right) => left.Colour == right.Colour), new("They have the same shape.", (left, right) => left.Shape == right.Shape),
    ];

    /// <summary>A pair of which the sentence is true or false, whichever is asked for.</summary>
    internal (Thing Left, Thing Right) Pair(bool isTrue, RandomNumbers random)
    {
        while (true)
        {
            var (left, right) = (Make(random), Make(random));
            if (IsTrue(left, right) == isTrue)
                return (left, right);
        }
    }

    private static Thing Make(RandomNumbers random) => new(
        random.Whole(0, Thing.Shapes.Length - 1), random.Whole(0, Thing.Colours.Length - 1), 0.4 + (0.2 * random.Uniform()), 0.4 + (0.2 * random.Uniform()), 0.25 + (0.1 * random.Uniform()));
}
