using System.Security.Cryptography;
using System.Text;
using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Tokenize;
using I2M2.Preprocessing.VqaVs.Answers;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;
using I2M2.Storage.Images;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>
/// Questions, answers and images in, shards and Parquet out. All of it is read and every image decoded before anything is written; what is held in memory is the questions and
/// answers, and of images one group of 64 a worker.
/// </summary>
internal sealed class VqaVsPreprocessor
{
    internal const string Dataset = "vqa-vs";
    private readonly PreprocessingJob job;
    private readonly VqaVsOptions options;
    private readonly VqaRawFiles files;

    /// <param name="job">Folders, workers, settings.</param>
    /// <exception cref="Cli.UsageException">An option is unknown or out of range.</exception>
    /// <exception cref="InputRefusedException">Raw files are missing.</exception>
    internal VqaVsPreprocessor(PreprocessingJob job)
    {
        this.job = job;
        options = VqaVsOptions.Read(job.Settings);
        files = VqaRawFiles.Locate(job.Raw, options);
    }

    /// <summary>Looks at all that a set would be made from.</summary>
    /// <param name="thorough">Decode the images too.</param>
    /// <exception cref="InputRefusedException">What is wrong besides images.</exception>
    internal RawCheck Check(bool thorough)
    {
        var tokenizer = TokenizerFolder.Read(job.Raw, options.Tokenizer);
        var (samples, vocabulary) = Read();
        var questions = PreprocessingReport.Counted(samples.All.Count(), "question");
        var rest = $"{questions} with {PreprocessingReport.Count(vocabulary.Count)} different answers, {PreprocessingReport.Count(tokenizer.Bpe.Vocabulary.Size)} tokens";
        return options.HasImages ? Survey(samples, thorough ? ImageLook.Pixels : ImageLook.Header, collect: true).Check(rest, thorough) : new RawCheck(rest, []);
    }

