using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// MNIST and spoken digits in, shards out. Everything is read and checked before the first byte is written; rows are written by index,
/// so that an image, its label and its recording cannot drift apart.
/// </summary>
public sealed class AvMnistPreprocessor
{
    // The published set's 5,000 of 60,000.
    private const int ValidShare = 12;
    private readonly PreprocessingJob job;
    private readonly AvMnistOptions options;
    private readonly AvMnistRawFiles raw;

    /// <param name="job">Folders, workers, settings.</param>
    /// <exception cref="UsageException">An option is unknown or out of range.</exception>
    /// <exception cref="InputRefusedException">A raw file is missing.</exception>
    public AvMnistPreprocessor(PreprocessingJob job)
    {
        this.job = job;
        options = AvMnistOptions.Read(job.Settings);
        raw = AvMnistRawFiles.Locate(job.Raw);
    }

    /// <summary>Runs all steps.</summary>
    public PreprocessingResult Run()
    {
        var train = Digits.Read(raw.TrainImages, raw.TrainLabels);
        var test = Digits.Read(raw.TestImages, raw.TestLabels);
        if (train.Count < ValidShare)
            throw new InputRefusedException(raw.TrainImages, $"{train.Count} images; {ValidShare} or more are needed, one in {ValidShare} is set aside to validate", "give the full file");
        var recordings = Recording.List(raw.Recordings);
        var trainPairs = Pairing.Pair(train.Labels.Data, recordings, test: false, raw.Recordings);
        var testPairs = Pairing.Pair(test.Labels.Data, recordings, test: true, raw.Recordings);

        var plan = Plan(train, test, recordings);
        plan = plan with { Source = RawSource.FirstLine(job.Raw), Remarks = Remarks(train, test, plan.RawFiles) };
        List<string> notes = [.. plan.Source is null ? [] : new[] { plan.Source }, .. plan.Remarks];
        if (ShardSetWriter.IsDone(job.Out, plan))
            return new PreprocessingResult(ShardSet.ReadManifest(job.Out), AlreadyDone: true, notes);

        var spectrograms = Draw(recordings);
        var (trainPca, testPca) = FitPca(train, test);
        var valid = train.Count / ValidShare;
        var rows = new Dictionary<string, AvMnistRows>
        {
            ["train"] = new(train, 0, train.Count - valid, trainPca, trainPairs, spectrograms, raw.Mnist.Count),
            ["valid"] = new(train, train.Count - valid, valid, trainPca, trainPairs, spectrograms, raw.Mnist.Count),
            ["test"] = new(test, 0, test.Count, testPca, testPairs, spectrograms, raw.Mnist.Count),
        };
        notes = [$"PCA keeps {trainPca.K} components of the train file and {testPca.K} of the test file ({100 * options.KeepEnergy:0.#} % of the variance at most)", .. notes];
        return new PreprocessingResult(Write(plan, rows), AlreadyDone: false, notes);
    }

    private ShardSetPlan Plan(Digits train, Digits test, IReadOnlyList<Recording> recordings)
    {
        string[] files = [.. raw.Mnist, .. recordings.Select(r => Path.Combine(raw.Recordings, r.FileName))];
        var valid = train.Count / ValidShare;
        return new ShardSetPlan
        {
            Dataset = "avmnist",
            ToolVersion = typeof(AvMnistPreprocessor).Assembly.GetName().Version!.ToString(3),
            Options = options.Text(),
            Columns = AvMnistSchema.Columns,
            ClassNames = AvMnistSchema.ClassNames,
            RawFiles = RawFiles.Hash(job.Raw, files, job.Workers),
            Splits = [("train", train.Count - valid), ("valid", valid), ("test", test.Count)],
            RowsPerShard = options.RowsPerShard,
        };
    }

    /// <summary>Each recording is drawn once; a row only copies it.</summary>
    private byte[][] Draw(IReadOnlyList<Recording> recordings)
    {
        var spectrograms = new byte[recordings.Count][];
        using var meter = new ProgressMeter("avmnist  spectrograms", recordings.Count, "recordings");
        Workers.For(recordings.Count, job.Workers, i =>
        {
            spectrograms[i] = Spectrogram.Draw(Path.Combine(raw.Recordings, recordings[i].FileName));
            lock (meter)
                meter.Advance(1);
        });
        return spectrograms;
    }

    private (PcaEnergyRemoval Train, PcaEnergyRemoval Test) FitPca(Digits train, Digits test)
    {
        Digits[] files = options.FitOnTrain ? [train] : [train, test];
        var fits = new PcaEnergyRemoval[files.Length];
        Workers.For(files.Length, job.Workers, i => fits[i] = PcaEnergyRemoval.Fit(files[i].Images.Data, Digits.Pixels, options.KeepEnergy, files[i].Images.Path, job.Workers));
        return (fits[0], fits[^1]);
    }

    private ShardManifest Write(ShardSetPlan plan, Dictionary<string, AvMnistRows> rows)
    {
        using var writer = new ShardSetWriter(job.Out, plan);
        using var meter = new ProgressMeter("avmnist  shards", plan.Splits.Sum(s => s.Rows), "rows");
        Workers.For(writer.Parts.Count, job.Workers, i =>
        {
            var part = writer.Parts[i];
            rows[part.Split].Compute(part, out var images);
            writer.Write(part, shard => rows[part.Split].Append(part, images, shard));
            lock (meter)
                meter.Advance(part.Rows);
        });
        return writer.Finish(rows["train"].Statistics());
    }

    /// <summary>Says which files are not the published ones: results on them are not comparable.</summary>
    private static List<string> Remarks(Digits train, Digits test, IReadOnlyList<RawFile> rawFiles)
    {
        var known = DataManifest.Of("avmnist")?.RawFiles.Select(f => f.Sha256).ToHashSet() ?? [];
        var mnist = new[] { train.Images, train.Labels, test.Images, test.Labels };
        var remarks = mnist.Where(f => !known.Contains(f.Sha256)).Select(f => $"{Path.GetFileName(f.Path)} is not MNIST as published").ToList();
        if (!known.Contains(RawFiles.CombinedSha256(rawFiles.Skip(mnist.Length))))
            remarks.Add($"the {rawFiles.Count - mnist.Length:#,0} recordings are not those that data-manifests/avmnist.yaml describes");
        return remarks;
    }
}
