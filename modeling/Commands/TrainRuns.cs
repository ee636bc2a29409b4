using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Commands;

/// <summary>What `modeling train` was asked for.</summary>
public sealed record TrainRequest
{
    /// <summary>The task.</summary>
    public required ITask Task { get; init; }

    /// <summary>Folder of shards.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of runs.</summary>
    public required string Output { get; init; }

    /// <summary>Paradigms, without those they start from.</summary>
    public required IReadOnlyList<Paradigm> Paradigms { get; init; }

    /// <summary>Seeds.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>Profile of the recipe.</summary>
    public required string Profile { get; init; }

    /// <summary>Changes to the recipe.</summary>
    public required IReadOnlyList<(string Key, string Value)> Changes { get; init; }

    /// <summary>Rows used of each split.</summary>
    public required IReadOnlyDictionary<string, long> Limits { get; init; }

    /// <summary>"auto", "cpu" or "cuda[:N]".</summary>
    public required string Device { get; init; }
}

/// <summary>Trains every run of a request, one after the other; a run that fails does not stop those that do not need it.</summary>
public sealed class TrainRuns(TrainRequest request, TextWriter output, CancellationToken stop)
{
    private readonly Recipe recipe = Recipe.Of(request.Task);

    /// <summary>Trains what is not finished yet.</summary>
    /// <returns><see cref="ExitCode.Done"/>, or <see cref="ExitCode.Failed"/> when a run failed.</returns>
    public int Run()
    {
        using var data = ShardSet.Open(request.Data);
        if (data.Manifest.Dataset != request.Task.Dataset)
            throw new UsageException($"{request.Data} holds {data.Manifest.Dataset}, not {request.Task.Dataset}");
        foreach (var (split, rows) in request.Limits.Where(l => l.Value > data[l.Key].Rows))
            Console.Error.WriteLine($"--limit {split}={rows}: {request.Data} has {data[split].Rows:#,0} rows of it, and all of them are used");
        var device = ChooseDevice();
        var plan = TrainingPlan.Order(request.Task, request.Paradigms, request.Seeds, p => Settings(p).Init == "pretrained");
        var failed = new HashSet<(Paradigm, long)>();
        foreach (var (paradigm, seed) in plan)
        {
            stop.ThrowIfCancellationRequested();
            var title = $"{paradigm.Name,-16} seed {seed}";
            if (paradigm.StartsFrom(request.Task).FirstOrDefault(p => failed.Contains((p, seed))) is { } lost && Settings(paradigm).Init == "pretrained")
            {
                failed.Add((paradigm, seed));
                Console.Error.WriteLine($"{title}  not trained: it starts from {lost.Name}, which failed");
                continue;
            }

            try
            {
                TrainOne(data, paradigm, seed, device, title);
            }
            catch (Exception e) when (e is not (OperationCanceledException or UsageException or InputRefusedException))
            {
                failed.Add((paradigm, seed));
                Console.Error.WriteLine($"{title}  failed: {e.Message}");
            }
        }

        return failed.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    // Both thread counts as they will be: they are part of what makes a run repeatable to the last bit.
    private Settings Settings(Paradigm paradigm) =>
        EngineThreads.Fit(recipe.Resolve(paradigm.Kind, request.Profile, request.Changes));

    private void TrainOne(ShardSet data, Paradigm paradigm, long seed, Device device, string title)
    {
        var folder = new RunFolder(request.Output, request.Task.Dataset, request.Task.Name, paradigm, seed);
        var config = new RunConfig
        {
            Dataset = request.Task.Dataset,
            Task = request.Task.Name,
            Paradigm = paradigm,
            Seed = seed,
            Profile = request.Profile,
            Settings = Settings(paradigm),
            Limits = request.Limits,
            DataHash = data.Manifest.InputsSha256,
            DataSource = data.Manifest.Source ?? "",
            Classes = data.Manifest.ClassNames.Count,
            Device = device.ToString(),
            TorchVersion = Engine.Version,
        };
        if (folder.IsFinished && IsSame(folder, config))
        {
            output.WriteLine($"{title}  finished before: {folder.Path}");
            return;
        }

        EngineThreads.Use(config.Settings);
        using var model = ModelFactory.Create(request.Task, paradigm, config.Classes, config.Settings.TrainFusion, seed);
        if (config.Settings.Init == "pretrained")
            StartFromTrainedExperts(model, paradigm, seed);
        model.to(device);
        using var hold = folder.Begin(config);
        var train = Loader(data, "train", config, device);
        var valid = Loader(data, "valid", config, device);
        var clock = TimeProvider.System.GetTimestamp();
        TrainingResult result;
        using (var progress = new ProgressMeter(title.Trim(), train.Rows * config.Settings.Epochs, "samples"))
            result = new Trainer(model, config, data.Manifest).Run(train, valid, folder, progress, stop);
        var took = TimeProvider.System.GetElapsedTime(clock);
        var (best, _, _) = Checkpoint.Load(folder.Checkpoint);
        using (best)
        {
            best.to(device);
            foreach (var split in new[] { "valid", "test" })
                folder.WritePredictions(split, new Predictor(best, config).Predict(Loader(data, split, config, device), folder.Checkpoint));
        }

        folder.Finish(config, Path.GetFullPath(request.Data), result, ModelFactory.Parameters(model), took);
        output.WriteLine(
            $"{title}  valid {config.Settings.SelectBy} {result.BestMetric:0.0000} (epoch {result.BestEpoch} of {result.Epochs})  "
            + $"{train.Rows * result.Epochs / took.TotalSeconds:#,0} samples/s  {ProgressMeter.Duration(took)}");
    }

    private BatchLoader Loader(ShardSet data, string split, RunConfig config, Device device) =>
        new(request.Task, data[split], config.Rows(split, data[split].Rows), config.Classes, device);

    private void StartFromTrainedExperts(ExpertSet model, Paradigm paradigm, long seed)
    {
        foreach (var source in paradigm.StartsFrom(request.Task))
        {
            var trained = new RunFolder(request.Output, request.Task.Dataset, request.Task.Name, source, seed);
            try
            {
                Checkpoint.LoadExpert(trained.Checkpoint, model, source.ExpertNames(request.Task).Single());
            }
            catch (InputRefusedException e)
            {
                // Not the user's input: this run fails, the others go on.
                throw new InvalidOperationException(e.Message, e);
            }
        }
    }

    private static bool IsSame(RunFolder folder, RunConfig config)
    {
        var before = folder.ReadConfig()?.ToPairs() ?? [];
        var differs = config.ToPairs().Except(before).Concat(before.Except(config.ToPairs())).Select(p => p.Key).Distinct().ToList();
        return differs.Count == 0
            ? true
            : throw new UsageException($"{folder.Path} holds a finished run with another {string.Join(", ", differs)}. Name another folder with --out, or remove this one.");
    }

    private Device ChooseDevice()
    {
        if (request.Device == "auto")
            return cuda.is_available() ? new Device(DeviceType.CUDA, 0) : CPU;
        Device device;
        try
        {
            device = torch.device(request.Device);
        }
        catch (ArgumentException)
        {
            throw new UsageException($"--device {request.Device}: expected auto, cpu, cuda or cuda:N");
        }

        if (device.type == DeviceType.CUDA && !cuda.is_available())
            throw new UsageException("--device cuda: this libtorch sees no GPU; `dotnet run --project modeling -- doctor` says why");
        return device.index < cuda.device_count() || device.type == DeviceType.CPU
            ? device
            : throw new UsageException($"--device {request.Device}: this libtorch sees {cuda.device_count()} of them, counted from 0");
    }
}
