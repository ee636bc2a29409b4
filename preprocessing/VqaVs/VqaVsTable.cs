using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Tokenize;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>`train-*.parquet` and those of the other splits: the rows for people and their programs, in the order of the shards, with the texts that shards do not have.</summary>
/// <param name="samples">Rows of the splits.</param>
/// <param name="shards">Gives the answers.</param>
/// <param name="texts">Gives the tokens.</param>
internal sealed class VqaVsTable(VqaSamples samples, VqaVsShards shards, TextColumns texts)
{
    private const int FirstAnswer = 12;

    private const string Select =
        "question_id, image_id, split, ood_mask, question, input_ids, attention_mask, answer_ids, answer_scores, [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] AS raw_answers, answer_type, question_type";

    private const string Columns =
        "position BIGINT, question_id BIGINT, image_id BIGINT, split VARCHAR, ood_mask INTEGER, question VARCHAR, input_ids INTEGER[], attention_mask UTINYINT[], answer_ids INTEGER[], "
        + "answer_scores FLOAT[], answer_type VARCHAR, question_type VARCHAR, a0 VARCHAR, a1 VARCHAR, a2 VARCHAR, a3 VARCHAR, a4 VARCHAR, a5 VARCHAR, a6 VARCHAR, a7 VARCHAR, a8 VARCHAR, a9 VARCHAR";

    /// <summary>Writes the file of a split.</summary>
    /// <param name="part">Named as the split.</param>
    /// <param name="path">To make or replace.</param>
    /// <param name="metadata">Of the file.</param>
    /// <param name="stop">Makes it throw.</param>
    internal void Write(ParquetPart part, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken stop)
        => RowParquet.Write(path, Columns, Select, samples[part.Name], (appender, at, row) => Set(appender, at, part.Name, row), metadata, stop);

    private void Set(DuckAppender appender, int at, string split, VqaSample row)
    {
        var (ids, mask) = texts.Encode(row.Question.Text);
        var answers = shards.Answers(row);
        appender.Column<long>(1)[at] = row.Question.Id;
        appender.Column<long>(2)[at] = row.Question.ImageId;
        Text(3, split);
        appender.Column<int>(4)[at] = row.OodMask;
        Text(5, row.Question.Text);
        appender.SetList<int>(6, at, ids);
        appender.SetList<byte>(7, at, mask);
        appender.SetList<int>(8, at, answers.Ids);
        appender.SetList<float>(9, at, answers.Scores);
        Text(10, row.Annotation.AnswerType);
        Text(11, row.Annotation.QuestionType);
        for (var answer = 0; answer < VqaAnnotation.Annotators; answer++)
            Text(FirstAnswer + answer, row.Annotation.Answers[answer]);

        void Text(int column, string text) => appender.SetText(column, at, text);
    }
}
