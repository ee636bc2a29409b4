using I2M2.Csv;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri.Annotations;

/// <summary>
/// The findings of fastMRI+ (knee.csv; Zhao and others, Scientific Data 9:152, 2022): one row a bounding box, or a whole study.
/// A label that is not known, a name that is not one of a volume, or a box filled in part is refused by line and column, or, where bad rows are
/// to be skipped, left out and counted. A row without a box counts as any other: labels are those of slices.
/// </summary>
internal sealed class KneeAnnotations
{
    private const string Remedy = "fetch the file again from fastMRI+, correct it, or leave such rows out with --skip-bad";
    private const int MostRows = 1_000_000;
    private readonly string path;

    private KneeAnnotations(string path, IReadOnlyList<KneeAnnotation> rows, IReadOnlyList<SkippedRow> skipped)
        => (this.path, Rows, Skipped) = (path, rows, skipped);

    /// <summary>Rows in the file's order.</summary>
    internal IReadOnlyList<KneeAnnotation> Rows { get; }

    /// <summary>Rows left out; there are none unless bad rows were to be skipped.</summary>
    internal IReadOnlyList<SkippedRow> Skipped { get; }

    /// <summary>Reads the whole file.</summary>
    /// <param name="path">knee.csv, plain or gzip.</param>
    /// <param name="skipBad">Leave rows out that cannot be read.</param>
    /// <param name="stop">Makes it throw, soon.</param>
    /// <exception cref="InputRefusedException">The file is damaged, lacks a column, has no row, or has one that cannot be read.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    internal static KneeAnnotations Read(string path, bool skipBad, CancellationToken stop = default)
    {
        using var reader = new CsvReader(path, KneeAnnotationRow.Columns, stop);
        var (rows, skipped) = (new List<KneeAnnotation>(), new List<SkippedRow>());
        while (reader.Read())
        {
            if (rows.Count + skipped.Count == MostRows)
                throw reader.Refused(-1, $"more than {MostRows:#,0} rows", "look whether this is knee.csv of fastMRI+, which has 16,167");
            KneeAnnotation? row = null;
            var fault = reader.IsRagged ? (-1, reader.RaggedReason) : KneeAnnotationRow.TryRead(reader, out row);
            if (fault is not var (column, reason))
                rows.Add(row!);
            else if (!skipBad)
                throw reader.Refused(column, reason, Remedy);
            else
                skipped.Add(new SkippedRow(reader.Line, column < 0 ? "" : KneeAnnotationRow.Columns[column], reason));
        }

        return rows.Count > 0
            ? new KneeAnnotations(path, rows, skipped)
            : throw new InputRefusedException(path, "no annotation can be read: every slice would be one without a finding", "fetch the file again from fastMRI+");
    }

    /// <summary>Keeps the rows of volumes that are there, once it is known how many slices each has.</summary>
    /// <param name="slices">Slices of each volume that is there.</param>
    /// <param name="skipBad">Leave rows out that name a slice beyond their volume.</param>
    /// <param name="absent">Volumes that are annotated and not there, and the rows of each: users hold parts of the data.</param>
    /// <exception cref="InputRefusedException">A row names a slice beyond its volume.</exception>
    internal KneeAnnotations Within(IReadOnlyDictionary<string, int> slices, bool skipBad, out IReadOnlyDictionary<string, int> absent)
    {
        var (rows, skipped, missing) = (new List<KneeAnnotation>(), new List<SkippedRow>(Skipped), new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var row in Rows)
        {
            if (!slices.TryGetValue(row.Volume, out var count))
            {
                missing[row.Volume] = missing.GetValueOrDefault(row.Volume) + 1;
                continue;
            }

            var reason = $"a slice beyond its volume {row.Volume}, whose slices are 0 to {count - 1}";
            if (row.Slice < count)
                rows.Add(row);
            else if (!skipBad)
                throw new InputRefusedException(path, $"line {row.Line}, column slice: {reason}", Remedy);
            else
                skipped.Add(new SkippedRow(row.Line, "slice", reason));
        }

        absent = missing;
        return new KneeAnnotations(path, rows, skipped);
    }

    /// <summary>What is found on each slice, all its rows together; a slice that is not there has no finding.</summary>
    /// <param name="countsArtifact">Whether <see cref="KneeLabel.Artifact"/> is a finding, as in the reference.</param>
    internal IReadOnlyDictionary<(string Volume, int Slice), Pathologies> OfSlices(bool countsArtifact)
    {
        var found = new Dictionary<(string, int), Pathologies>();
        foreach (var row in Rows.Where(r => countsArtifact || r.Label.Name != KneeLabel.Artifact))
            found[(row.Volume, row.Slice)] = found.GetValueOrDefault((row.Volume, row.Slice)) | row.Label.Group;
        return found;
    }
}
