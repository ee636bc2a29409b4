using I2M2.Preprocessing.Records;

namespace I2M2.Preprocessing.VqaVs.Raw;

/// <summary>What ten annotators answered to a question.</summary>
/// <param name="QuestionId">The question.</param>
/// <param name="ImageId">Its image.</param>
/// <param name="QuestionType">Its first words, one of 65, e.g. "is the".</param>
/// <param name="AnswerType">"yes/no", "number" or "other".</param>
/// <param name="Majority">The answer given most often, as the file has it.</param>
/// <param name="Answers">All ten, as the file has them.</param>
public sealed record VqaAnnotation(long QuestionId, long ImageId, string QuestionType, string AnswerType, string Majority, IReadOnlyList<string> Answers)
{
    /// <summary>Annotators of every question.</summary>
    public const int Annotators = 10;

    private static readonly string[] Fields = ["question_id", "image_id", "question_type", "answer_type", "multiple_choice_answer", "answers"];
    private static readonly string[] AnswerFields = ["answer"];

    internal static VqaAnnotation Parse(ReadOnlySpan<byte> json)
    {
        var fields = new JsonFields(json, Fields);
        var (question, image) = (0L, 0L);
        var texts = new string[Fields.Length];
        string[] answers = [];
        while (fields.Next(out var field))
        {
            if (field == 0)
                question = fields.Id(field);
            else if (field == 1)
                image = fields.Id(field);
            else if (field < 5)
                texts[field] = fields.Text(field);
            else
                answers = fields.Texts(field, AnswerFields, Annotators);
        }

        fields.Require(Fields.Length);
        if (texts[3] is not ("yes/no" or "number" or "other"))
            throw new FormatException("'answer_type' is not one of yes/no, number, other");
        return new VqaAnnotation(question, image, texts[2], texts[3], texts[4], answers);
    }
}
