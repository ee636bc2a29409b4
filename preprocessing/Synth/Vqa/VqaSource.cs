using System.Globalization;
using I2M2.Preprocessing.Synth.Scenes;

namespace I2M2.Preprocessing.Synth.Vqa;

/// <summary>SOURCE.txt: everything that shapes the files, so that equal text means equal files, and the ground truth.</summary>
internal sealed class VqaSource(VqaOptions options, VqaPlan plan)
{
    /// <summary>How the text begins.</summary>
    internal const string Start = "vqa-synth: ";

    /// <summary>The text.</summary>
    internal string Text()
    {
        var test = plan.Pictures.Where(p => p.Split == "IID-Test").SelectMany(p => p.Questions).ToList();
        string Share(Needs needs) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * test.Count(q => q.Needs == needs) / Math.Max(1, test.Count):0} %");
        return string.Create(CultureInfo.InvariantCulture, $"""
            {Start}made-up pictures of coloured shapes and questions about them, in the layout of VQA-VS; no figure comparable with published ones

            Made by I2M2.Toolkit {typeof(VqaSource).Assembly.GetName().Version!.ToString(3)}, `preprocessing synth vqa --images {options.Images} --questions {options.Questions} --size {options.Side} --shortcut {options.Shortcut} --seed {options.Seed}`.

            {options.Images:#,0} pictures of {options.Side} x {options.Side} pixels, each of a large and a small thing of different shapes ({string.Join(", ", Thing.Shapes)}) and of colours
            ({string.Join(", ", Thing.Colours)}); {options.Questions} questions about each; ten annotators, of whom six to ten give the right answer and the others one wrong one.

            Ground truth. Of the test questions
                {Share(Needs.Text),5}   need their own words alone: What color is grass?
                {Share(Needs.Image),5}   need the kind of question and the picture, whose evidence adds up: What shape is the big one?
                {Share(Needs.Both),5}   need to know which thing is meant: What color is the circle? Is the square blue?
            Shortcut: in all splits a shape has its usual colour ({string.Join(", ", Thing.Shapes.Select((s, k) => $"{s} {Thing.Colours[k]}"))}) with probability {options.Shortcut + ((1 - options.Shortcut) / Thing.Colours.Length):0.##}.
            Each of the nine sets under OOD-Test has the test questions whose answer is not the most frequent one, in training, among questions with the same
            question type (QT), keyword (KW), two words (KWP), large thing (KO), both things (KOP), or several of these.

            """);
    }
}
