using System.Runtime.InteropServices;
using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Tokenize;
using I2M2.Preprocessing.VqaVs.Answers;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;
using I2M2.Storage.Images;
using I2M2.Tokens;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>Writes the rows of shards: questions as tokens, answers as classes and scores. Thread-safe for different shards.</summary>
/// <param name="options">Lengths and scores.</param>
/// <param name="samples">Rows of the splits.</param>
/// <param name="images">Rows of the table of images; null: there is none.</param>
/// <param name="imageIds">COCO's numbers of them, in their order.</param>
/// <param name="bpe">The tokens.</param>
/// <param name="vocabulary">The answers.</param>
/// <param name="questionTypes">Names by column `question_type`.</param>
internal sealed class VqaVsShards(
    VqaVsOptions options, VqaSamples samples, ImageParts? images, IReadOnlyList<long> imageIds, ByteLevelBpe bpe, AnswerVocabulary vocabulary, IReadOnlyList<string> questionTypes)
{
    private readonly Dictionary<string, int> typeOf = questionTypes.Select((name, at) => (name, at)).ToDictionary(t => t.name, t => t.at, StringComparer.Ordinal);

    /// <summary>Appends all rows of a shard, of a split or of the table of images.</summary>
    internal void Append(ShardPart part, SafetensorsWriter shard)
    {
        if (part.Split == ImageArchive.Table)
            AppendImages(part, shard);
        else
            AppendSamples(part, shard);
    }

    /// <summary>The answers of a row as the set has them: classes, how many annotators gave each, scores.</summary>
    internal (int[] Ids, byte[] Counts, float[] Scores) Answers(VqaSample sample)
    {
        var targets = AnswerTargets.Of(sample.Annotation.Answers, vocabulary, options.Target, options.NormaliseRawAnswers);
        return ([.. targets.Ids], [.. targets.Counts.Select(c => (byte)c)], [.. targets.Scores.Select(s => (float)s)]);
    }

    private void AppendImages(ShardPart part, SafetensorsWriter shard)
    {
        foreach (var column in shard.Names)
        {
            if (column != VqaVsSchema.ImageId)
            {
                images!.Append(shard, column, part);
                continue;
            }

            for (var row = 0; row < part.Rows; row++)
                shard.AppendValue(column, imageIds[(int)part.FirstRow + row]);
        }
    }

    private void AppendSamples(ShardPart part, SafetensorsWriter shard)
    {
        var rows = samples[part.Split].Skip((int)part.FirstRow).Take(part.Rows).ToList();
        var answers = rows.ConvertAll(Answers);
        var texts = new TextColumns(bpe, options.MaxLength);
        foreach (var column in shard.Names)
        {
            if (column is TextColumns.Ids or TextColumns.Mask)
            {
                texts.Append(shard, column, rows.Select(r => r.Question.Text));
                continue;
            }

            for (var row = 0; row < rows.Count; row++)
                AppendValue(shard, column, rows[row], answers[row]);
        }
    }

    private void AppendValue(SafetensorsWriter shard, string column, VqaSample row, (int[] Ids, byte[] Counts, float[] Scores) answers)
    {
        switch (column)
        {
            case VqaVsSchema.QuestionId:
                shard.AppendValue(column, row.Question.Id);
                break;
            case VqaVsSchema.Image:
                shard.AppendValue(column, images!.Row(CocoImages.Key(row.Question.ImageId)));
                break;
            case VqaVsSchema.ImageId:
                shard.AppendValue(column, row.Question.ImageId);
                break;
            case VqaVsSchema.AnswerIds:
                AppendPadded(shard, column, answers.Ids, -1);
                break;
            case VqaVsSchema.AnswerCounts:
                AppendPadded<byte>(shard, column, answers.Counts, 0);
                break;
            case VqaVsSchema.AnswerScores:
                AppendPadded<float>(shard, column, answers.Scores, 0);
                break;
            case VqaVsSchema.Majority:
                shard.AppendValue(column, vocabulary.TryGetId(AnswerText.Normalise(row.Annotation.Majority), out var id) ? (long)id : -1);
                break;
            case VqaVsSchema.OodMask:
                shard.AppendValue(column, row.OodMask);
                break;
            case VqaVsSchema.AnswerType:
                shard.AppendValue(column, (byte)Array.IndexOf(VqaVsSchema.AnswerTypes, row.Annotation.AnswerType));
                break;
            case VqaVsSchema.QuestionType:
                shard.AppendValue(column, typeOf[row.Annotation.QuestionType]);
                break;
            default:
                throw new InvalidOperationException($"Column '{column}' of the schema has no values");
        }
    }


    private static void AppendPadded<T>(SafetensorsWriter shard, string column, T[] values, T padding)
        where T : unmanaged
    {
        var row = new T[VqaVsSchema.Answers];
        row.AsSpan().Fill(padding);
        values.CopyTo(row, 0);
        shard.Append(column, MemoryMarshal.AsBytes(row.AsSpan()));
    }
}
