using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Nlvr2.Raw;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;
using I2M2.Storage.Images;

namespace I2M2.Preprocessing.Nlvr2;

/// <summary>Sentences and pairs of images in, shards and Parquet out. All of it is read and every image decoded before anything is written.</summary>
internal sealed class Nlvr2Preprocessor
{
    internal const string Dataset = "nlvr2";
    private readonly PreprocessingJob job;
    private readonly Nlvr2Options options;
    private readonly Nlvr2RawFiles files;

    /// <param name="job">Folders, workers, settings.</param>
    /// <exception cref="Cli.UsageException">An option is unknown or out of range.</exception>
    /// <exception cref="InputRefusedException">Raw files are missing.</exception>
    internal Nlvr2Preprocessor(PreprocessingJob job)
    {
        this.job = job;
        options = Nlvr2Options.Read(job.Settings);
        files = Nlvr2RawFiles.Locate(job.Raw, options);
    }

    /// <summary>Looks at all that a set would be made from.</summary>
    /// <param name="thorough">Decode the images too.</param>
    /// <exception cref="InputRefusedException">What is wrong besides images.</exception>
    internal RawCheck Check(bool thorough)
    {
        var tokenizer = TokenizerFolder.Read(job.Raw, options.Tokenizer);
        var samples = Nlvr2Samples.Read(files, options, job.Stop);
        var rest = $"{PreprocessingReport.Counted(samples.All.Count(), "sentence")}, {PreprocessingReport.Count(tokenizer.Bpe.Vocabulary.Size)} tokens";
        return options.HasImages ? Survey(samples, thorough ? ImageLook.Pixels : ImageLook.Header, collect: true).Check(rest, thorough) : new RawCheck(rest, []);
    }

    /// <summary>Runs all steps.</summary>
    /// <exception cref="InputRefusedException">A file cannot be read, or no row is left.</exception>
    /// <exception cref="OtherShardSetException">Another set is there.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    internal PreprocessingResult Run()
    {
        var tokenizer = TokenizerFolder.Read(job.Raw, options.Tokenizer);
        var samples = Nlvr2Samples.Read(files, options, job.Stop);
        var look = ImageSurvey.LookOf(job);
        var survey = options.HasImages ? Survey(samples, look, job.SkipBad) : null;
        var leftOut = survey is null ? [] : samples.LeaveOut(survey);
        if (samples.Splits.FirstOrDefault(s => s.Rows == 0) is { Name: { } empty })
            throw new InputRefusedException(job.Raw, $"no sentence of {empty} is left: {ImageSetNotes.Funnel(samples.Funnel)}", "give more of them, or leave the split out with --set splits");
        var images = Images(samples, survey);
        var plan = Plan(samples, tokenizer, images);
        if (ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop))
            return ImageSetNotes.Found(job.Out);
        if (look == ImageLook.Bytes && options.HasImages)
            images = Images(samples, Survey(samples, ImageLook.Pixels, collect: false));
        var shards = new Nlvr2Shards(options.MaxLength, samples, images, tokenizer.Bpe);
        var table = new Nlvr2Table(samples, new TextColumns(tokenizer.Bpe, options.MaxLength));
        var manifest = new ImageSetWriter(job, plan, images)
        {
            Metadata = new Dictionary<string, string> { ["tokenizer_sha256"] = tokenizer.Sha256, ["max_length"] = $"{options.MaxLength}" },
            Append = shards.Append,
            WriteTable = (part, path, metadata) => table.Write(part, path, metadata, job.Stop),
        }.Run(samples.Funnel, leftOut, "sentences");
        return ImageSetNotes.Made(manifest);
    }

    private ImageSurvey Survey(Nlvr2Samples samples, ImageLook look, bool collect)
    {
        var images = samples.All.SelectMany(s => new[] { files.Image(s.Example, 0), files.Image(s.Example, 1) }).DistinctBy(i => i.Key, StringComparer.Ordinal).OrderBy(i => i.Key, StringComparer.Ordinal);
        return ImageSurvey.Of(Dataset, [.. images], look, collect, job.Workers, job.Stop);
    }

    private ImageParts? Images(Nlvr2Samples samples, ImageSurvey? survey) => survey is null ? null : ImageParts.Of(survey, samples.All.SelectMany(samples.ImagesOf), options.ImagesPerPart);

    private ShardSetPlan Plan(Nlvr2Samples samples, TokenizerFolder tokenizer, ImageParts? images)
    {
        string[] lists = [.. Nlvr2Schema.Subsets.Skip(1).SelectMany(files.Lists)];
        return new ShardSetPlan
        {
            Dataset = Dataset,
            ToolVersion = typeof(Nlvr2Preprocessor).Assembly.GetName().Version!.ToString(3),
            Options = options.Text(files.Splits, images?.Identity() ?? "none", job.SkipBad),
            Source = RawSource.FirstLine(job.Raw),
            Remarks = options.HasImages ? [] : ["no images: --set images=none"],
            Columns = Nlvr2Schema.Columns(options.MaxLength, options.HasImages),
            ClassNames = Nlvr2Schema.ClassNames,
            RawFiles = [.. RawFiles.Hash(job.Raw, [.. files.Sources.Select(files.At), .. lists], job.Workers, job.Stop), .. tokenizer.Files],
            Tables = images is null ? [] : [(ImageArchive.Table, images.Count)],
            Splits = samples.Splits,
            Parquet = [.. samples.Splits.Select(s => new ParquetPart(s.Name, 0, s.Rows)), .. images?.Files ?? []],
            RowsPerShard = options.RowsPerShard,
        };
    }
}
