using System.Diagnostics;
using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>
/// Trains one run in a process of its own, so that several can go on at once: libtorch's threads and generators belong to a process, and
/// a run that the system kills takes no other with it. The child stops by itself, its state saved, when its standard input ends: so it
/// does when this process is killed.
/// </summary>
public static class ChildTraining
{
    /// <summary>Starts the child and waits for it.</summary>
    /// <param name="job">The run; those it starts from are finished.</param>
    /// <param name="options">How runs are handled.</param>
    /// <param name="report">Told how far it is.</param>
    /// <param name="stop">Lets the child stop.</param>
    /// <exception cref="OperationCanceledException">Stopped by the user; the state is saved.</exception>
    public static JobOutcome Train(TrainingJob job, RunOptions options, Action<TrainingProgress> report, CancellationToken stop)
    {
        using var process = Process.Start(Command(job, options))!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        using var asking = stop.Register(process.StandardInput.Close);
        JobOutcome? outcome = null;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var said = JsonView.Read(line);
            if (said?.Run != job.Folder.Path)
                continue;
            if (said.Progress is { } progress)
                report(progress);
            outcome = said.Outcome ?? outcome;
        }

        process.WaitForExit();
        if (process.ExitCode == ExitCode.Interrupted)
            throw new OperationCanceledException(stop);
        var reason = errors.GetAwaiter().GetResult().Trim().Split('\n')[^1];
        return outcome ?? new JobOutcome(JobEnd.Failed, $"failed: {(reason.Length > 0 ? reason : $"its process ended with {process.ExitCode}")}", Refused: process.ExitCode == ExitCode.InputRefused);
    }

    private static ProcessStartInfo Command(TrainingJob job, RunOptions options)
    {
        var request = job.Request;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var program = typeof(ChildTraining).Assembly.Location;
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals(Path.GetFileNameWithoutExtension(program), StringComparison.Ordinal))
            start.ArgumentList.Add(program);
        List<string> arguments =
        [
            "train", request.Task.Dataset, "--task", request.Task.Name, "--data", request.Data, "--out", request.Output, "--paradigm", job.Paradigm.Name,
            "--seeds", $"{job.Seed}", "--profile", request.Profile, "--device", options.Device,
            "--save-every", options.SaveEvery.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--json", "--stop-at-end-of-input",
            .. request.Changes.SelectMany(c => new[] { "--set", c.ToString() }),
            .. request.Limits.Count > 0 ? ["--limit", string.Join(',', request.Limits.Select(l => $"{l.Key}={l.Value}"))] : Array.Empty<string>(),
            .. request.RecipeFile is { } recipe ? ["--recipe", recipe] : Array.Empty<string>(),
            .. options.Replace ? ["--replace"] : Array.Empty<string>(),
        ];
        arguments.ForEach(start.ArgumentList.Add);
        // Threads that wait for each other must not keep the cores from the other runs.
        start.Environment.TryAdd("OMP_WAIT_POLICY", "passive");
        return start;
    }
}
