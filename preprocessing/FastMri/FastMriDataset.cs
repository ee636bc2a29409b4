using I2M2.Preprocessing.FastMri.Volumes;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.FastMri;

/// <summary>fastMRI knee volumes with the findings of fastMRI+: slices as complex images, from raw k-space.</summary>
public sealed class FastMriDataset : IDataset
{
    /// <inheritdoc/>
    public string Name => "fastmri";

    /// <inheritdoc/>
    public string Title => "fastMRI knee k-space and the findings of fastMRI+ to complex images, RSS images and labels of slices";

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionHelp => FastMriOptions.Help;

    /// <inheritdoc/>
    public bool CanSkipBad => true;

    /// <inheritdoc/>
    public bool CanCheck => true;

    /// <inheritdoc/>
    public RawFolder Inspect(string folder) => FastMriRawFiles.Inspect(folder);

    /// <inheritdoc/>
    public RawCheck Check(PreprocessingJob job, bool thorough)
    {
        var options = FastMriOptions.Read(job.Settings);
        var raw = FastMriRawFiles.Locate(job.Raw, options);
        var survey = VolumeSurvey.Of(raw.Volumes, options.Grid.Side, thorough, job.Workers, job.Stop);
        var slices = survey.Volumes.Sum(v => v.Slices);
        return new RawCheck(
            $"{PreprocessingReport.Count(survey.Volumes.Count)} of {PreprocessingReport.Count(raw.Volumes.Count)} volumes can be read, {PreprocessingReport.Count(slices)} slices{(thorough ? "" : "; headers and sizes were read, --check full reads every slice")}",
            [.. survey.Faults.Select(f => f.Fault.Message)]);
    }

    /// <inheritdoc/>
    public PreprocessingResult Run(PreprocessingJob job) => new FastMriPreprocessor(job).Run();
}
