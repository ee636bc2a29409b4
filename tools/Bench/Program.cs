using System.CommandLine;
using I2M2.Bench;
using I2M2.Cli;
using I2M2.Shards;

var python = new Option<string>("--python") { Description = "A Python with PyTorch", DefaultValueFactory = _ => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3" };
var rounds = new Option<int>("--rounds") { Description = "Rounds of turns for each job", DefaultValueFactory = _ => 15 };
var threads = new Option<int>("--threads") { Description = "ATen threads of ours and the tuned peer", DefaultValueFactory = _ => Environment.ProcessorCount };
var paradigms = new Option<string>("--paradigm") { Description = "As for `modeling train`", DefaultValueFactory = _ => "unimodal,inter-concat,i2m2" };
var batches = new Option<int[]>("--batch") { Description = "Rows of a step", DefaultValueFactory = _ => [40, 256], AllowMultipleArgumentsPerToken = true };
var step = new Command("step", "The AV-MNIST training step against the same step in PyTorch, taking turns.") { python, rounds, threads, paradigms, batches };
step.SetAction(parsed =>
{
    new StepBench(parsed.GetRequiredValue(python), parsed.GetValue(rounds), parsed.GetValue(threads), Console.Out)
        .Run(parsed.GetRequiredValue(paradigms), parsed.GetRequiredValue(batches));
    return ExitCode.Done;
});
var raw = new Option<string>("--raw") { Description = "Raw files of AV-MNIST, MNIST's as .gz", DefaultValueFactory = _ => Path.Combine("data", "raw", "avmnist") };
var preprocess = new Command("preprocess", "AV-MNIST from raw files to shards against the same arrays made with NumPy, taking turns.") { python, rounds, raw };
preprocess.SetAction(parsed =>
{
    new PreprocessBench(parsed.GetRequiredValue(python), parsed.GetRequiredValue(raw), parsed.GetValue(rounds), Console.Out).Run();
    return ExitCode.Done;
});

var data = new Option<string>("--data") { Description = "Folder of a shard set that fits in memory", Required = true };
var split = new Option<string>("--split") { Description = "Split to draw rows from", DefaultValueFactory = _ => "train" };
var loaderThreads = new Option<int[]>("--threads") { Description = "Numbers of threads that each load batches", DefaultValueFactory = _ => [1, 2], AllowMultipleArgumentsPerToken = true };
var loader = new Command("loader", "Gathering random rows from mapped shards against memcpy of as many bytes, taking turns.") { data, split, rounds, batches, loaderThreads };
loader.SetAction(parsed =>
{
    using var set = ShardSet.Open(FolderPath.ToRead("--data", parsed.GetRequiredValue(data)));
    new LoaderBench(set, parsed.GetRequiredValue(split), parsed.GetValue(rounds), Console.Out)
        .Run(parsed.GetRequiredValue(batches), parsed.GetRequiredValue(loaderThreads));
    return ExitCode.Done;
});
var epochRows = new Option<int>("--rows") { Description = "Training rows of an epoch", DefaultValueFactory = _ => 2000 };
var epoch = new Command("epoch", "A whole epoch of AV-MNIST, validation and checkpoints included, against the same in PyTorch, taking turns.") { python, data, rounds, paradigms, batches, epochRows };
epoch.SetAction(parsed =>
{
    using var set = ShardSet.Open(FolderPath.ToRead("--data", parsed.GetRequiredValue(data)));
    using var bench = new EpochBench(parsed.GetRequiredValue(python), set, parsed.GetValue(epochRows), parsed.GetValue(rounds), Console.Out);
    bench.Run(parsed.GetRequiredValue(paradigms), parsed.GetRequiredValue(batches));
    return ExitCode.Done;
});
var mimicRounds = new Option<int>("--rounds") { Description = "Rounds of turns, after one that does not count", DefaultValueFactory = _ => 5 };
var defaultRounds = new Option<int>("--default-rounds") { Description = "Rounds in which the peer also runs as pd.read_csv of whole tables, which takes about 1 GiB for a million rows", DefaultValueFactory = _ => 1 };
var chartRows = new Option<long>("--chart-rows") { Description = "Rows of CHARTEVENTS in the tables made for it", DefaultValueFactory = _ => 10_000_000 };
var tables = new Option<string?>("--raw") { Description = "Folder of tables, .csv.gz, to use in their place" };
var mimic = new Command("mimic", "MIMIC-III from tables to shards against the same arrays made with pandas and against inflating the files, taking turns.") { python, mimicRounds, defaultRounds, chartRows, tables };
mimic.SetAction(parsed =>
{
    new MimicBench(parsed.GetRequiredValue(python), parsed.GetValue(mimicRounds), parsed.GetValue(defaultRounds), Console.Out)
        .Run(parsed.GetValue(chartRows), parsed.GetValue(tables));
    return ExitCode.Done;
});
var fastMriRounds = new Option<int>("--rounds") { Description = "Rounds of turns, after one that does not count", DefaultValueFactory = _ => 5 };
var fastMriDefault = new Option<int>("--default-rounds") { Description = "Rounds in which the peer's default mode runs, too", DefaultValueFactory = _ => 2 };
var volumes = new Option<int>("--volumes") { Description = "Volumes of 36 slices to make, about 98 MB each", DefaultValueFactory = _ => 24 };
var packedVolumes = new Option<int>("--gzip-volumes") { Description = "Volumes packed by gzip to make; 0: none", DefaultValueFactory = _ => 8 };
var fewVolumes = new Option<int>("--few-volumes") { Description = "Volumes of a smaller set, whose memory is compared; 0: none", DefaultValueFactory = _ => 8 };
var bare = new Option<bool>("--bare") { Description = "The tuned peer takes turns without hashing and flushing, too" };
var work = new Option<string?>("--work") { Description = "Folder in which the volumes stay for the next time; else they are removed at the end" };
var fastMri = new Command("fastmri", "fastMRI from k-space to shards against the same arrays made with h5py and SciPy, taking turns.")
{
    python, fastMriRounds, fastMriDefault, volumes, packedVolumes, fewVolumes, bare, work,
};
fastMri.SetAction(parsed =>
{
    new FastMriBench(parsed.GetRequiredValue(python), parsed.GetValue(fastMriRounds), parsed.GetValue(fastMriDefault), parsed.GetValue(bare), Console.Out)
        .Run(parsed.GetValue(volumes), parsed.GetValue(packedVolumes), parsed.GetValue(fewVolumes), parsed.GetValue(work));
    return ExitCode.Done;
});
return App.Run(new RootCommand("Measures the toolkit against the same work done by others; prints ratios.") { step, epoch, preprocess, mimic, fastMri, loader }, args);
