using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>Questions about COCO's photographs, as VQA-VS divides them (or VQA v2): tokens, answers of ten annotators, and the image files.</summary>
public sealed class VqaVsDataset : IDataset
{
    /// <inheritdoc/>
    public string Name => VqaVsPreprocessor.Dataset;

    /// <inheritdoc/>
    public string Title => "VQA-VS, or VQA v2, with COCO's images to tokens, soft targets and image files";

    /// <inheritdoc/>
    public IReadOnlyList<string> OptionHelp => VqaVsOptions.Help;

    /// <inheritdoc/>
    public bool CanSkipBad => true;

    /// <inheritdoc/>
    public bool CanCheck => true;

    /// <inheritdoc/>
    public RawFolder Inspect(string folder) => VqaRawFiles.Inspect(folder);

    /// <inheritdoc/>
    /// <exception cref="InputRefusedException">A file of questions or answers, or the tokenizer, cannot be read.</exception>
    public RawCheck Check(PreprocessingJob job, bool thorough) => new VqaVsPreprocessor(job).Check(thorough);

    /// <inheritdoc/>
    public PreprocessingResult Run(PreprocessingJob job) => new VqaVsPreprocessor(job).Run();
}
