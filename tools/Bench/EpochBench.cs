using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Batches;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Torch;
using TorchSharp;

namespace I2M2.Bench;

/// <summary>
/// A whole epoch as a user runs it, batches gathered, the look at the validation split, checkpoints and metrics written, against the same in
/// PyTorch. The three take turns, an epoch each; the ratio is taken within a round.
/// </summary>
/// <param name="python">A Python with PyTorch.</param>
/// <param name="data">Shards of AV-MNIST.</param>
/// <param name="rows">Training rows of an epoch; a quarter as many are validated.</param>
/// <param name="rounds">Rounds of turns.</param>
/// <param name="output">Gets the table.</param>
public sealed class EpochBench(string python, ShardSet data, int rows, int rounds, TextWriter output) : IDisposable
{
    private static readonly AvMnistTask Task = new();
    private readonly string scratch = Directory.CreateTempSubdirectory("i2m2-bench-").FullName;

    /// <summary>Runs all jobs and prints the table.</summary>
    public void Run(string paradigms, IReadOnlyList<int> batches)
    {
        ExportForPeer();
        var threads = Environment.ProcessorCount;
        using var tuned = new Peer(python, "peer_epoch.py", "tuned", threads, scratch);
        using var standard = new Peer(python, "peer_epoch.py", "default", threads, scratch);
        output.WriteLine($"ours: libtorch {Engine.Version}, ATen threads {threads}, BLAS threads 1; peer (version, threads): tuned {tuned.Greeting}, default {standard.Greeting}; {rows} + {rows / 4} rows, {rounds} rounds");
        output.WriteLine();
        output.WriteLine("| job | batch | ours s | PyTorch tuned s | PyTorch default s | ours / tuned [quartiles] | ours / default [quartiles] |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var paradigm in TrainArguments.Paradigms(Task, paradigms))
        {
            foreach (var batch in batches)
            {
                var (ours, theirs, defaults) = (new List<double>(), new List<double>(), new List<double>());
                for (var round = -1; round < rounds; round++)
                {
                    var turns = new Action[]
                    {
                        () => ours.Add(OwnEpoch(paradigm, batch)), () => theirs.Add(tuned.Steps(paradigm.Name, batch, 1)[0]), () => defaults.Add(standard.Steps(paradigm.Name, batch, 1)[0]),
                    };
                    for (var k = 0; k < turns.Length; k++)
                        turns[(k + round + 1) % turns.Length]();
                }

                // The first round compiles and warms up.
                var toTuned = Medians.Quartiles(ours.Zip(theirs, (a, b) => a / b).Skip(1));
                var toDefault = Medians.Quartiles(ours.Zip(defaults, (a, b) => a / b).Skip(1));
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {paradigm.Name} | {batch} | {Medians.Of(ours.Skip(1)):0.00} | {Medians.Of(theirs.Skip(1)):0.00} | {Medians.Of(defaults.Skip(1)):0.00} | {toTuned.Middle:0.00} [{toTuned.Low:0.00}, {toTuned.High:0.00}] | {toDefault.Middle:0.00} [{toDefault.Low:0.00}, {toDefault.High:0.00}] |"));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(scratch, recursive: true);

    // One epoch from fresh weights, by the class that `modeling train` runs, files and all.
    private double OwnEpoch(Paradigm paradigm, int batch)
    {
        var request = new TrainRequest
        {
            Task = Task,
            Data = data.Folder,
            Output = Path.Combine(scratch, "runs"),
            Paradigms = [paradigm],
            Seeds = [0],
            Changes = [.. new[] { "epochs=1", "init=scratch", $"batch_size={batch}" }.Select(SettingChange.Parse)],
            Limits = new Dictionary<string, long> { ["train"] = rows, ["valid"] = rows / 4, ["test"] = 1 },
        };
        var job = JobGraph.Of([request])[0];
        var outcome = new SingleRun(job, data, torch.CPU, new RunOptions()).Train(_ => { }, default);
        Directory.Delete(request.Output, recursive: true);
        return outcome.Result?.Seconds ?? throw new InvalidOperationException(outcome.Message);
    }

    private void ExportForPeer()
    {
        foreach (var (split, count) in new[] { ("train", rows), ("valid", rows / 4) })
        {
            if (data[split].Rows < count)
                throw new UsageException($"{data.Folder} has {data[split].Rows} rows of {split}, {count} are needed");
            foreach (var column in new[] { "image", "audio" })
                Write(split, column, [count, 1, .. data[split][column].Schema.Shape.Skip(1)], "|u1", r => Bytes(data[split][column], r));
            Write(split, "label", [count], "<i8", r => data[split]["label"].Row(r).ToArray());
        }
    }

    private static byte[] Bytes(ShardColumn column, long row)
    {
        if (column.Schema.Dtype == Dtype.U8)
            return column.Row(row).ToArray();
        var floats = new float[column.RowBytes / sizeof(float)];
        RowConversion.ToFloats(column.Schema.Dtype, column.Row(row), 255 * column.Schema.Scale, floats);
        return Array.ConvertAll(floats, f => (byte)Math.Clamp(f, 0, 255));
    }

    private void Write(string split, string column, long[] shape, string descr, Func<long, byte[]> row)
    {
        using var file = File.Create(Path.Combine(scratch, $"{split}_{column}.npy"));
        var header = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({string.Join(", ", shape)},), }}";
        header = header.PadRight(((header.Length + 10 + 1 + 63) / 64 * 64) - 11) + "\n";
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, (byte)(header.Length >> 8), .. System.Text.Encoding.ASCII.GetBytes(header)]);
        for (var r = 0L; r < shape[0]; r++)
            file.Write(row(r));
    }
}
