using I2M2.Preprocessing.FastMri.Splits;
using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.FastMri;

/// <summary>How a set differs from what a reader would expect of fastMRI and fastMRI+; goes into its manifest and every report.</summary>
/// <param name="Raw">Its raw files.</param>
/// <param name="Options">How it was made.</param>
/// <param name="Volumes">Volumes that are in it.</param>
/// <param name="Absent">Annotated volumes that are not there, and their rows.</param>
/// <param name="AbsentOfSplits">Volumes of the split file that are not there.</param>
internal sealed record FastMriRemarks(
    FastMriRawFiles Raw, FastMriOptions Options, IReadOnlyList<KneeVolume> Volumes, IReadOnlyDictionary<string, int> Absent, int AbsentOfSplits)
{
    // Training and validation volumes of fastMRI's knee data, single-coil and multi-coil alike.
    private const int Published = 1172;

    /// <summary>The remarks, a sentence part each.</summary>
    /// <param name="source">First line of SOURCE.txt; null: the files are fastMRI's own.</param>
    /// <param name="splits">The split of each volume.</param>
    internal IReadOnlyList<string> Of(string? source, VolumeSplits splits)
    {
        var remarks = new List<string>();
        if (source is null && Raw.Volumes.Count != Published)
            remarks.Add($"not the full release: {PreprocessingReport.Count(Raw.Volumes.Count)} of {PreprocessingReport.Count(Published)} volumes");
        if (Absent.Count > 0)
            remarks.Add($"{Counted(Absent.Values.Sum(), "annotation")} {IsOrAre(Absent.Values.Sum())} of {Several(Absent.Count)} that {IsOrAre(Absent.Count)} not there");
        if (AbsentOfSplits > 0)
            remarks.Add($"{Several(AbsentOfSplits)} of the split file {IsOrAre(AbsentOfSplits)} not there");
        if (Raw.OtherFiles > 0)
            remarks.Add($"{Raw.OtherFiles} file{(Raw.OtherFiles == 1 ? "" : "s")} beside the volumes {IsOrAre(Raw.OtherFiles)} not named as volumes are, {VolumeId.Format}.h5, and {(Raw.OtherFiles == 1 ? "was" : "were")} not read");
        Add("of an acquisition that is not one of the knee data", v => v.Acquisition.Length > 0 && !KneeVolume.Acquisitions.Contains(v.Acquisition));
        Add("without an acquisition", v => v.Acquisition.Length == 0);
        Add("without attribute max, which was taken from the reconstruction", v => v.IsMaxComputed);
        Add("without a patient_id, each taken as a patient's only one", v => v.Patient is null);
        Add("whose header counts other phase encodings than its k-space has columns", v => v.HeaderContradicts);
        Add("without an ISMRMRD header", v => v.LacksHeader);
        Add($"cut from more than {Options.Grid.Columns} columns", v => v.Columns > Options.Grid.Columns);
        Add($"brought to {Options.Grid.Rows} rows", v => v.Rows != Options.Grid.Rows);
        if (Options.Store.Contains(FastMriOptions.RssTensor))
            Add("whose root-sum-of-squares image was made from the coils", v => Options.Rss == "computed" || !v.HasRss);
        var crossing = splits.Crossing(Volumes.ToDictionary(v => v.Id, KneeSlices.PatientOf, StringComparer.Ordinal));
        if (crossing.Count > 0)
            remarks.Add($"{Several(crossing.Count)} {IsOrAre(crossing.Count)} of patients who are in more than one split");
        return remarks;

        void Add(string what, Func<KneeVolume, bool> isSo)
        {
            var count = Volumes.Count(isSo);
            if (count > 0)
                remarks.Add($"{Several(count)} {what}");
        }
    }

    private static string Several(int volumes) => Counted(volumes, "volume");

    private static string Counted(int count, string what) => $"{PreprocessingReport.Count(count)} {what}{(count == 1 ? "" : "s")}";

    private static string IsOrAre(int count) => count == 1 ? "is" : "are";
}
