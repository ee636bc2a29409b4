using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Modeling.Tests.Given;

/// <summary>
/// Made-up features of pictures, questions and both, with answers, in the schema of vqa-vs: three kinds of question, of which the picture decides one, the question one, and only both
/// together the third. Rows of the test split are in the k-th out-of-distribution set by turns.
/// </summary>
internal static class AnswerData
{
    internal const int Width = 4, Answers = 6;

    /// <summary>Writes them.</summary>
    internal static string Write(string folder, (int Train, int Valid, int Test) rows)
    {
        ColumnSchema[] columns =
        [
            ShardFolder.Input("image_feature", Dtype.F32, [Width]), ShardFolder.Input("text_feature", Dtype.F32, [Width]), ShardFolder.Input("fused_feature", Dtype.F32, [2 * Width]),
            ShardFolder.Number("question_id", ColumnRole.Id), ShardFolder.Number("image_id", ColumnRole.Id),
            ShardFolder.Number("answer_ids", ColumnRole.Label, Dtype.I32) with { Shape = [10] }, ShardFolder.Number("answer_counts", ColumnRole.Label, Dtype.U8) with { Shape = [10] },
            ShardFolder.Number("majority", ColumnRole.Label), ShardFolder.Number("ood_mask", ColumnRole.Id, Dtype.I32),
            ShardFolder.Number("answer_type", ColumnRole.Id, Dtype.U8) with { ClassNames = ["yes/no", "number", "other"] },
            ShardFolder.Number("question_type", ColumnRole.Id, Dtype.I32) with { ClassNames = ["what", "how many"] },
        ];
        ShardFolder.Write(folder, "vqa-vs", Answers, rows, columns, (column, row) => column switch
        {
            "question_id" => BitConverter.GetBytes((1000 * (row / 2)) + (row % 2)),
            "image_id" => BitConverter.GetBytes(row / 2),
            "answer_ids" => MemoryMarshal.AsBytes<int>([.. Ids(row), .. Enumerable.Repeat(-1, 8)]).ToArray(),
            "answer_counts" => [.. Counts(row), .. new byte[8]],
            "majority" => BitConverter.GetBytes((long)Answer(row)),
            "ood_mask" => BitConverter.GetBytes(row >= rows.Train + rows.Valid ? 1 << (int)(row % 9) : 0),
            "answer_type" => [(byte)(row % 3)],
            "question_type" => BitConverter.GetBytes((int)(row % 2)),
            _ => Feature(column, row),
        });
        return folder;
    }

    /// <summary>The answer that most gave.</summary>
    internal static int Answer(long row) => (int)((row % 3) switch { 0 => Picture(row), 1 => 2 + Question(row), _ => 4 + (Picture(row) ^ Question(row)) });

    /// <summary>The row's answers.</summary>
    internal static int[] Ids(long row) => [Answer(row), (Answer(row) + 1) % Answers];

    /// <summary>How many gave each.</summary>
    internal static byte[] Counts(long row) => [(byte)(4 + (row % 4)), (byte)(1 + (row % 3))];

    private static long Picture(long row) => (row * 2654435761 >> 7) & 1;

    private static long Question(long row) => (row * 40503 >> 5) & 1;

    private static byte[] Feature(string column, long row)
    {
        var noise = new Random((int)((3 * row) + column.Length));
        float[] picture = [Picture(row), 1 - Picture(row), row % 3 == 0 ? 1 : 0, 0], question = [Question(row), 1 - Question(row), row % 3, 1];
        float[] both = [.. picture, .. question[..3], Picture(row) ^ Question(row)];
        var feature = column switch { "image_feature" => picture, "text_feature" => question, _ => both };
        for (var k = 0; k < feature.Length; k++)
            feature[k] += (float)(0.1 * noise.NextDouble());
        return MemoryMarshal.AsBytes(feature.AsSpan()).ToArray();
    }
}
