using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.Scenes;

namespace I2M2.Preprocessing.Synth.Vqa;

/// <summary>What a question needs to be answered.</summary>
internal enum Needs
{
    /// <summary>Its own words.</summary>
    Text,

    /// <summary>The picture, once the kind of question is known: the two add up.</summary>
    Image,

    /// <summary>Which of the things in the picture it asks about: neither alone, nor their sum, tells.</summary>
    Both,
}

/// <summary>A question with its answer, and what shortcuts go by.</summary>
/// <param name="Text">The question.</param>
/// <param name="Type">Its first words.</param>
/// <param name="AnswerType">"yes/no" or "other".</param>
/// <param name="Answer">The right one.</param>
/// <param name="Keyword">The word that it is about.</param>
/// <param name="Second">Another word of it.</param>
/// <param name="Needs">What it needs.</param>
internal sealed record PlantedQuestion(string Text, string Type, string AnswerType, string Answer, string Keyword, string Second, Needs Needs)
{
    private const string Other = "other", YesNo = "yes/no";

    private static readonly PlantedQuestion[] Facts =
    [
        Fact("What color is grass?", "green", "grass"), Fact("What color is snow?", "white", "snow"), Fact("What color is coal?", "black", "coal"), Fact("What color is a lemon?", "yellow", "lemon"),
        new("Is fire cold?", "is fire", YesNo, "no", "fire", "cold", Needs.Text), new("Is ice cold?", "is ice", YesNo, "yes", "ice", "cold", Needs.Text),
    ];

    /// <summary>A question about a picture of two things, the large one first, of different shapes.</summary>
    internal static PlantedQuestion Ask(IReadOnlyList<Thing> things, RandomNumbers random)
    {
        var kind = random.Uniform();
        if (kind < 0.2)
            return Facts[random.Whole(0, Facts.Length - 1)];
        if (kind < 0.35)
            return new("What shape is the big one?", "what shape is", Other, Thing.Shapes[things[0].Shape], "one", "shape", Needs.Image);
        if (kind < 0.5)
            return new("What color is the big one?", "what color is", Other, Thing.Colours[things[0].Colour], "one", "color", Needs.Image);
        var about = things[random.Whole(0, things.Count - 1)];
        var shape = Thing.Shapes[about.Shape];
        if (kind < 0.8)
            return new($"What color is the {shape}?", "what color is", Other, Thing.Colours[about.Colour], shape, "color", Needs.Both);
        var isIt = random.Uniform() < 0.5;
        var colour = isIt ? about.Colour : (about.Colour + random.Whole(1, Thing.Colours.Length - 1)) % Thing.Colours.Length;
        return new($"Is the {shape} {Thing.Colours[colour]}?", "is the", YesNo, isIt ? "yes" : "no", shape, Thing.Colours[colour], Needs.Both);
    }

    /// <summary>Every text that can be asked, for the tokenizer.</summary>
    internal static IEnumerable<string> Texts() =>
    [
        .. Facts.Select(f => f.Text), "What shape is the big one?", "What color is the big one?",
        .. Thing.Shapes.SelectMany(s => Thing.Colours.Select(c => $"Is the {s} {c}?").Prepend($"What color is the {s}?")),
    ];

    /// <summary>Answers that somebody could mistake for the right one.</summary>
    internal IReadOnlyList<string> Mistakes() => AnswerType == YesNo ? ["yes", "no"] : Thing.Shapes.Contains(Answer) ? Thing.Shapes : Thing.Colours;

    private static PlantedQuestion Fact(string text, string answer, string keyword) => new(text, "what color is", Other, answer, keyword, "color", Needs.Text);
}
