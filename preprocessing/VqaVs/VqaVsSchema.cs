using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Tokenize;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;
using I2M2.Storage.Images;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>The columns of a set of questions about images.</summary>
internal static class VqaVsSchema
{
    internal const string QuestionId = "question_id", Image = "image", ImageId = "image_id", AnswerIds = "answer_ids", AnswerCounts = "answer_counts", AnswerScores = "answer_scores",
        Majority = "majority", OodMask = "ood_mask", AnswerType = "answer_type", QuestionType = "question_type";

    /// <summary>Answers that a row has room for.</summary>
    internal const int Answers = VqaAnnotation.Annotators;

    /// <summary>Names of the kinds of answers, by column `answer_type`.</summary>
    internal static string[] AnswerTypes { get; } = ["yes/no", "number", "other"];

    /// <summary>All columns.</summary>
    /// <param name="maxLength">Tokens of a question.</param>
    /// <param name="hasImages">Whether image files are in the set.</param>
    /// <param name="questionTypes">Names by column `question_type`.</param>
    internal static IReadOnlyList<ColumnSchema> Columns(int maxLength, bool hasImages, IReadOnlyList<string> questionTypes)
    {
        var imageId = Id(ImageId, Dtype.I64, "number", "COCO's number of the image.");
        return
        [
            Id(QuestionId, Dtype.I64, "number", "The question, as its file numbers it."),
            hasImages ? Id(Image, Dtype.I64, "index", "The image: row of the table of images.") with { KeyOf = ImageArchive.Table } : imageId,
            .. TextColumns.Schema("question", maxLength),
            Label(AnswerIds, Dtype.I32, Answers, "class index", "Different answers of the annotators that are in the vocabulary, in the order in which they were first given; -1 behind them."),
            Label(AnswerCounts, Dtype.U8, Answers, "annotators of 10", "How many annotators gave each of them; 0 behind them."),
            Label(AnswerScores, Dtype.F32, Answers, "0 to 1", "What each of them is worth, the target of training; 0 behind them."),
            Label(Majority, Dtype.I64, null, "class index", "The answer given most often, in the vocabulary's spelling; -1: not in the vocabulary."),
            Id(OodMask, Dtype.I32, "bits", $"Test sets out of distribution that the question is in, from the lowest bit: {string.Join(", ", VqaSplit.OutOfDistribution)}."),
            Id(AnswerType, Dtype.U8, "class index", "Kind of the answer.") with { ClassNames = AnswerTypes },
            Id(QuestionType, Dtype.I32, "class index", "First words of the question.") with { ClassNames = questionTypes },
            .. hasImages ? [imageId with { Table = ImageArchive.Table }, .. ImageParts.Columns] : Array.Empty<ColumnSchema>(),
        ];
    }

    private static ColumnSchema Id(string name, Dtype dtype, string unit, string description)
        => new() { Name = name, Role = ColumnRole.Id, Dtype = dtype, Shape = [], Unit = unit, Description = description };

    private static ColumnSchema Label(string name, Dtype dtype, int? length, string unit, string description)
        => new() { Name = name, Role = ColumnRole.Label, Dtype = dtype, Shape = length is { } count ? [count] : [], Unit = unit, Description = description };
}