    /// <summary>Runs all steps.</summary>
    /// <exception cref="InputRefusedException">A file cannot be read, or no row is left.</exception>
    /// <exception cref="OtherShardSetException">Another set is there.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    internal PreprocessingResult Run()
    {
        var tokenizer = TokenizerFolder.Read(job.Raw, options.Tokenizer);
        var (samples, vocabulary) = Read();
        var remarks = VqaVsRemarks.Of(files, options, samples);
        var look = ImageSurvey.LookOf(job);
        var survey = options.HasImages ? Survey(samples, look, job.SkipBad) : null;
        var leftOut = survey is null ? [] : samples.LeaveOut(survey);
        if (samples.Splits.FirstOrDefault(s => s.Rows == 0) is { Name: { } empty })
            throw new InputRefusedException(job.Raw, $"no question of {empty} is left: {ImageSetNotes.Funnel(samples.Funnel)}", "give more of them, or leave fewer out: --set minimum_count, --set without_answer=keep, --set splits");
        samples.CountOutOfDistribution(options.Splits.Contains(VqaVsOptions.Test) ? files.OutOfDistribution(options.HasOod) : []);
        var questionTypes = samples.All.Select(s => s.Annotation.QuestionType).Distinct().Order(StringComparer.Ordinal).ToList();
        var images = Images(samples, survey);
        var plan = Plan(samples, vocabulary, tokenizer, questionTypes, images, remarks);
        if (ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop))
            return ImageSetNotes.Found(job.Out);
        if (look == ImageLook.Bytes && options.HasImages)
            images = Images(samples, Survey(samples, ImageLook.Pixels, collect: false));
        var manifest = Write(plan, samples, vocabulary, tokenizer, questionTypes, images, leftOut);
        return ImageSetNotes.Made(manifest, $"{PreprocessingReport.Counted(vocabulary.Count, "answer")} to choose between");
    }

    private (VqaSamples Samples, AnswerVocabulary Vocabulary) Read()
    {
        var vocabulary = options.Answers is { } file ? AnswerVocabulary.Read(file) : VqaSplit.Vocabulary(job.Raw, files.Of(options.VocabularyFrom), options.Least);
        var samples = VqaSamples.Read(files, options, job.Stop);
        if (options.DropsUnanswerable)
            samples.DropUnanswerable(vocabulary, options.NormaliseRawAnswers);
        return (samples, vocabulary);
    }

    private ImageSurvey Survey(VqaSamples samples, ImageLook look, bool collect)
    {
        var found = CocoImages.In(job.Raw);
        return ImageSurvey.Of(Dataset, [.. Numbers(samples).Select(n => found[n])], look, collect, job.Workers, job.Stop);
    }

    private static IEnumerable<long> Numbers(VqaSamples samples) => samples.All.Select(s => s.Question.ImageId).Distinct().Order();

    private ImageParts? Images(VqaSamples samples, ImageSurvey? survey) => survey is null ? null : ImageParts.Of(survey, samples.All.SelectMany(samples.ImagesOf), options.ImagesPerPart);

    private ShardSetPlan Plan(
        VqaSamples samples, AnswerVocabulary vocabulary, TokenizerFolder tokenizer, IReadOnlyList<string> questionTypes, ImageParts? images, IReadOnlyList<string> remarks)
    {
        var from = options.Answers is null ? $"of {string.Join(",", options.VocabularyFrom)}, {options.Least} times or more" : "of a file";
        return new ShardSetPlan
        {
            Dataset = Dataset,
            ToolVersion = typeof(VqaVsPreprocessor).Assembly.GetName().Version!.ToString(3),
            Options = options.Text(files.Layout, $"{vocabulary.Count} answers {from}, sha256 {Sha256(vocabulary)}", images?.Identity() ?? "none", job.SkipBad),
            Source = RawSource.FirstLine(job.Raw),
            Remarks = remarks,
            Columns = VqaVsSchema.Columns(options.MaxLength, options.HasImages, questionTypes),
            ClassNames = vocabulary.Answers,
            RawFiles = [.. Hashed(), .. tokenizer.Files],
            Tables = images is null ? [] : [(ImageArchive.Table, images.Count)],
            Splits = samples.Splits,
            Parquet = [.. samples.Splits.Select(s => new ParquetPart(s.Name, 0, s.Rows)), .. images?.Files ?? []],
            RowsPerShard = options.RowsPerShard,
        };
    }

    private IReadOnlyList<RawFile> Hashed()
    {
        var read = files.Of(options.Splits).Concat(options.Answers is null ? files.Of(options.VocabularyFrom) : []).Distinct().SelectMany(files.Paths);
        if (options.Splits.Contains(VqaVsOptions.Test))
            read = read.Concat(files.OutOfDistribution(options.HasOod).Select(s => files.At(s.Questions)));
        return RawFiles.Hash(job.Raw, [.. read], job.Workers, job.Stop);
    }

    private ShardManifest Write(
        ShardSetPlan plan, VqaSamples samples, AnswerVocabulary vocabulary, TokenizerFolder tokenizer, IReadOnlyList<string> questionTypes, ImageParts? images, IReadOnlyList<LeftOutImage> leftOut)
    {
        var shards = new VqaVsShards(options, samples, images, [.. Numbers(samples)], tokenizer.Bpe, vocabulary, questionTypes);
        var table = new VqaVsTable(samples, shards, new TextColumns(tokenizer.Bpe, options.MaxLength));
        return new ImageSetWriter(job, plan, images)
        {
            Metadata = new Dictionary<string, string> { ["vocabulary_sha256"] = Sha256(vocabulary), ["tokenizer_sha256"] = tokenizer.Sha256, ["max_length"] = $"{options.MaxLength}" },
            Append = shards.Append,
            WriteTable = (part, path, metadata) => table.Write(part, path, metadata, job.Stop),
        }.Run(samples.Funnel, leftOut, "questions");
    }

    /// <summary>Of the answers in their order, a line each.</summary>
    private static string Sha256(AnswerVocabulary vocabulary) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(vocabulary.Answers.Select(a => $"{a}\n")))));
}
