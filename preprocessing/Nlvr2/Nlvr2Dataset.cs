using I2M2.Preprocessing.Nlvr2.Raw;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Nlvr2;

/// <summary>NLVR2: sentences about pairs of photographs, true or false: tokens, labels, and the image files.</summary>
public sealed class Nlvr2Dataset : IDataset
{
    /// <inheritdoc/>
    public string Name => Nlvr2Preprocessor.Dataset;

    /// <inheritdoc/>
    public string Title => "NLVR2's sentences and pairs of images to tokens, labels and image files";

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionHelp => Nlvr2Options.Help;

    /// <inheritdoc/>
    public bool CanSkipBad => true;

    /// <inheritdoc/>
    public bool CanCheck => true;

    /// <inheritdoc/>
    public RawFolder Inspect(string folder) => Nlvr2RawFiles.Inspect(folder);

    /// <inheritdoc/>
    /// <exception cref="InputRefusedException">A file of sentences, or the tokenizer, cannot be read.</exception>
    public RawCheck Check(PreprocessingJob job, bool thorough) => new Nlvr2Preprocessor(job).Check(thorough);

    /// <inheritdoc/>
    public PreprocessingResult Run(PreprocessingJob job) => new Nlvr2Preprocessor(job).Run();
}
