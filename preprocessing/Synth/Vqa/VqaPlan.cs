using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.Scenes;

namespace I2M2.Preprocessing.Synth.Vqa;

/// <summary>A picture and what is asked about it.</summary>
/// <param name="Id">COCO's kind of number.</param>
/// <param name="Split">"Training", "Val" or "IID-Test".</param>
/// <param name="Things">The large one, then the small one.</param>
/// <param name="Questions">In order of their numbers.</param>
internal sealed record PlannedPicture(int Id, string Split, IReadOnlyList<Thing> Things, IReadOnlyList<PlantedQuestion> Questions)
{
    /// <summary>Which of COCO's folders it lies in; a split of VQA-VS has pictures of both.</summary>
    internal string Folder => Id % 3 == 0 ? "val2014" : "train2014";

    /// <summary>Path of its file below the raw folder.</summary>
    internal string File => $"{Folder}/COCO_{Folder}_{Id:D12}.jpg";
}

/// <summary>All pictures and questions of a set, before anything is drawn.</summary>
internal sealed class VqaPlan
{
    /// <summary>The splits and their shares of the pictures, in percent.</summary>
    internal static readonly (string Name, int Share)[] Splits = [("Training", 70), ("Val", 8), ("IID-Test", 22)];

    /// <summary>Shortcuts in the order of VQA-VS's sets: what a question must share with others for their answer to be tempting.</summary>
    private static readonly (string Set, Func<PlannedPicture, PlantedQuestion, string> Value)[] Shortcuts =
    [
        ("QT", (_, q) => q.Type), ("KW", (_, q) => q.Keyword), ("KWP", (_, q) => $"{q.Keyword}/{q.Second}"), ("QT+KW", (_, q) => $"{q.Type}/{q.Keyword}"),
        ("KO", (p, _) => Big(p)), ("KOP", (p, _) => $"{Big(p)}/{Thing.Shapes[p.Things[1].Shape]}"),
        ("QT+KO", (p, q) => $"{q.Type}/{Big(p)}"), ("KW+KO", (p, q) => $"{q.Keyword}/{Big(p)}"), ("QT+KW+KO", (p, q) => $"{q.Type}/{q.Keyword}/{Big(p)}"),
    ];

    /// <param name="options">What shapes it.</param>
    internal VqaPlan(VqaOptions options)
    {
        var random = new RandomNumbers(options.Seed, "vqa-synth plan");
        Pictures = [.. Enumerable.Range(0, options.Images).Select(k => Picture(k, options, random))];
    }

    /// <summary>In order of their numbers.</summary>
    internal IReadOnlyList<PlannedPicture> Pictures { get; }

    /// <summary>Number of a question, of its picture's number and its place.</summary>
    internal static long QuestionId(PlannedPicture picture, int place) => (1000L * picture.Id) + place;

    /// <summary>
    /// The sets in which shortcuts break: of the test questions those whose answer is not the most frequent one, in training, of the questions that share the shortcut.
    /// </summary>
    internal IReadOnlyList<(string Set, IReadOnlySet<long> Questions)> OutOfDistribution()
    {
        var asked = Pictures.SelectMany(p => p.Questions.Select((q, k) => (Picture: p, Question: q, Id: QuestionId(p, k)))).ToList();
        return [.. Shortcuts.Select(shortcut =>
        {
            var head = asked.Where(a => a.Picture.Split == "Training").GroupBy(a => shortcut.Value(a.Picture, a.Question), StringComparer.Ordinal).ToDictionary(
                g => g.Key, g => g.GroupBy(a => a.Question.Answer, StringComparer.Ordinal).OrderByDescending(a => a.Count()).ThenBy(a => a.Key, StringComparer.Ordinal).First().Key, StringComparer.Ordinal);
            var tail = asked.Where(a => a.Picture.Split == "IID-Test" && head.GetValueOrDefault(shortcut.Value(a.Picture, a.Question)) != a.Question.Answer).Select(a => a.Id);
            return (shortcut.Set, (IReadOnlySet<long>)tail.ToHashSet());
        })];
    }

    private static string Big(PlannedPicture picture) => Thing.Shapes[picture.Things[0].Shape];

    private static PlannedPicture Picture(int number, VqaOptions options, RandomNumbers random)
    {
        var turned = random.Uniform() < 0.5;
        var swapped = random.Uniform() < 0.5;
        var big = random.Whole(0, Thing.Shapes.Length - 1);
        var small = (big + random.Whole(1, Thing.Shapes.Length - 1)) % Thing.Shapes.Length;
        Thing[] things = [Make(big, 0.27, !swapped), Make(small, 0.15, swapped)];
        var at = 100.0 * number / options.Images;
        var split = Splits.Select((s, k) => (s.Name, End: Splits.Take(k + 1).Sum(x => x.Share))).First(s => at < s.End).Name;
        PlantedQuestion[] questions = [.. Enumerable.Range(0, options.Questions).Select(_ => PlantedQuestion.Ask(things, random))];
        return new PlannedPicture(1000 + number, split, things, questions);

        // One in each half of the picture.
        Thing Make(int shape, double radius, bool first)
        {
            var colour = random.Uniform() < options.Shortcut ? shape : random.Whole(0, Thing.Colours.Length - 1);
            var (along, across) = ((first ? 0.27 : 0.77) + (0.03 * (random.Uniform() - 0.5)), 0.35 + (0.3 * random.Uniform()));
            return turned ? new Thing(shape, colour, along, across, radius) : new Thing(shape, colour, across, along, radius);
        }
    }
}
