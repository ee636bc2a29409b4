using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.Nlvr2;

/// <summary>`dev-*.parquet` and those of the other splits: the rows for people and their programs, in the order of the shards, with the texts that shards do not have.</summary>
/// <param name="samples">Rows of the splits.</param>
/// <param name="texts">Gives the tokens.</param>
internal sealed class Nlvr2Table(Nlvr2Samples samples, TextColumns texts)
{
    private const string Columns =
        "position BIGINT, identifier VARCHAR, pair_key VARCHAR, split VARCHAR, sentence VARCHAR, input_ids INTEGER[], attention_mask UTINYINT[], label UTINYINT, subset VARCHAR, directory INTEGER";

    /// <summary>Writes the file of a split.</summary>
    /// <param name="part">Named as the split.</param>
    /// <param name="path">To make or replace.</param>
    /// <param name="metadata">Of the file.</param>
    /// <param name="stop">Makes it throw.</param>
    internal void Write(ParquetPart part, string path, IReadOnlyDictionary<string, string> metadata, CancellationToken stop)
        => RowParquet.Write(path, Columns, "* EXCLUDE (position)", samples[part.Name], (appender, at, row) => Set(appender, at, part.Name, row), metadata, stop);

    private void Set(DuckAppender appender, int at, string split, Nlvr2Sample row)
    {
        var (ids, mask) = texts.Encode(row.Example.Sentence);
        Text(1, row.Example.Identifier);
        Text(2, row.Example.PairKey);
        Text(3, split);
        Text(4, row.Example.Sentence);
        appender.SetList<int>(5, at, ids);
        appender.SetList<byte>(6, at, mask);
        appender.Column<byte>(7)[at] = row.Example.IsTrue ? (byte)1 : (byte)0;
        Text(8, Nlvr2Schema.Subsets[row.Subset]);
        if (row.Example.Directory is { } directory)
            appender.Column<int>(9)[at] = directory;
        else
            appender.SetNull(9, at);

        void Text(int column, string text) => appender.SetText(column, at, text);
    }
}
