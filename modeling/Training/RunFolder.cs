using System.Text.Json;
using I2M2.Modeling.Paradigms;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Modeling.Training;

/// <summary>
/// Where a run is kept: `&lt;out&gt;/&lt;dataset&gt;/&lt;task&gt;/&lt;paradigm&gt;[-&lt;variant&gt;]/seed-&lt;n&gt;/`. `run.json` is written last: a folder without it is
/// not finished.
/// </summary>
public sealed class RunFolder
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, NewLine = "\n" };

    /// <param name="output">The folder of all runs.</param>
    /// <param name="dataset">Data set.</param>
    /// <param name="task">Task within it.</param>
    /// <param name="paradigm">Which experts.</param>
    /// <param name="seed">Seed.</param>
    public RunFolder(string output, string dataset, string task, Paradigm paradigm, long seed) =>
        Path = System.IO.Path.Combine(output, dataset, task, paradigm.Name, $"seed-{seed}");

    /// <summary>The run's folder.</summary>
    public string Path { get; }

    /// <summary>The best epoch's weights.</summary>
    public string Checkpoint => System.IO.Path.Combine(Path, Training.Checkpoint.FileName);

    /// <summary>Whether the run came to its end.</summary>
    public bool IsFinished => File.Exists(Summary) && File.Exists(Checkpoint);

    private string Summary => System.IO.Path.Combine(Path, "run.json");

    private string Config => System.IO.Path.Combine(Path, "config.yaml");

    private string Metrics => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>The configuration of the run that lies here, or null.</summary>
    public RunConfig? ReadConfig() => File.Exists(Config) ? RunConfig.FromYaml(Config, File.ReadAllText(Config)) : null;

    /// <summary>
    /// Starts afresh: removes what an earlier run left, keeps the configuration beside what is to come. For its owner alone, and for one
    /// training at a time, until the result is disposed.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another training is at work here.</exception>
    public IDisposable Begin(RunConfig config)
    {
        DurableFolder.Create(Path);
        FileStream hold;
        try
        {
            hold = new FileStream(System.IO.Path.Combine(Path, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"{Path}: another training is at work here ({e.Message})", e);
        }

        foreach (var left in new[] { Summary, Checkpoint, Metrics }.Concat(Directory.EnumerateFiles(Path, "predictions-*.csv")))
            File.Delete(left);
        AtomicFile.WriteText(Config, config.ToYaml());
        return hold;
    }

    /// <summary>Adds one epoch's line to `metrics.jsonl`.</summary>
    public void AppendMetrics(int epoch, double trainLoss, double validMetric, bool best) =>
        File.AppendAllText(Metrics, JsonSerializer.Serialize(new { epoch, train_loss = trainLoss, valid_accuracy = validMetric, best }) + "\n");

    /// <summary>Writes a split's predictions, `predictions-&lt;split&gt;.csv`; the format is that of <see cref="PredictionsCsv"/>.</summary>
    public void WritePredictions(string split, Predictions predictions) =>
        AtomicFile.Write(System.IO.Path.Combine(Path, $"predictions-{split}.csv"), stream =>
        {
            using var csv = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            PredictionsCsv.Write(predictions, csv);
        });

    /// <summary>Writes `run.json`: the run is finished.</summary>
    /// <param name="config">How it was trained.</param>
    /// <param name="data">The folder of shards; where evaluation looks when it is not told.</param>
    /// <param name="result">How training went.</param>
    /// <param name="parameters">Trained numbers.</param>
    /// <param name="took">Training time.</param>
    public void Finish(RunConfig config, string data, TrainingResult result, long parameters, TimeSpan took) =>
        AtomicFile.WriteText(Summary, JsonSerializer.Serialize(
            new
            {
                config.Dataset,
                config.Task,
                Paradigm = config.Paradigm.KindName,
                Variant = config.Paradigm.Variant.Length > 0 ? config.Paradigm.Variant : null,
                config.Seed,
                config.Profile,
                Params = parameters,
                config.DataHash,
                DataSource = config.DataSource.Length > 0 ? config.DataSource : null,
                Data = data,
                TestRule = config.TestsByMixture ? "mixture" : "product",
                result.BestEpoch,
                ValidAccuracy = result.BestMetric,
                result.Epochs,
                TrainSeconds = Math.Round(took.TotalSeconds, 1),
            },
            Indented) + "\n");
}
