using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Torch;
using static TorchSharp.torch;

namespace I2M2.Modeling.Import;

/// <summary>Takes over a model of other code: compares its tensors with ours, and writes ours with its values.</summary>
internal sealed class Importer : IDisposable
{
    private const string WeightsName = "weights.safetensors";
    private readonly ImportRequest request;
    private readonly List<ForeignFile> files = [];
    private readonly ExpertSet model;

    /// <exception cref="InputRefusedException">A file is broken.</exception>
    /// <exception cref="UsageException">Another number of files than the model has parts, or the folder holds a model already.</exception>
    internal Importer(ImportRequest request)
    {
        this.request = request;
        var parts = request.Target.Parts.Select(p => p.Name).ToList();
        if (request.Files.Count != 1 && request.Files.Count != parts.Count)
        {
            var order = parts.Count > 1 ? $", or {parts.Count} in this order: {string.Join(", ", parts)}" : "";
            throw new UsageException($"{request.Target.Name} takes one file{order}");
        }

        if (new[] { Checkpoint.FileName, WeightsName }.Any(name => File.Exists(Path.Combine(request.Output, name))))
            throw new UsageException($"{request.Output} holds a model already. Name another folder with --out, or remove it.");
        model = request.Target.Create(request.Seed);
        try
        {
            foreach (var path in request.Files)
                files.Add(ForeignFile.Open(path));
            (var matches, var remarks) = TensorMatcher.Match(request.Target, model, files);
            Report = new ImportReport
            {
                Target = request.Target,
                Files = [.. files.Select(f => (Path.GetFileName(f.Path), f.Sha256))],
                Remarks = remarks,
                Matches = matches,
            };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How the files and the model compare.</summary>
    internal ImportReport Report { get; }

    /// <summary>Why the files cannot be taken over; null when they can.</summary>
    internal InputRefusedException? Refusal()
    {
        InputRefusedException Refuse(MatchState state, string problem, string remedy)
        {
            var first = Report.Of(state).First();
            return new(request.Files[0], $"{problem}: {Report.Of(state).Count()}, first {SafeText.ForTerminal(first.Theirs, 120)} {first.Shape}", remedy);
        }

        if (Report.Of(MatchState.OtherShape).Any())
            return Refuse(MatchState.OtherShape, "tensors of another dtype or shape", "name with --as what it is");
        if (Report.Of(MatchState.Unexpected).Any() && !request.AllowUnexpected)
        {
            const string remedy = "name with --as what it is, or pass over them with --allow-unexpected";
            return Refuse(MatchState.Unexpected, "tensors without a place in the model", remedy);
        }

        if (Report.Of(MatchState.Missing).Any() && !request.AllowMissing)
        {
            const string remedy = "add them to the file (README, \"Importing\"), or give them fresh values with --allow-missing";
            return Refuse(MatchState.Missing, "tensors missing", remedy);
        }

        return Report.Of(MatchState.Matched).Any() ? null : new(request.Files[0], "none of the model's tensors is there", "name with --as what it is");
    }

    /// <summary>Writes the model, and the report beside it as `import.json`.</summary>
    /// <returns>The report with the model's path.</returns>
    /// <exception cref="InputRefusedException">A tensor's bytes are damaged.</exception>
    internal ImportReport Write()
    {
        using (NewDisposeScope())
        {
            var matched = Report.Of(MatchState.Matched);
            model.load_state_dict(matched.ToDictionary(m => m.Ours!, m => Tensor(m.Found!)), strict: false);
        }

        var task = request.Target.FindTask();
        var path = Path.Combine(request.Output, task is null ? WeightsName : Checkpoint.FileName);
        var origin = new ImportOrigin(
            string.Join(", ", Report.Files.Select(f => f.Name)),
            string.Join(", ", Report.Files.Select(f => f.Sha256)),
            string.Join(", ", Report.Of(MatchState.Missing).Select(m => m.Ours)));
        var config = task is null ? null : Config(task, origin);
        DurableFolder.Create(request.Output);
        if (config is not null)
            Checkpoint.SaveImported(path, model, config, request.Target.ClassNames);
        else
            Checkpoint.SaveTensors(path, model, WeightsMetadata(origin));
        var written = Report with { Written = path, CanBeJudged = task is not null, Parameters = ModelFactory.Parameters(model) };
        AtomicFile.WriteText(Path.Combine(request.Output, "import.json"), written.ToJson());
        return written;
    }

    public void Dispose()
    {
        model.Dispose();
        foreach (var file in files)
            file.Dispose();
    }

    private static Tensor Tensor(ForeignTensor found) => StoredTensor.FromBytes(found.Dtype, found.Shape, found.Read());

    private Dictionary<string, string> WeightsMetadata(ImportOrigin origin) => new()
    {
        ["format"] = "i2m2-weights-1",
        ["model"] = request.Target.Name,
        ["imported_from"] = origin.Files,
        ["imported_sha256"] = origin.Sha256,
        ["fresh_tensors"] = origin.Fresh,
    };

    private RunConfig Config(Tasks.ITask task, ImportOrigin origin) => new()
    {
        Dataset = task.Dataset,
        Task = task.Name,
        Paradigm = request.Target.Paradigm,
        Seed = request.Seed,
        Profile = request.Profile,
        Settings = EngineThreads.Fit(Recipe.Of(task).Resolve(request.Target.Paradigm.Kind, request.Profile, [])),
        Limits = new Dictionary<string, long>(),
        DataHash = ImportOrigin.UnknownData,
        Classes = request.Target.ClassNames.Count,
        Device = "cpu",
        TorchVersion = Engine.Version,
        Origin = origin,
    };
}
