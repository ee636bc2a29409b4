using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;
using I2M2.Storage.Images;

namespace I2M2.Preprocessing.Nlvr2;

/// <summary>The columns of a set of sentences about pairs of images.</summary>
internal static class Nlvr2Schema
{
    internal const string SetId = "set_id", PairId = "pair_id", SentenceId = "sentence_id", Left = "left", Right = "right", Label = "label", Subset = "subset", Directory = "directory";

    /// <summary>Names by column `subset`: NLVR2's lists of rows whose pair of images comes with a true and with a false sentence, so that the images alone tell nothing, and of other rows (arXiv 1909.10411).</summary>
    internal static IReadOnlyList<string> Subsets { get; } = ["none", "balanced", "unbalanced"];

    /// <summary>Names by label.</summary>
    internal static IReadOnlyList<string> ClassNames { get; } = [bool.FalseString, bool.TrueString];

    /// <summary>All columns.</summary>
    /// <param name="maxLength">Tokens of a sentence.</param>
    /// <param name="hasImages">Whether image files are in the set.</param>
    internal static IReadOnlyList<ColumnSchema> Columns(int maxLength, bool hasImages) =>
    [
        Id(SetId, Dtype.I64, "number", "First number of the identifier: the sentence's set. The three numbers together name a row of a split."),
        Id(PairId, Dtype.I64, "number", "Second number of the identifier: the pair of images within the set."),
        Id(SentenceId, Dtype.I64, "number", "Third number of the identifier: the sentence within the set. Consistency is counted over rows of one set and sentence."),
        .. hasImages ? [Key(Left, "left"), Key(Right, "right")] : Array.Empty<ColumnSchema>(),
        .. TextColumns.Schema("sentence", maxLength),
        new() { Name = Label, Role = ColumnRole.Label, Dtype = Dtype.I64, Shape = [], Unit = "class index", Description = "Whether the sentence is true of the pair.", ClassNames = ClassNames },
        Id(Subset, Dtype.U8, "class index", "Which of NLVR2's lists has the row: balanced, whose pair of images comes with a true and with a false sentence, or unbalanced.") with { ClassNames = Subsets },
        Id(Directory, Dtype.I32, "number", "Folder of the pair's images in the training split; -1 elsewhere."),
        .. hasImages ? ImageParts.Columns : [],
    ];

    private static ColumnSchema Key(string name, string side) => Id(name, Dtype.I64, "index", $"The {side} image: row of the table of images.") with { KeyOf = ImageArchive.Table };

    private static ColumnSchema Id(string name, Dtype dtype, string unit, string description)
        => new() { Name = name, Role = ColumnRole.Id, Dtype = dtype, Shape = [], Unit = unit, Description = description };
}
