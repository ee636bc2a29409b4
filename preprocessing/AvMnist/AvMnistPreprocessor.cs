using I2M2.Cli;
using I2M2.Preprocessing.AvMnist.Noise;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// MNIST and spoken digits in, shards out. Everything is read and checked before the first byte is written; rows are written by index,
/// so that an image, its label and its recording cannot drift apart.
/// </summary>
public sealed class AvMnistPreprocessor
{
    private readonly PreprocessingJob job;
    private readonly AvMnistOptions options;
    private readonly AvMnistRawFiles raw;
    private readonly WaveformReader reader = new();

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
        // The two modalities have nothing to do with each other until rows are written.
        var published = Task.Run(() => DataManifest.Of("avmnist"));
        var ((train, test), (recordings, sounds)) = Workers.Together(job.Workers, Look, Listen, job.Stop);
        var trainPairs = Pairing.Pair(train.Labels.Data, recordings, test: false, raw.Recordings);
        var testPairs = Pairing.Pair(test.Labels.Data, recordings, test: true, raw.Recordings);
        var noise = Noise();

        var plan = Plan(train, test, recordings.Count);
        DiskSpace.Require(job.Out, plan);
        string[] files = [.. raw.Mnist, .. recordings.Select(r => Path.Combine(raw.Recordings, r.FileName))];
        plan = plan with { RawFiles = [.. RawFiles.Hash(job.Raw, files, job.Workers, job.Stop), .. noise?.Files ?? []] };
        plan = plan with { Source = options.Source(RawSource.FirstLine(job.Raw)), Remarks = Remarks(published.GetAwaiter().GetResult(), train, test, plan.RawFiles, sounds) };
        List<string> notes = [.. plan.Source is null ? [] : new[] { plan.Source }, .. plan.Remarks];
        if (ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop))
            return new PreprocessingResult(ShardSet.ReadManifest(job.Out), AlreadyDone: true, notes);

        var ((trainPca, testPca), table) = Workers.Together(
            job.Workers,
            () => FitPca(train, test),
            () => noise is null ? RecordingTable.Draw(sounds, raw.Mnist.Count, job.Workers, job.Stop) : RecordingTable.Undrawn(raw.Mnist.Count),
            job.Stop);
        RowAudio Audio(int[] pairs, bool ofTest) => noise is null
            ? RowAudio.Clean(table, pairs)
            : RowAudio.Noisy(sounds, pairs, noise, options.NoiseDecibels!.Value, ofTest);
        var (trainAudio, testAudio) = (Audio(trainPairs, false), Audio(testPairs, true));
        var valid = train.Count / AvMnistSource.ValidShare;
        var rows = new Dictionary<string, AvMnistRows>
        {
            ["train"] = new(train, 0, train.Count - valid, trainPca, trainPairs, trainAudio),
            ["valid"] = new(train, train.Count - valid, valid, trainPca, trainPairs, trainAudio),
            ["test"] = new(test, 0, test.Count, testPca, testPairs, testAudio),
        };
        notes = [$"PCA keeps {trainPca.K} components of the train file and {testPca.K} of the test file ({100 * options.KeepEnergy:0.#} % of the variance at most)", .. notes];
        return new PreprocessingResult(Write(plan, table, rows), AlreadyDone: false, notes);
    }

    private (Digits Train, Digits Test) Look()
    {
        var train = Digits.Read(raw.TrainImages, raw.TrainLabels);
        var test = Digits.Read(raw.TestImages, raw.TestLabels);
        return train.Count >= AvMnistSource.ValidShare
            ? (train, test)
            : throw new InputRefusedException(raw.TrainImages, $"{train.Count} images; {AvMnistSource.ValidShare} or more are needed, one in {AvMnistSource.ValidShare} is set aside to validate", "give the full file");
    }

    private (IReadOnlyList<Recording> Recordings, Waveform[] Sounds) Listen()
    {
        var recordings = Recording.List(raw.Recordings);
        var sounds = new Waveform[recordings.Count];
        Workers.For(recordings.Count, job.Workers, i => sounds[i] = reader.Read(
            Path.Combine(raw.Recordings, recordings[i].FileName), Spectrogram.FewestSamples, Spectrogram.MostSamples, $"can be cut into {Spectrogram.Side} columns"), job.Stop);
        return (recordings, sounds);
    }

    private NoiseClips? Noise() => (options.NoiseDecibels, options.NoiseFolder) switch
    {
        (null, _) => null,
        (_, null) => ColouredNoise.Clips(options.Seed),
        (_, var folder) => Esc50.Clips(folder, NameOf(folder), options.Seed, reader, job.Workers, job.Stop),
    };

    /// <summary>All but the raw files, whose hashing takes longer.</summary>
    private ShardSetPlan Plan(Digits train, Digits test, int recordings)
    {
        var valid = train.Count / AvMnistSource.ValidShare;
        return new ShardSetPlan
        {
            Dataset = "avmnist",
            ToolVersion = typeof(AvMnistPreprocessor).Assembly.GetName().Version!.ToString(3),
            Options = options.Text(),
            Columns = AvMnistSchema.Columns(drawnByRow: options.NoiseDecibels is not null),
            ClassNames = AvMnistSchema.ClassNames,
            RawFiles = [],
            Tables = [(AvMnistSchema.Recordings, recordings)],
            Splits = [("train", train.Count - valid), ("valid", valid), ("test", test.Count)],
            RowsPerShard = options.RowsPerShard,
        };
    }

    private (PcaEnergyRemoval Train, PcaEnergyRemoval Test) FitPca(Digits train, Digits test)
    {
        Digits[] files = options.FitOnTrain ? [train] : [train, test];
        var fits = new PcaEnergyRemoval[files.Length];
        Workers.For(files.Length, job.Workers, i => fits[i] = PcaEnergyRemoval.Fit(files[i].Images.Data, Digits.Pixels, options.KeepEnergy, files[i].Images.Path, job.Workers), job.Stop);
        return (fits[0], fits[^1]);
    }

    /// <summary>Path below the raw folder; of a folder elsewhere only what it is, since the manifest holds no machine's paths.</summary>
    private string NameOf(string folder)
    {
        var relative = Path.GetRelativePath(job.Raw, folder).Replace('\\', '/');
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? "esc-50" : relative;
    }

    /// <summary>Where rows share spectrograms, shards are written side by side; where each is drawn, the rows of one shard are drawn side by side.</summary>
    private ShardManifest Write(ShardSetPlan plan, RecordingTable table, Dictionary<string, AvMnistRows> rows)
    {
        var (shards, drawers) = options.NoiseDecibels is null ? (job.Workers, 1) : (1, job.Workers);
        using var writer = new ShardSetWriter(job.Out, plan, job.Replace, job.Stop);
        using var meter = new ProgressMeter("avmnist  shards", plan.Splits.Sum(s => s.Rows), "rows");
        Workers.For(writer.Parts.Count, shards, i =>
        {
            var part = writer.Parts[i];
            if (!rows.TryGetValue(part.Split, out var ofSplit))
            {
                writer.Write(part, shard => table.Append(part, shard));
                return;
            }

            var images = ofSplit.Images(part);
            var written = writer.Write(part, shard => ofSplit.Append(part, images, drawers, shard, job.Stop));
            if (!written || options.NoiseDecibels is null)
                ofSplit.NoteAudio(part, drawers, job.Stop);
            lock (meter)
                meter.Advance(part.Rows);
        }, job.Stop);
        return writer.Finish(rows["train"].Statistics());
    }

    /// <summary>Says what was converted, and which files are not the published ones: results on them are not comparable.</summary>
    private static List<string> Remarks(DataManifest? published, Digits train, Digits test, IReadOnlyList<RawFile> rawFiles, Waveform[] sounds)
    {
        var known = published?.RawFiles.Select(f => f.Sha256).ToHashSet() ?? [];
        var mnist = new[] { train.Images, train.Labels, test.Images, test.Labels };
        var remarks = mnist.Where(f => !known.Contains(f.Sha256)).Select(f => $"{Path.GetFileName(f.Path)} is not MNIST as published").ToList();
        if (!known.Contains(RawFiles.CombinedSha256(rawFiles.Skip(mnist.Length).Take(sounds.Length))))
            remarks.Add($"the {sounds.Length:#,0} recordings are not those that data-manifests/avmnist.yaml describes");
        return [.. remarks, .. Conversions.Of(sounds)];
    }
}
