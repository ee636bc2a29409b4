using I2M2.Preprocessing.Mimic3.Extraction;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>MIMIC-III v1.4: intensive care admissions as static features and a day of hourly measurements.</summary>
public sealed class Mimic3Dataset : IDataset
{
    /// <inheritdoc/>
    public string Name => "mimic3";

    /// <inheritdoc/>
    public string Title => "MIMIC-III v1.4 tables to hourly series, static features and labels";

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionHelp => Mimic3Options.Help;

    /// <inheritdoc/>
    public bool CanSkipBad => true;

    /// <inheritdoc/>
    public bool NeedsWorkFolder => true;

    /// <inheritdoc/>
    public RawFolder Inspect(string folder)
    {
        var (found, missing) = Mimic3RawFiles.Look(folder);
        return new RawFolder(found.Values.Sum(f => new FileInfo(f).Length), missing);
    }

    /// <inheritdoc/>
    public PreprocessingResult Run(PreprocessingJob job) => new Mimic3Preprocessor(job).Run();
}
