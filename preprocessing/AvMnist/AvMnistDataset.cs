using I2M2.Preprocessing.AvMnist.Archive;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>AV-MNIST: handwritten digits with most of their energy removed, each with a spoken digit of the same value.</summary>
public sealed class AvMnistDataset : IDataset
{
    /// <inheritdoc/>
    public string Name => "avmnist";

    /// <inheritdoc/>
    public string Title => "AV-MNIST from MNIST and the Free Spoken Digit Dataset";

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionHelp => AvMnistOptions.Help;

    /// <inheritdoc/>
    public RawFolder Inspect(string folder) => AvMnistSource.Inspect(folder);

    /// <inheritdoc/>
    public PreprocessingResult Run(PreprocessingJob job) => AvMnistSource.Choose(job.Raw, job.Settings) == AvMnistSource.Arrays
        ? new ArchivePreprocessor(job).Run()
        : new AvMnistPreprocessor(job).Run();
}
