using System.CommandLine;
using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Batches;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Commands;

/// <summary>The options that every command which trains has: where, how many at a time, what is shown.</summary>
internal sealed class HandlingOptions
{
    private readonly Option<string> device = new("--device") { Description = "auto, cpu, cuda or cuda:N", DefaultValueFactory = _ => "auto" };
    private readonly Option<int> jobs = new("--jobs") { Description = "Runs at a time, each in a process of its own with its share of the cores", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> replace = new("--replace") { Description = "Give up runs with other settings that lie in the way" };
    private readonly Option<double> saveEvery = new("--save-every") { Description = "Seconds after which the state is saved within an epoch, too", DefaultValueFactory = _ => 60 };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object a line for programs" };
    private readonly Option<bool> stopAtEndOfInput = new("--stop-at-end-of-input") { Hidden = true };

    internal void AddTo(Command command)
    {
        foreach (var option in new Option[] { device, jobs, replace, saveEvery, json, stopAtEndOfInput })
            command.Options.Add(option);
    }

    /// <summary>Trains and says what became of it.</summary>
    /// <returns>The exit code.</returns>
    internal int Run(IReadOnlyList<TrainRequest> requests, ParseResult parsed, CancellationToken stop)
    {
        var options = new RunOptions
        {
            Device = parsed.GetRequiredValue(device),
            Parallel = parsed.GetValue(jobs) is >= 1 and <= 1024 and var n ? n : throw new UsageException("--jobs: a number from 1 to 1024"),
            Replace = parsed.GetValue(replace),
            SaveEvery = parsed.GetValue(saveEvery) is >= 0 and <= 1e6 and var s ? TimeSpan.FromSeconds(s) : throw new UsageException("--save-every: a number of seconds"),
        };
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (parsed.GetValue(stopAtEndOfInput))
            StopAtEndOfInput(ending);
        var share = Math.Max(1, Environment.ProcessorCount / options.Parallel);
        var shared = options.Parallel == 1
            ? requests
            : [.. requests.Select(r => r with { Changes = [new("", "aten_threads", share.ToString(CultureInfo.InvariantCulture)), .. r.Changes] })];
        var clock = TimeProvider.System.GetTimestamp();
        using var batch = new TrainBatch(shared, options);
        var outcomes = batch.Run(n => View(parsed, n, ending.Token), Console.Error.WriteLine, ending.Token);
        if (!parsed.GetValue(json))
            Console.Out.Write(BatchSummary.Text(outcomes, TimeProvider.System.GetElapsedTime(clock), batch.JudgedOn));
        return TrainBatch.ExitCodeOf([.. outcomes.Values], ending.Token);
    }

    private IBatchView View(ParseResult parsed, int runs, CancellationToken stop) => parsed.GetValue(json)
        ? new JsonView(Console.Out)
        : Console.IsOutputRedirected || Console.IsErrorRedirected ? new PlainView(Console.Out, Console.Error) : new LiveView(Console.Out, runs, stop);

    private static void StopAtEndOfInput(CancellationTokenSource ending)
    {
        var watch = new Thread(() =>
        {
            while (Console.In.Read() >= 0)
            {
            }

            ending.Cancel();
        })
        { IsBackground = true };
        watch.Start();
    }
}
