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

    /// <summary>The run at a folder.</summary>
    /// <param name="path">The folder.</param>
    public RunFolder(string path) => Path = path;

    /// <summary>The place of a run among all runs.</summary>
    /// <param name="output">The folder of all runs.</param>
    /// <param name="dataset">Data set.</param>
    /// <param name="task">Task within it.</param>
    /// <param name="paradigm">Which experts.</param>
    /// <param name="seed">Seed.</param>
    public RunFolder(string output, string dataset, string task, Paradigm paradigm, long seed)
        : this(System.IO.Path.Combine(output, dataset, task, paradigm.Name, $"seed-{seed}"))
    {
    }

    /// <summary>The run's folder.</summary>
    public string Path { get; }

    /// <summary>The best epoch's weights.</summary>
    public string Checkpoint => System.IO.Path.Combine(Path, Training.Checkpoint.FileName);

    /// <summary>The state that training goes on from.</summary>
    public string Last => System.IO.Path.Combine(Path, LastCheckpoint.FileName);

    /// <summary>Whether the run came to its end: its weights are there and its run.json can be read.</summary>
    public bool IsFinished
    {
        get
        {
            try
            {
                return WhyUnfinished is null && Describe() is not null;
            }
            catch (InputRefusedException)
            {
                return false;
            }
        }
    }

    /// <summary>Which of the two files that a finished run has is missing, as a sentence part; null when both are there.</summary>
    public string? WhyUnfinished => !File.Exists(Checkpoint) ? $"not finished: has no {Training.Checkpoint.FileName}" : !File.Exists(Summary) ? "has no run.json" : null;

    /// <summary>Whether anything here says that it is a run, finished or not.</summary>
    public bool IsRun => File.Exists(Checkpoint) || File.Exists(Summary) || System.IO.Path.GetFileName(Path).StartsWith("seed-", StringComparison.Ordinal);

    private string Summary => System.IO.Path.Combine(Path, "run.json");

    private string Config => System.IO.Path.Combine(Path, "config.yaml");

    private string Events => System.IO.Path.Combine(Path, "events.out.tfevents.i2m2");

    private string Metrics => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>What the run is, as its `run.json` says.</summary>
    /// <exception cref="InputRefusedException">The file is broken.</exception>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    public RunDescription Describe() => RunDescription.Read(Summary);

    /// <summary>Where a split's predictions lie, if they were written: `predictions-&lt;split&gt;.parquet`.</summary>
    /// <param name="split">E.g. "test".</param>
    public string Predictions(string split) => System.IO.Path.Combine(Path, $"predictions-{split}.parquet");

    /// <summary>The configuration of the run that lies here, or null.</summary>
    public RunConfig? ReadConfig() => File.Exists(Config) ? RunConfig.FromYaml(Config, File.ReadAllText(Config)) : null;

    /// <summary>Makes the folder, for its owner alone, and claims it for one training at a time until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">Another training is at work here, or the folder cannot be made.</exception>
    public IDisposable Claim()
    {
        try
        {
            DurableFolder.Create(Path);
            return FolderLock.Take(Path, ".running");
        }
        catch (IOException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }

    /// <summary>Removes what an earlier training left here, and nothing else.</summary>
    public void Clear()
    {
        // The last state goes before what it continues.
        foreach (var left in new[] { Summary, Last, Checkpoint, Metrics, Events, Config }.Concat(Directory.EnumerateFiles(Path, System.IO.Path.GetFileName(Predictions("*")))))
            File.Delete(left);
    }

    /// <summary>Keeps the configuration beside what is to come.</summary>
    public void WriteConfig(RunConfig config) => AtomicFile.WriteText(Config, config.ToYaml());

    /// <summary>The logs of metrics, cut back to where training goes on.</summary>
    /// <param name="at">Where that is.</param>
    /// <param name="metric">Name of the validation metric.</param>
    public MetricsLog OpenMetrics(TrainingPosition at, string metric) => new(Metrics, Events, at, metric);

    /// <summary>Writes a split's predictions; the format is that of <see cref="PredictionsParquet"/>.</summary>
    /// <param name="predictions">Of all its rows.</param>
    /// <param name="metadata">What made them, and which split it is.</param>
    public void WritePredictions(Predictions predictions, PredictionsMetadata metadata) =>
        PredictionsParquet.Write(Predictions(metadata.Split), predictions, metadata);

    /// <summary>Writes a split's predictions of independent labels; the format is that of <see cref="LabelPredictionsParquet"/>.</summary>
    /// <param name="predictions">Of all its rows.</param>
    /// <param name="metadata">What made them, and which split it is.</param>
    public void WritePredictions(LabelPredictions predictions, PredictionsMetadata metadata) =>
        LabelPredictionsParquet.Write(Predictions(metadata.Split), predictions, metadata);

    /// <summary>Writes a split's predictions of rows with several right answers; the format is that of <see cref="AnswerPredictionsParquet"/>.</summary>
    /// <param name="predictions">Of all its rows.</param>
    /// <param name="metadata">What made them, and which split it is.</param>
    public void WritePredictions(AnswerPredictions predictions, PredictionsMetadata metadata) =>
        AnswerPredictionsParquet.Write(Predictions(metadata.Split), predictions, metadata);

    /// <summary>Writes `run.json`: the run is finished.</summary>
    /// <param name="run">What it is, with the folder of shards: where evaluation looks when it is not told.</param>
    /// <param name="config">How it was trained.</param>
    /// <param name="result">How training went.</param>
    public void Finish(RunDescription run, RunConfig config, TrainingResult result) =>
        AtomicFile.WriteText(Summary, JsonSerializer.Serialize(
            new
            {
                run.Dataset,
                run.Task,
                run.Paradigm,
                run.Variant,
                run.Seed,
                run.Profile,
                run.Params,
                run.DataHash,
                run.DataSource,
                run.Data,
                TestRule = config.TestsByMixture ? "mixture" : "product",
                result.BestEpoch,
                SelectedBy = result.Selection.Metric,
                ValidMetric = result.BestMetric,
                result.Epochs,
                TrainSeconds = Math.Round(result.Seconds, 1),
            },
            Indented) + "\n");
}
