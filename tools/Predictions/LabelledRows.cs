using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>Rows with L independent labels, each present or absent.</summary>
/// <param name="Ids">Row names, [N]; no two alike.</param>
/// <param name="Names">Names of the labels, [L].</param>
/// <param name="Labels">0 or 1, [N, L] row-major.</param>
/// <param name="Clusters">What units, such as patients, rows belong to that are not independent, [N]; null: every row stands for itself.</param>
/// <param name="Groups">What rows are parts of, such as volumes, [N]; null: of nothing.</param>
public sealed record LabelledRows(
    IReadOnlyList<string> Ids, IReadOnlyList<string> Names, int[] Labels, IReadOnlyList<string>? Clusters = null, IReadOnlyList<string>? Groups = null)
{
    /// <summary>Checks everything the type promises.</summary>
    /// <param name="source">File or folder the rows came from, for errors.</param>
    /// <exception cref="InputRefusedException">Naming the row and its id, never another value of the row.</exception>
    internal void Check(string source)
    {
        if (Ids.Count == 0 || Names.Count == 0)
            throw new InputRefusedException(source, "expected one row and one label or more, found none", "write the predictions again");
        if (Labels.Length != (long)Ids.Count * Names.Count || (Clusters ?? Ids).Count != Ids.Count || (Groups ?? Ids).Count != Ids.Count)
            throw new InputRefusedException(source, "labels, clusters or groups are not as many as the rows", "write the predictions again");
        if (Names.Any(string.IsNullOrWhiteSpace) || Names.Distinct().Count() != Names.Count)
            throw new InputRefusedException(source, "two labels have one name, or one has none", "name every label");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < Ids.Count; row++)
        {
            if (Ids[row].Length == 0)
                throw new InputRefusedException(source, $"row {row + 1}, column id: expected a name, found nothing", "name every row");
            if (!seen.Add(Ids[row]))
                throw new InputRefusedException(source, $"{Predictions.RowName(row, Ids[row])}: an earlier row has the same id", "give every row once, under its own id");
            var bad = Array.FindIndex(Labels, row * Names.Count, Names.Count, y => y is not (0 or 1));
            if (bad >= 0)
                throw new InputRefusedException(source, $"{Predictions.RowName(row, Ids[row])}, label {SafeText.ForTerminal(Names[bad % Names.Count])}: neither 0 nor 1", "write 1 where it is present, else 0");
        }
    }
}
