using System.Globalization;
using I2M2.Preprocessing.Synth.Scenes;

namespace I2M2.Preprocessing.Synth.Nlvr2;

/// <summary>SOURCE.txt: everything that shapes the files, so that equal text means equal files, and the ground truth.</summary>
internal sealed class PairSource(PairOptions options)
{
    /// <summary>How the text begins.</summary>
    internal const string Start = "nlvr2-synth: ";

    /// <summary>The text.</summary>
    internal string Text() => string.Create(CultureInfo.InvariantCulture, $"""
        {Start}made-up pairs of pictures and sentences about them, in the layout of NLVR2; no figure comparable with published ones

        Made by I2M2.Toolkit {typeof(PairSource).Assembly.GetName().Version!.ToString(3)}, `preprocessing synth nlvr2 --sentences {options.Sentences} --size {options.Side} --seed {options.Seed}`.

        {options.Sentences:#,0} sentences, each about four pairs of pictures of {options.Side} x {options.Side} pixels; a picture shows one thing ({string.Join(", ", Thing.Shapes)}; {string.Join(", ", Thing.Colours)}).

        Ground truth. A sentence is true of two of its four pairs, so that the sentence alone tells nothing. It speaks of the left picture's colour or shape, of the right one's, or of whether
        they are the same: the pictures alone, without it, tell hardly more, and the sum of what both tell alone is no better. Who sees both knows all.

        """);
}
