using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Tests.Pipeline;

/// <summary>The least a data set can be: a file of numbers. Shows that a new one needs no change to anything that exists.</summary>
public sealed class ToyDataset : IDataset
{
    public string Name => "toy";

    public string Title => "A file of numbers";

    public IReadOnlyList<string> OptionHelp => [];

    public RawFolder Inspect(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, "numbers"));
        return file.Exists ? new RawFolder(file.Length, []) : new RawFolder(0, ["numbers"]);
    }

    public PreprocessingResult Run(PreprocessingJob job)
    {
        job.Settings.RefuseUnknown();
        var path = Path.Combine(job.Raw, "numbers");
        var numbers = File.ReadAllText(path).Split(' ').Select(long.Parse).ToArray();
        var plan = new ShardSetPlan
        {
            Dataset = Name,
            ToolVersion = "1",
            Options = new Dictionary<string, string>(),
            Columns = [new ColumnSchema { Name = "x", Role = ColumnRole.Input, Modality = "x", Dtype = Dtype.I64, Shape = [], Unit = "1", Description = "A number." }],
            ClassNames = [],
            RawFiles = RawFiles.Hash(job.Raw, [path], job.Workers),
            Splits = [("train", numbers.Length)],
            RowsPerShard = 100,
        };
        using var writer = new ShardSetWriter(job.Out, plan);
        foreach (var part in writer.Parts)
            writer.Write(part, shard => Array.ForEach(numbers, n => shard.Append("x", BitConverter.GetBytes(n))));
        var moments = Moments.Of(numbers.Select(n => (float)n).ToArray());
        return new PreprocessingResult(writer.Finish(new Dictionary<string, ColumnStatistics> { ["x"] = moments.Statistics() }), AlreadyDone: false, []);
    }
}
