using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Tests.Pipeline;

/// <summary>The least a data set can be: a file of numbers. Shows that a new one needs no change to anything that exists.</summary>
public class ToyDataset : IDataset
{
    public string Name => "toy";

    public string Title => "A file of numbers";

    public IReadOnlyList<string> OptionHelp => ["times=1"];

    public RawFolder Inspect(string folder)
    {
        var file = new FileInfo(Path.Combine(folder, "numbers"));
        return file.Exists ? new RawFolder(file.Length, []) : new RawFolder(0, ["numbers"]);
    }

    public PreprocessingResult Run(PreprocessingJob job)
    {
        var times = job.Settings.Whole("times", 1, 1, 9);
        job.Settings.RefuseUnknown();
        var path = Path.Combine(job.Raw, "numbers");
        var numbers = File.ReadAllText(path).Split(' ').Select(long.Parse).Select(n => n * times).ToArray();
        var plan = new ShardSetPlan
        {
            Dataset = Name,
            ToolVersion = "1",
            Options = new Dictionary<string, string> { ["times"] = $"{times}" },
            Columns = [new ColumnSchema { Name = "x", Role = ColumnRole.Input, Modality = "x", Dtype = Dtype.I64, Shape = [], Unit = "1", Description = "A number." }],
            ClassNames = [],
            RawFiles = RawFiles.Hash(job.Raw, [path], job.Workers, job.Stop),
            Splits = [("train", numbers.Length)],
            RowsPerShard = 2,
        };
        DiskSpace.Require(job.Out, plan);
        if (ShardSetWriter.IsDone(job.Out, plan, job.Replace, stop: job.Stop))
            return new PreprocessingResult(ShardSet.ReadManifest(job.Out), AlreadyDone: true, []);
        using var writer = new ShardSetWriter(job.Out, plan, job.Replace, job.Stop);
        foreach (var part in writer.Parts)
            writer.Write(part, shard => Fill(shard, numbers.AsSpan((int)part.FirstRow, part.Rows)));
        var moments = Moments.Of(numbers.Select(n => (float)n).ToArray());
        return new PreprocessingResult(writer.Finish(new Dictionary<string, ColumnStatistics> { ["x"] = moments.Statistics() }), AlreadyDone: false, []);
    }

    protected virtual void Fill(SafetensorsWriter shard, ReadOnlySpan<long> numbers)
    {
        foreach (var number in numbers)
            shard.Append("x", BitConverter.GetBytes(number));
    }
}
