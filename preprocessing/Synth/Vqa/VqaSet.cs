using System.Text;
using System.Text.Json;
using I2M2.Cli;
using I2M2.Media;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.Scenes;
using I2M2.Shards;

namespace I2M2.Preprocessing.Synth.Vqa;

/// <summary>Writes the set: pictures under COCO's names, questions and answers as VQA-VS has them, a tokenizer.</summary>
/// <param name="options">What shapes it.</param>
internal sealed class VqaSet(VqaOptions options)
{
    private const int Annotators = 10, LeastAgreeing = 6;

    /// <summary>What is in it.</summary>
    internal VqaPlan Plan { get; } = new(options);

    /// <summary>Writes everything to a folder, which gets its name when it is whole.</summary>
    /// <param name="folder">Must not exist, or be empty, or hold this very set.</param>
    /// <param name="workers">Threads; they change no byte.</param>
    /// <returns>False when the folder held this very set already.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    internal bool Write(string folder, int workers) => SyntheticFolder.Write(folder, new VqaSource(options, Plan).Text(), partial =>
    {
        foreach (var images in Plan.Pictures.Select(p => p.Folder).Distinct())
            DurableFolder.Create(Path.Combine(partial, images));
        using var meter = new ProgressMeter("vqa-synth", Plan.Pictures.Count, "pictures");
        Workers.For(Plan.Pictures.Count, workers, k =>
        {
            var picture = Plan.Pictures[k];
            var pixels = Thing.Draw(picture.Things, options.Side, new RandomNumbers(options.Seed, $"vqa-synth noise/{picture.Id}"));
            JpegFile.WriteRgb(Path.Combine(partial, picture.File), options.Side, options.Side, pixels);
            lock (meter)
                meter.Advance(1);
        });
        foreach (var (split, _) in VqaPlan.Splits)
            WriteSplit(partial, split, split, (picture, _) => picture.Split == split);
        foreach (var (set, questions) in Plan.OutOfDistribution())
            WriteSplit(partial, $"OOD-Test/{set}", $"OOD-Test-{set}", (_, id) => questions.Contains(id));
        SmallTokenizer.Write(partial);
    });

    private void WriteSplit(string folder, string below, string stem, Func<PlannedPicture, long, bool> isIn)
    {
        var chosen = Plan.Pictures.SelectMany(p => p.Questions.Select((q, k) => (Picture: p, Question: q, Id: VqaPlan.QuestionId(p, k)))).Where(q => isIn(q.Picture, q.Id)).ToList();
        var at = Path.Combine(folder, below);
        DurableFolder.Create(at);
        Json(Path.Combine(at, $"{stem}-Ques.json"), chosen.Select(c => new { image_id = c.Picture.Id, question = c.Question.Text, question_id = c.Id }));
        Json(Path.Combine(at, $"{stem}-Ans.json"), chosen.Select(c => new
        {
            answer_type = c.Question.AnswerType,
            multiple_choice_answer = c.Question.Answer,
            answers = Answers(c.Question, c.Id).Select((a, k) => new { answer = a, answer_confidence = "yes", answer_id = k + 1 }),
            image_id = c.Picture.Id,
            question_type = c.Question.Type,
            question_id = c.Id,
        }));
    }

    // Most say what is right; the others make one mistake.
    private string[] Answers(PlantedQuestion question, long id)
    {
        var random = new RandomNumbers(options.Seed, $"vqa-synth annotators/{id}");
        var agreeing = random.Whole(LeastAgreeing, Annotators);
        var mistakes = question.Mistakes().Where(m => m != question.Answer).ToList();
        var mistake = mistakes[random.Whole(0, mistakes.Count - 1)];
        return [.. Enumerable.Range(0, Annotators).Select(k => k < agreeing ? question.Answer : mistake)];
    }

    private static void Json<T>(string path, IEnumerable<T> entries) =>
        AtomicFile.WriteText(path, new StringBuilder("[").AppendJoin(",\n", entries.Select(e => JsonSerializer.Serialize(e))).Append("]\n").ToString());
}
