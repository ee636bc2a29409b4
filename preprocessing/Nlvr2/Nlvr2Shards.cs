using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Nlvr2.Raw;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;
using I2M2.Storage.Images;
using I2M2.Tokens;

namespace I2M2.Preprocessing.Nlvr2;

/// <summary>Writes the rows of shards. Thread-safe for different shards.</summary>
/// <param name="maxLength">Tokens of a sentence.</param>
/// <param name="samples">Rows of the splits.</param>
/// <param name="images">Rows of the table of images; null: there is none.</param>
/// <param name="bpe">The tokens.</param>
internal sealed class Nlvr2Shards(int maxLength, Nlvr2Samples samples, ImageParts? images, ByteLevelBpe bpe)
{
    /// <summary>Appends all rows of a shard, of a split or of the table of images.</summary>
    internal void Append(ShardPart part, SafetensorsWriter shard)
    {
        var rows = part.Split == ImageArchive.Table ? [] : samples[part.Split].Skip((int)part.FirstRow).Take(part.Rows).ToList();
        var texts = new TextColumns(bpe, maxLength);
        foreach (var column in shard.Names)
        {
            if (part.Split == ImageArchive.Table)
                images!.Append(shard, column, part);
            else if (column is TextColumns.Ids or TextColumns.Mask)
                texts.Append(shard, column, rows.Select(r => r.Example.Sentence));
            else
                rows.ForEach(row => AppendValue(shard, column, row));
        }
    }

    private void AppendValue(SafetensorsWriter shard, string column, Nlvr2Sample row)
    {
        switch (column)
        {
            case Nlvr2Schema.SetId or Nlvr2Schema.PairId or Nlvr2Schema.SentenceId:
                shard.AppendValue(column, row.Numbers[column == Nlvr2Schema.SetId ? 0 : column == Nlvr2Schema.PairId ? 1 : 2]);
                break;
            case Nlvr2Schema.Left or Nlvr2Schema.Right:
                shard.AppendValue(column, images!.Row(Nlvr2RawFiles.Key(row.Example, column == Nlvr2Schema.Left ? 0 : 1)));
                break;
            case Nlvr2Schema.Label:
                shard.AppendValue(column, row.Example.IsTrue ? 1L : 0);
                break;
            case Nlvr2Schema.Subset:
                shard.AppendValue(column, row.Subset);
                break;
            case Nlvr2Schema.Directory:
                shard.AppendValue(column, row.Example.Directory ?? -1);
                break;
            default:
                throw new InvalidOperationException($"Column '{column}' of the schema has no values");
        }
    }

}
